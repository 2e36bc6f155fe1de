"""The whole service in memory, from `NOW` of the states on."""

from collections.abc import AsyncIterator

import pytest

from foothold_chassis.testing import RunningService, running
from foothold_identity.app import build
from foothold_identity.settings import IdentitySettings

from .states import NOW

SECRETS = {"identity_key_secret": "a" * 32, "identity_account_secret": "b" * 32}


@pytest.fixture
async def service() -> AsyncIterator[RunningService]:
    async with running(build, IdentitySettings, now=NOW, **SECRETS) as service:
        service.forget()  # the first signing key
        yield service
