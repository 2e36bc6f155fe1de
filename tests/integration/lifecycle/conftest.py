"""A place of its own for each test, on the shared Kafka and MongoDB."""

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from foothold_devstack.ports import hold_port
from tests.integration.bus.replica import make_topics
from tests.integration.lifecycle.patience import types_of
from tests.integration.lifecycle.process import Place

SERVICES = ("patience", "catalog", "matching")


@pytest.fixture
async def place(kafka_bootstrap: str, mongo_uri: str, tmp_path: Path) -> AsyncIterator[Place]:
    """Yield a place with the topics of the patient service, which knows a token key."""
    place = Place(secrets.token_hex(4), tmp_path, kafka_bootstrap, mongo_uri)
    await make_topics(kafka_bootstrap, *types_of(place.run))
    await place.give_key("patience")
    yield place
    for service in SERVICES:
        database = place.database(service)
        await database.drop()
        await database.close()


@pytest.fixture
def nobody() -> str:
    """Return an address at which no process listens."""
    return f"127.0.0.1:{hold_port()}"
