"""Real Kafka and MongoDB for every test here: those the environment names, else started for the session."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from foothold_chassis.store.mongo import Database, Driver
from foothold_chassis.testing.spans import spans
from foothold_devstack.stack import Stack

__all__ = ["spans"]

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests with the longest timeouts first: workers would wait for a long test that begins last."""
    items.sort(key=_timeout, reverse=True)


def _timeout(item: pytest.Item) -> float:
    marker = item.get_closest_marker("timeout")
    return float(marker.args[0]) if marker and HERE in item.path.parents else 0.0


@dataclass(frozen=True)
class Addresses:
    kafka: str
    mongo: str


@pytest.fixture(scope="session")
def stack() -> Iterator[Addresses]:
    if "FOOTHOLD_KAFKA_BOOTSTRAP" in os.environ and "FOOTHOLD_MONGO_URI" in os.environ:
        yield Addresses(os.environ["FOOTHOLD_KAFKA_BOOTSTRAP"], os.environ["FOOTHOLD_MONGO_URI"])
        return
    with asyncio.Runner() as runner:
        started = Stack()
        runner.run(started.start())
        try:
            yield Addresses(started.kafka_bootstrap, started.mongo_uri)
        finally:
            runner.run(started.stop())


@pytest.fixture
def kafka_bootstrap(stack: Addresses) -> str:
    return stack.kafka


@pytest.fixture
def mongo_uri(stack: Addresses) -> str:
    return stack.mongo


DRIVERS: tuple[Driver, ...] = ("motor", "pymongo")

on_one_driver = pytest.mark.parametrize("driver", ["motor"], indirect=True)
"""For tests that do not depend on the driver."""


@pytest.fixture(params=DRIVERS)
def driver(request: pytest.FixtureRequest) -> Driver:
    chosen: Driver = request.param
    return chosen


Connect = Callable[[str], Database]
"""Given a name, makes one more connection to the database of that name, as another process would."""


@pytest.fixture
def connect(mongo_uri: str, driver: Driver) -> Connect:
    return lambda name: Database(SecretStr(mongo_uri), name, driver)


@pytest.fixture
async def database(connect: Connect) -> AsyncIterator[Database]:
    """Yield a database of the test's own, and drop it after the test, which runs on both drivers."""
    database = connect(f"test_{secrets.token_hex(6)}")
    yield database
    await database.drop()
    await database.close()
