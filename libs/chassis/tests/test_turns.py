"""The process that wrote an event sends it at once. Another process leaves it to that one for a moment, in order."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from foothold_chassis.clock import SystemClock
from foothold_chassis.errors import StoreUnavailable
from foothold_chassis.store import clearing
from foothold_chassis.store.outbox import PendingEvent, Publisher
from foothold_chassis.store.sweeper import Sweeper
from foothold_chassis.telemetry import metrics
from foothold_events.envelope import Record, read_head

NEVER = 3_600.0
LONG = timedelta(minutes=1)
SHORT = timedelta(seconds=0.1)


class Kafka:
    available = True

    def __init__(self) -> None:
        self.sent: list[int] = []

    async def send(self, record: Record) -> None:
        self.sent.append(read_head(record.headers).sequence.n)


class Document:
    """The one document of a collection, as another process leaves it. `looks` counts how often it was read."""

    name = "counters"

    def __init__(self, *outbox: PendingEvent, n: int, **marks: int) -> None:
        self.collection = self
        self.fields: dict[str, Any] = {"_id": "cnt_1", "n": n, **marks}
        self.holds(*outbox)
        self.away = False
        self.looks = 0
        self.looked = asyncio.Event()
        self.cleared = asyncio.Event()

    def holds(self, *outbox: PendingEvent) -> None:
        self.fields["outbox"] = [event.document() for event in outbox]

    async def find_one(self, *_: object) -> dict[str, Any]:
        self.looks += 1
        self.looked.set()
        if self.away:
            raise StoreUnavailable("no primary answers")
        return self.fields

    async def bulk_write(self, *_: object) -> None:
        self.cleared.set()

    async def find_one_and_update(self, *_: object, **__: object) -> dict[str, Any] | None:
        found, self.fields = self.fields, {}
        return found or None


def event(n: int, *, ago: timedelta = timedelta(0)) -> PendingEvent:
    at = datetime.now(UTC) - ago
    return PendingEvent(0, n, "foothold.test.counter.counted.v1", at, "{}", "cor_1", None, None)


def _sent_by() -> Counter[str]:
    counted: Counter[str] = Counter()
    for sample in metrics.PUBLISHED.collect()[0].samples:
        if sample.name.endswith("_total"):
            counted[sample.labels["by"]] += int(sample.value)
    return counted


@pytest.fixture
def sent_by() -> Callable[[], Counter[str]]:
    """How many events were sent in this test, by who sent them."""
    before = _sent_by()
    return lambda: _sent_by() - before


async def until_sent(publisher: Publisher) -> None:
    async with asyncio.timeout(5):
        await publisher.publish(Document(n=0), "cnt_1", [])  # type: ignore[arg-type]


async def test_the_writer_sends_its_own_at_once_and_looks_at_nothing() -> None:
    kafka, document = Kafka(), Document(n=2)
    publisher = Publisher(kafka, patience=LONG)

    publisher.submit(document, "cnt_1", [event(1), event(2)], after=0)  # type: ignore[arg-type]
    await until_sent(publisher)

    assert (kafka.sent, document.looks) == ([1, 2], 0)


async def test_an_event_of_another_process_is_left_to_it_and_the_own_one_follows_once_it_is_gone() -> None:
    kafka, document = Kafka(), Document(event(1), event(2), n=2)
    publisher = Publisher(kafka, patience=LONG)

    publisher.submit(document, "cnt_1", [event(1), event(2)], after=1)  # type: ignore[arg-type]
    await document.looked.wait()
    assert kafka.sent == []
    document.holds(event(2))
    await until_sent(publisher)

    assert kafka.sent == [2]


async def test_an_event_that_a_commit_has_put_back_is_known_by_the_mark_of_its_clearing() -> None:
    kafka, document = Kafka(), Document(event(1), event(2), n=2, acked=1)
    publisher = Publisher(kafka, patience=LONG)

    publisher.submit(document, "cnt_1", [event(1), event(2)], after=1)  # type: ignore[arg-type]
    await until_sent(publisher)

    assert kafka.sent == [2]


async def test_whatever_another_process_has_sent_meanwhile_is_not_sent_again() -> None:
    kafka, document = Kafka(), Document(n=2)
    publisher = Publisher(kafka, patience=LONG)

    publisher.submit(document, "cnt_1", [event(1), event(2)], after=1)  # type: ignore[arg-type]
    await until_sent(publisher)

    assert kafka.sent == []


@pytest.mark.parametrize("away", [False, True])
async def test_a_process_that_does_not_send_in_time_is_stepped_in_for_in_order(away: bool, sent_by) -> None:
    kafka, document = Kafka(), Document(event(1), event(2), n=2)
    document.away = away
    publisher = Publisher(kafka, patience=SHORT)

    publisher.submit(document, "cnt_1", [event(1), event(2)], after=1)  # type: ignore[arg-type]
    await until_sent(publisher)

    assert kafka.sent == [1, 2]
    assert document.looks > 0
    assert sent_by() == {"next_writer": 1, "writer": 1}


async def test_an_old_event_waits_for_nobody() -> None:
    kafka, document = Kafka(), Document(event(1), event(2), n=2)
    publisher = Publisher(kafka, patience=LONG)

    publisher.submit(document, "cnt_1", [event(1, ago=LONG), event(2)], after=1)  # type: ignore[arg-type]
    await until_sent(publisher)

    assert (kafka.sent, document.looks) == ([1, 2], 0)


async def test_a_writer_whose_clock_is_ahead_is_not_waited_for_any_longer() -> None:
    kafka, document = Kafka(), Document(event(1), event(2), n=2)
    publisher = Publisher(kafka, patience=SHORT)

    publisher.submit(document, "cnt_1", [event(1, ago=-LONG), event(2)], after=1)  # type: ignore[arg-type]
    await until_sent(publisher)

    assert kafka.sent == [1, 2]


async def test_a_process_that_meets_another_one_clears_soon_from_then_on(monkeypatch) -> None:
    monkeypatch.setattr(clearing, "CLEAR_EVERY_SECONDS", NEVER)
    kafka, document = Kafka(), Document(event(2), n=2)
    publisher = Publisher(kafka, patience=LONG)
    await publisher.start()
    await asyncio.sleep(0.01)  # the first round has passed

    publisher.submit(document, "cnt_1", [event(1), event(2)], after=1)  # type: ignore[arg-type]
    async with asyncio.timeout(5):
        await document.cleared.wait()

    await publisher.stop(1)


async def test_a_sweeper_waits_for_nobody_and_leaves_out_what_is_marked_as_published(sent_by) -> None:
    kafka, document = Kafka(), Document(event(1), event(2), event(3), n=3, acked=1)
    sweeper = Sweeper([document], Publisher(kafka, patience=LONG), SystemClock())  # type: ignore[list-item]

    assert await sweeper.sweep() == 1

    assert kafka.sent == [2, 3]
    assert sent_by() == {"sweeper": 2}
