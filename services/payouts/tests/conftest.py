"""The whole service in memory, from `NOW` of the escrows on."""

from collections.abc import AsyncIterator

import pytest

from foothold_chassis.testing import RunningService, running
from foothold_payouts.app import build
from foothold_payouts.settings import PayoutsSettings

from .escrows import NOW


@pytest.fixture
async def service() -> AsyncIterator[RunningService]:
    async with running(build, PayoutsSettings, now=NOW) as service:
        yield service
