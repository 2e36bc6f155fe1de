from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest
import structlog
from structlog.testing import capture_logs

from foothold_chassis.telemetry import logs
from foothold_chassis.testing.spans import spans

from .callers import client_of, keyring_of
from .examples import KEY, routes

__all__ = ["spans"]


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    """A caller of the service of things."""
    async with client_of(routes(), keyring_of(KEY)) as client:
        yield client


@pytest.fixture
def lines() -> Iterator[list[structlog.typing.EventDict]]:
    """Log lines as they would be written, from when the test began."""
    whole = (structlog.contextvars.merge_contextvars, logs._trace, logs._frames_only)
    with capture_logs(processors=whole) as lines:
        yield lines
