"""A key that is taken is for one body, whoever comes first, and keeps what it was taken with."""

import asyncio

import pytest

from foothold_chassis.causes import Command
from foothold_chassis.errors import Invalid
from foothold_chassis.store import Database, Keys
from foothold_chassis.testing import MemoryMongo, StoppedClock

from .counters import NOW, command


@pytest.fixture
def database() -> Database:
    return MemoryMongo().database("test")


@pytest.fixture
def keys(database: Database) -> Keys:
    return Keys(database, StoppedClock(NOW))


async def refused(keys: Keys, other: Command) -> None:
    with pytest.raises(Invalid) as refusal:
        await keys.take(other)
    assert refusal.value.code == "idempotency_key_reused"


async def test_a_retry_gets_what_the_key_was_taken_with(keys: Keys) -> None:
    assert await keys.take(command(), "first") == "first"
    assert await keys.take(command(), "second") == "first"
    assert await keys.take(command("cmd_2"), "other") == "other"


async def test_another_body_is_refused_as_often_as_it_comes(keys: Keys) -> None:
    await keys.take(command())
    for _ in range(2):
        await refused(keys, command(body="f2"))
    await keys.take(command())


async def test_of_two_bodies_at_once_one_has_the_key(keys: Keys, database: Database) -> None:
    replica = Keys(database, StoppedClock(NOW))
    found = await asyncio.gather(
        *(taker.take(command(body=body)) for taker in (keys, replica) for body in ("f1", "f2")),
        return_exceptions=True,
    )

    assert sorted(type(answer).__name__ for answer in found) == ["Invalid", "Invalid", "str", "str"]


async def test_a_command_without_a_key_takes_none(keys: Keys, database: Database) -> None:
    for _ in range(2):
        assert await keys.take(Command("cmd_1", "cor_1"), "mine") == "mine"
    assert await database.collection("keys").count({}) == 0
