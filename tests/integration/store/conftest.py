"""The cases of the store run on both drivers, and on the MongoDB in memory (`-m memory`), which needs no server."""

from typing import Literal

import pytest
from pydantic import SecretStr

from foothold_chassis.store import Database, Store
from foothold_chassis.store.mongo import Collection, Driver
from foothold_chassis.testing.memory import MemoryMongo
from tests.integration.conftest import DRIVERS, Connect

from .deals import Deal, Restored, made
from .documents import BARE, FULL

IN_MEMORY = "memory"


@pytest.fixture(params=[*DRIVERS, pytest.param(IN_MEMORY, marks=pytest.mark.memory)])
def driver(request: pytest.FixtureRequest) -> Driver | Literal["memory"]:
    chosen: Driver | Literal["memory"] = request.param
    return chosen


@pytest.fixture
def connect(request: pytest.FixtureRequest, driver: Driver | Literal["memory"]) -> Connect:
    if driver != IN_MEMORY:
        uri = request.getfixturevalue("mongo_uri")  # starts a server, unless there is one
        return lambda name: Database(SecretStr(uri), name, driver)
    return MemoryMongo().database


@pytest.fixture
async def documents(database: Database) -> Collection:
    collection = database.collection("documents")
    await collection.insert_one(FULL)
    await collection.insert_one(BARE)
    return collection


@pytest.fixture
async def before(database: Database) -> Store[Deal]:
    return await made(database)


@pytest.fixture
async def restored(database: Database, before: Store[Deal]) -> Restored:
    return Restored(database)
