from collections.abc import AsyncIterator

import httpx2
import pytest

from .callers import client_of, keyring_of
from .things import KEY, routes


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    """A caller of the service of things."""
    async with client_of(routes(), keyring_of(KEY)) as client:
        yield client
