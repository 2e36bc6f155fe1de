"""The whole service in memory, from `NOW` of the offers on."""

from collections.abc import AsyncIterator

import pytest

from foothold_chassis.testing import RunningService, running
from foothold_matching.app import build
from foothold_matching.settings import MatchingSettings

from .offers import NOW


@pytest.fixture
async def service() -> AsyncIterator[RunningService]:
    async with running(build, MatchingSettings, now=NOW) as service:
        yield service
