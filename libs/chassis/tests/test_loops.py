"""The loops that nobody calls go on after an error that nobody foresaw: what they see to would wait for ever."""

import asyncio

import pytest
from aiokafka import TopicPartition

from foothold_chassis import consumer, outbox, parking
from foothold_chassis.background import end
from foothold_chassis.clock import SystemClock
from foothold_chassis.consumer import Consumer
from foothold_chassis.mongo import Database
from foothold_chassis.outbox import Publisher
from foothold_chassis.parking import Drainer, Parking
from foothold_chassis.reactions import Reaction, Reactions
from foothold_events.connection import KafkaConnection

from .counters import Counted

PARTITION = TopicPartition("foothold.test.thing", 0)


class FailsFirst:
    """Fails when it is called first; `again` is set when it is called once more."""

    def __init__(self) -> None:
        self.calls = 0
        self.again = asyncio.Event()

    async def __call__(self, *_: object) -> None:
        self.calls += 1
        if self.calls == 1:
            raise KeyError("a bug")
        self.again.set()


class Kafka:
    """As much of a consumer as holding takes."""

    def __init__(self) -> None:
        self.paused: set[TopicPartition] = set()
        self.resumed = asyncio.Event()

    def assignment(self) -> set[TopicPartition]:
        return {PARTITION}

    def pause(self, *partitions: TopicPartition) -> None:
        self.paused |= set(partitions)

    def resume(self, *partitions: TopicPartition) -> None:
        self.paused -= set(partitions)
        self.resumed.set()


async def called_again(fails_first: FailsFirst) -> None:
    async with asyncio.timeout(5):
        await fails_first.again.wait()


@pytest.fixture
def nowhere() -> Database:
    return Database("mongodb://127.0.0.1:1", "nowhere")


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


async def test_what_is_held_is_released(nowhere: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumer, "HOLD_SECONDS", 0.001)
    position, kafka = FailsFirst(), Kafka()
    monkeypatch.setattr(Consumer, "_kafka", kafka)
    clock = SystemClock()
    reactions = Reactions([Reaction(Counted, position)])
    member = Consumer(
        KafkaConnection("127.0.0.1:1"), "test", reactions, nowhere, Parking(nowhere, clock), clock
    )
    monkeypatch.setattr(member, "_position", position)
    member._hold({PARTITION}, "a test")
    assert kafka.paused

    releasing = asyncio.create_task(member._release_held())
    await called_again(position)
    async with asyncio.timeout(5):
        await kafka.resumed.wait()
    await end(releasing)
    assert kafka.paused == member._held == set()
