"""Several processes on one database, each with a connection and stores of its own."""

import secrets
from collections.abc import AsyncIterator

import pytest

from foothold_chassis.store import Database
from tests.integration.conftest import Connect

PROCESSES = 3


@pytest.fixture
async def databases(connect: Connect) -> AsyncIterator[list[Database]]:
    name = f"test_{secrets.token_hex(6)}"
    opened = [connect(name) for _ in range(PROCESSES)]
    yield opened
    await opened[0].drop()
    for database in opened:
        await database.close()
