"""The whole service in memory, from `NOW` of the engagements on."""

from collections.abc import AsyncIterator

import pytest

from foothold_chassis.testing import RunningService, running
from foothold_contracts.app import build
from foothold_contracts.settings import ContractsSettings

from .engagements import NOW, SEAL_KEY


@pytest.fixture
async def service() -> AsyncIterator[RunningService]:
    async with running(build, ContractsSettings, now=NOW, contracts_seal_key=SEAL_KEY) as service:
        yield service
