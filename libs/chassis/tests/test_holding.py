"""A partition is held while something needed is away, and then read on after its last handled record."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiokafka import TopicPartition
from pydantic import SecretStr

from foothold_chassis.bus import consumer
from foothold_chassis.bus.consumer import Consumer
from foothold_chassis.bus.offsets import Offsets
from foothold_chassis.bus.parking import Parking
from foothold_chassis.bus.reactions import Reaction, Reactions
from foothold_chassis.clock import SystemClock
from foothold_chassis.store import Database
from foothold_events.connection import KafkaConnection

from .counters import Counted

PARTITION = TopicPartition("foothold.test.thing", 0)


class Kafka:
    """The part of a Kafka consumer that holding uses."""

    def __init__(self) -> None:
        self.paused: set[TopicPartition] = set()
        self.positions: dict[TopicPartition, int] = {}
        self.resumed = asyncio.Event()

    def assignment(self) -> set[TopicPartition]:
        return {PARTITION}

    def pause(self, *partitions: TopicPartition) -> None:
        self.paused |= set(partitions)

    def seek(self, partition: TopicPartition, offset: int) -> None:
        self.positions[partition] = offset

    def resume(self, *partitions: TopicPartition) -> None:
        self.paused -= set(partitions)
        self.resumed.set()


class Starts:
    """The offsets to begin at. The first look-up fails."""

    def __init__(self) -> None:
        self.looked = 0

    async def __call__(self, *_: object) -> Any:
        self.looked += 1
        if self.looked == 1:
            raise KeyError("a bug")
        return {PARTITION: 7}


@pytest.fixture
def kafka(monkeypatch: pytest.MonkeyPatch) -> Kafka:
    kafka = Kafka()
    monkeypatch.setattr(Consumer, "_kafka", kafka)
    return kafka


@pytest.fixture
def starts(monkeypatch: pytest.MonkeyPatch) -> Starts:
    starts = Starts()
    monkeypatch.setattr(Offsets, "start_of", starts)
    return starts


@pytest.fixture
def member(kafka: Kafka, starts: Starts, monkeypatch: pytest.MonkeyPatch) -> Consumer:
    monkeypatch.setattr(consumer, "HOLD_SECONDS", 0.001)
    del kafka, starts  # in their places
    nowhere, clock = Database(SecretStr("mongodb://127.0.0.1:1"), "nowhere"), SystemClock()
    reactions = Reactions([Reaction(Counted, nothing)])
    connection = KafkaConnection("127.0.0.1:1")
    return Consumer(connection, "test", reactions, nowhere, Parking(nowhere, clock), clock)


async def nothing(_event: object) -> None: ...


async def released(member: Consumer, kafka: Kafka) -> None:
    await member._releasing.start()
    async with asyncio.timeout(5):
        await kafka.resumed.wait()
    await member._releasing.stop()


async def test_what_is_held_is_released_even_after_a_bug(
    member: Consumer, kafka: Kafka, starts: Starts
) -> None:
    member._hold({PARTITION}, "a test")
    assert kafka.paused

    await released(member, kafka)

    assert starts.looked == 2
    assert kafka.positions == {PARTITION: 7}
    assert kafka.paused == member._held == set()


async def test_what_is_assigned_and_cannot_be_begun_with_is_held_until_it_can(
    member: Consumer, kafka: Kafka
) -> None:
    await member.on_assigned({PARTITION})
    assert kafka.paused == member._held == {PARTITION}
    assert not member.ready

    await released(member, kafka)

    assert kafka.positions == {PARTITION: 7}
    assert kafka.paused == member._held == set()


async def test_what_a_rebalance_began_with_is_not_sought_back(member: Consumer, kafka: Kafka) -> None:
    asked, known = asyncio.Event(), asyncio.Event()

    async def late(*_: object) -> dict[TopicPartition, int]:
        asked.set()
        await known.wait()
        return {PARTITION: 3}

    async def at_once(*_: object) -> dict[TopicPartition, int]:
        return {PARTITION: 9}

    member._hold({PARTITION}, "a test")
    look_up(member, late)
    await member._releasing.start()
    async with asyncio.timeout(5):
        await asked.wait()
    look_up(member, at_once)
    await member.on_assigned({PARTITION})
    known.set()
    await asyncio.sleep(0.01)  # in which it would be sought back
    await member._releasing.stop()

    assert kafka.positions == {PARTITION: 9}


def look_up(member: Consumer, start_of: Callable[..., Awaitable[dict[TopicPartition, int]]]) -> None:
    member._offsets.start_of = start_of  # type: ignore[method-assign]
