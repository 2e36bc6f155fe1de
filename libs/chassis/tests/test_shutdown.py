"""Sweeper, waker and clearing finish their step at the shutdown, so that no document waits for the end of a lease."""

import asyncio
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from foothold_chassis.clock import SystemClock
from foothold_chassis.process.shutdown import RELEASE_SECONDS, Shutdown
from foothold_chassis.settings import ServiceSettings
from foothold_chassis.store.outbox import PendingEvent, Publisher
from foothold_chassis.store.sweeper import Sweeper
from foothold_chassis.store.wakes import Waker

from .counters import Counter

AT = datetime(2026, 6, 1, tzinfo=UTC)
EVENT = {
    "epoch": 0, "n": 1, "type": "foothold.test.counter.counted.v1", "at": AT, "data": "{}", "correlation": "cor_1",
    "causation": None, "traceparent": None,
}  # fmt: skip


class Kafka:
    available = True

    def __init__(self) -> None:
        self.sent: list[str] = []

    async def send(self, record) -> None:
        self.sent.append(record.key.decode())


class Collection:
    """Holds one document, which is found once. A call waits until `goes_on` is set."""

    name = "counters"

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.goes_on = asyncio.Event()
        self.cleared = 0
        self._documents = [
            {"_id": "cnt_1", "outbox": [EVENT], "state": {"id": "cnt_1"}, "wake_tries": 1, "version": 1}
        ]

    async def find_one_and_update(self, *_args, **_options):
        self.asked.set()
        await self.goes_on.wait()
        return self._documents.pop() if self._documents else None

    async def bulk_write(self, operations) -> None:
        self.asked.set()
        await self.goes_on.wait()
        self.cleared += len(operations)


class Counters:
    """The part of a store that sweeper and waker use."""

    name = "Counter"

    def __init__(self, collection: Collection) -> None:
        self.collection = collection

    def read(self, document) -> Counter:
        return Counter(**document["state"])

    async def must_not_be_frozen(self, id: str) -> None:
        """None of these is."""


async def stop_in_the_middle(collection: Collection, stop) -> None:
    await collection.asked.wait()
    stopping = asyncio.create_task(stop)
    await asyncio.sleep(0)
    collection.goes_on.set()
    await stopping


@pytest.fixture
def collection() -> Collection:
    return Collection()


async def test_what_a_sweeper_has_claimed_is_published(collection: Collection) -> None:
    kafka = Kafka()
    sweeper = Sweeper([Counters(collection)], Publisher(kafka), SystemClock(), every_seconds=0.001)
    await sweeper.start()

    await stop_in_the_middle(collection, sweeper.stop())

    assert kafka.sent == ["cnt_1"]


async def test_what_a_waker_has_claimed_is_woken(collection: Collection) -> None:
    woken: list[str] = []

    async def wake(counter: Counter) -> None:
        woken.append(counter.id)

    waker = Waker(Counters(collection), SystemClock(), wake)
    await waker.start()

    await stop_in_the_middle(collection, waker.stop(5))

    assert woken == ["cnt_1"]


async def test_what_is_being_cleared_is_cleared(collection: Collection) -> None:
    publisher = Publisher(Kafka())
    await publisher.start()
    publisher.submit(collection, "cnt_1", [PendingEvent(**EVENT)])

    await stop_in_the_middle(collection, publisher.stop(5))

    assert collection.cleared == 1


async def test_a_stage_that_hangs_or_fails_is_left_behind_for_the_next() -> None:
    ended: list[str] = []

    async def end() -> None:
        ended.append("first")

    async def fail() -> None:
        raise ValueError("a bug")

    shutdown = Shutdown()
    shutdown.add("first", end, seconds=1)
    shutdown.add("hanging", asyncio.Event().wait, seconds=0.01)
    shutdown.add("failing", fail, seconds=1)
    assert shutdown.longest_seconds == 2.01

    await shutdown.run()

    assert ended == ["first"]


async def test_a_stop_that_ends_as_cancelled_is_left_behind_for_the_next() -> None:
    ended: list[str] = []

    async def end() -> None:
        ended.append("connections")

    async def cancelled() -> None:
        raise asyncio.CancelledError

    shutdown = Shutdown()
    shutdown.add("connections", end, seconds=1)
    shutdown.add("consumer", cancelled, seconds=1)

    with capture_logs() as lines:
        await shutdown.run()

    assert ended == ["connections"]
    assert {
        "event": "stage_failed",
        "stage": "consumer",
        "reason": "cancelled",
        "log_level": "error",
    } in lines


def test_the_longest_stop_is_the_sum_of_its_bounds() -> None:
    settings = ServiceSettings(
        kafka_bootstrap="", mongo_uri="mongodb://nowhere", leave_seconds=3, drain_seconds=20
    )

    assert settings.longest_stop_seconds == 3 + 4 * (20 + RELEASE_SECONDS) + 5 * RELEASE_SECONDS
