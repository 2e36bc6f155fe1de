"""The whole service in memory, from `NOW` of the states on."""

from collections.abc import AsyncIterator

import pytest

from foothold_chassis.testing import RunningService, running
from foothold_identity.app import build
from foothold_identity.settings import IdentitySettings

from .states import NOW

CHEAP = {"ARGON2_TIME_COST": "1", "ARGON2_MEMORY_KIB": "8", "REGISTRATION_AT_LEAST": "PT0S"}
SECRETS = {"identity_key_secret": "a" * 32, "identity_account_secret": "b" * 32}


@pytest.fixture(autouse=True)
def hash_at_little_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash as production does, in a fraction of its time."""
    for name, value in CHEAP.items():
        monkeypatch.setenv(f"FOOTHOLD_IDENTITY_{name}", value)


@pytest.fixture
async def service() -> AsyncIterator[RunningService]:
    async with running(build, IdentitySettings, now=NOW, **SECRETS) as service:
        service.forget()  # the first signing key
        yield service
