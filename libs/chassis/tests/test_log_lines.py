"""Whatever goes wrong, its log line says in which trace, for which event, and as part of what."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import structlog

from foothold_chassis.bus.dispatcher import Dispatcher
from foothold_chassis.bus.reactions import Reaction, Reactions
from foothold_chassis.clock import SystemClock
from foothold_chassis.errors import BusUnavailable
from foothold_chassis.store.outbox import PendingEvent, Publisher
from foothold_chassis.store.sweeper import Sweeper
from foothold_chassis.store.wakes import Waker
from foothold_events.envelope import Record

from .counters import TRACE, Counted, Counter
from .test_lag import Received

TRACE_ID = TRACE.split("-")[1]
EVENT_ID = "cnt_1:0000.000000000001"
PENDING = PendingEvent(0, 1, Counted.TYPE, SystemClock().now(), '{"value":1}', "cor_9", None, TRACE)


def line_of(lines: list[dict[str, Any]], event: str) -> dict[str, Any]:
    [line] = [line for line in lines if line["event"] == event]
    return line


class Collection:
    """Holds one document, which is found once."""

    name = "counters"

    def __init__(self, **fields: object) -> None:
        self._found: list[dict[str, object]] = [{"_id": "cnt_1", "version": 1, "wake_tries": 1, **fields}]
        self.projection: dict[str, int] = {}

    async def find_one_and_update(self, *_: object, projection: dict[str, int], **__: object) -> Any:
        self.projection = projection
        wanted = [
            {name: found[name] for name in ("_id", *projection) if name in found} for found in self._found
        ]
        self._found = []
        return wanted[0] if wanted else None

    async def update_one(self, *_: object) -> bool:
        return True


class Counters:
    """The part of a store that a waker uses."""

    name = "Counter"

    def __init__(self, collection: Collection) -> None:
        self.collection = collection

    def read(self, document: dict[str, Any]) -> Counter:
        return Counter(**document["state"])


class Kafka:
    available = True

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def send(self, _: Record) -> None:
        raise self._error


class Parking:
    """Parks every record, and notes the ids that its log line would carry. No record waits there."""

    bound: dict[str, Any]

    async def is_empty(self) -> bool:
        return True

    async def begin(self, *_: object) -> None:
        self.bound = structlog.contextvars.get_contextvars()


def taken(pending: PendingEvent) -> Received:
    record = pending.record("cnt_1")
    return Received(key=record.key, value=record.value, headers=tuple(record.headers))


async def fail(_: object) -> None:
    raise ValueError("a bug")


def dispatcher(monkeypatch, parking: Parking) -> Dispatcher:
    monkeypatch.setattr("foothold_chassis.bus.dispatcher.BACKOFF_FIRST", timedelta(microseconds=1))
    reactions = Reactions([Reaction(Counted, fail)])
    return Dispatcher("group", reactions, parking, SystemClock())  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/things", "/broken"])
async def test_of_a_request(client, lines, path) -> None:
    await client.get(path, headers={"traceparent": TRACE, "x-correlation-id": "cor_given"})

    assert lines
    assert {line["trace_id"] for line in lines} == {TRACE_ID}
    assert {line["correlation_id"] for line in lines} == {"cor_given"}
    assert all(line["request_id"].startswith("req_") for line in lines)


async def test_a_request_that_failed_says_why_once(client, lines) -> None:
    await client.get("/broken")

    line = line_of(lines, "request_failed")
    assert line["error"] == "RuntimeError"
    assert line["frames"]


async def test_of_a_reaction(lines, monkeypatch) -> None:
    parking = Parking()

    await dispatcher(monkeypatch, parking).dispatch({"cnt_1": [taken(PENDING)]})

    line = line_of(lines, "reaction_failed")
    assert (line["trace_id"], line["event_id"], line["correlation_id"]) == (TRACE_ID, EVENT_ID, "cor_9")
    assert line["error"] == "ValueError"
    assert parking.bound == {"trace_id": TRACE_ID, "event_id": EVENT_ID, "correlation_id": "cor_9"}


async def test_of_a_parked_event_that_is_tried_again(lines, monkeypatch) -> None:
    with suppress(ValueError):
        await dispatcher(monkeypatch, Parking()).run(taken(PENDING))

    line = line_of(lines, "reaction_failed")
    assert (line["trace_id"], line["event_id"], line["correlation_id"]) == (TRACE_ID, EVENT_ID, "cor_9")


async def test_of_a_wake(lines) -> None:
    collection = Collection(state={"id": "cnt_1"}, origin="cor_9", trace=TRACE)
    waker = Waker(Counters(collection), SystemClock(), fail)  # type: ignore[arg-type]
    document = await waker.claim()
    assert document is not None

    await waker.run(document)

    line = line_of(lines, "wake_failed")
    assert (line["trace_id"], line["correlation_id"], line["subject"]) == (TRACE_ID, "cor_9", "cnt_1")


@pytest.mark.parametrize(
    ("error", "event"),
    [(BusUnavailable("away"), "publishing_stopped"), (ValueError("a bug"), "publishing_failed")],
)
async def test_of_a_sweep(lines, error, event) -> None:
    counters = Counters(Collection(outbox=[PENDING.document()]))
    publisher = Publisher(Kafka(error))
    sweeper = Sweeper([counters], publisher, SystemClock(), old_after=timedelta(0))  # type: ignore[list-item]

    assert await sweeper.sweep() == 1

    line = line_of(lines, event)
    assert (line["trace_id"], line["event_id"], line["correlation_id"]) == (TRACE_ID, EVENT_ID, "cor_9")
    assert line["subject"] == "cnt_1"


async def test_publishing_speaks_of_the_event_not_of_the_request_that_handed_it_over(lines) -> None:
    with structlog.contextvars.bound_contextvars(correlation_id="cor_of_another"):
        await Publisher(Kafka(BusUnavailable("away"))).publish(Collection(), "cnt_1", [PENDING])  # type: ignore[arg-type]

    assert line_of(lines, "publishing_stopped")["correlation_id"] == "cor_9"
