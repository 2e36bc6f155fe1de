"""The whole service in memory, from `NOW` of the offers on."""

from collections.abc import AsyncIterator

import pytest

from foothold_catalog.app import build
from foothold_catalog.settings import CatalogSettings
from foothold_chassis.testing import RunningService, running

from .offers import NOW


@pytest.fixture
async def service() -> AsyncIterator[RunningService]:
    async with running(build, CatalogSettings, now=NOW) as service:
        yield service
