"""The loops that nobody calls go on after an error that nobody foresaw: what they see to would wait for ever."""

import asyncio
from typing import Any

import pytest
from aiokafka import TopicPartition

from foothold_chassis.bus import consumer, parking
from foothold_chassis.bus.consumer import Consumer
from foothold_chassis.bus.offsets import Offsets
from foothold_chassis.bus.parking import Drainer, Parking
from foothold_chassis.bus.reactions import Reaction, Reactions
from foothold_chassis.clock import SystemClock
from foothold_chassis.process.background import end
from foothold_chassis.store import Database, outbox
from foothold_chassis.store.outbox import Publisher
from foothold_events.connection import KafkaConnection

from .counters import Counted

PARTITION = TopicPartition("foothold.test.thing", 0)


class FailsFirst:
    """Fails when it is called first; `again` is set when it is called once more, and then gives this."""

    def __init__(self, then: object = None) -> None:
        self.calls = 0
        self.again = asyncio.Event()
        self.then = then

    async def __call__(self, *_: object) -> Any:
        self.calls += 1
        if self.calls == 1:
            raise KeyError("a bug")
        self.again.set()
        return self.then


class Kafka:
    """As much of a consumer as holding takes."""

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


async def called_again(fails_first: FailsFirst) -> None:
    async with asyncio.timeout(5):
        await fails_first.again.wait()


@pytest.fixture
def nowhere() -> Database:
    return Database("mongodb://127.0.0.1:1", "nowhere")


@pytest.fixture
def kafka(monkeypatch: pytest.MonkeyPatch) -> Kafka:
    kafka = Kafka()
    monkeypatch.setattr(Consumer, "_kafka", kafka)
    return kafka


@pytest.fixture
def starts() -> FailsFirst:
    """Where to begin, which cannot be known at first."""
    return FailsFirst({PARTITION: 7})


@pytest.fixture
def member(nowhere: Database, kafka: Kafka, starts: FailsFirst, monkeypatch: pytest.MonkeyPatch) -> Consumer:
    monkeypatch.setattr(consumer, "HOLD_SECONDS", 0.001)
    monkeypatch.setattr(Offsets, "start_of", starts)
    del kafka  # in its place
    clock = SystemClock()
    reactions = Reactions([Reaction(Counted, starts)])
    connection = KafkaConnection("127.0.0.1:1")
    return Consumer(connection, "test", reactions, nowhere, Parking(nowhere, clock), clock)


async def test_what_is_parked_is_tried_again(nowhere: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parking, "POLL_SECONDS", 0.001)
    claim = FailsFirst()
    waiting = Parking(nowhere, SystemClock())
    monkeypatch.setattr(waiting, "claim", claim)
    drainer = Drainer(waiting, claim)

    await drainer.start()
    await called_again(claim)
    await drainer.stop()


async def test_outboxes_are_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "CLEAR_EVERY_SECONDS", 0.001)
    clear = FailsFirst()
    publisher = Publisher(None)  # type: ignore[arg-type] # sends nothing
    monkeypatch.setattr(publisher, "clear", clear)

    await publisher.start()
    await called_again(clear)
    await publisher.stop(1)


async def test_what_is_held_is_released(member: Consumer, kafka: Kafka, starts: FailsFirst) -> None:
    member._hold({PARTITION}, "a test")
    assert kafka.paused

    await released(member, kafka)

    assert starts.calls == 2
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
    member._offsets.start_of = late  # type: ignore[method-assign]
    releasing = asyncio.create_task(member._release_held())
    async with asyncio.timeout(5):
        await asked.wait()
    member._offsets.start_of = at_once  # type: ignore[method-assign]
    await member.on_assigned({PARTITION})
    known.set()
    await asyncio.sleep(0.01)  # in which it would be sought back
    await end(releasing)

    assert kafka.positions == {PARTITION: 9}


async def released(member: Consumer, kafka: Kafka) -> None:
    releasing = asyncio.create_task(member._release_held())
    async with asyncio.timeout(5):
        await kafka.resumed.wait()
    await end(releasing)
