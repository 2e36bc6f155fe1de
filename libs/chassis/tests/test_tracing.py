"""Spans as the conventions of today name them, and whose trace an event belongs to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from foothold_chassis.causes import Command
from foothold_chassis.clock import SystemClock
from foothold_chassis.errors import RuleBroken
from foothold_chassis.store import Store
from foothold_chassis.store.outbox import PendingEvent, Publisher
from foothold_chassis.telemetry import tracing
from foothold_events.envelope import Event, Record, read_head

from .counters import Counted, Counter, command, event

OTHER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


class Documents:
    """What the store needs of a collection, one document at a time."""

    def __init__(self) -> None:
        self.name = "counters"
        self.by_id: dict[str, dict[str, Any]] = {}

    def collection(self, name: str) -> "Documents":
        assert name == self.name
        return self

    async def find_one(self, where: dict[str, Any], _projection: object = None) -> dict[str, Any] | None:
        return self.by_id.get(where["_id"])

    async def insert_one(self, document: dict[str, Any]) -> None:
        self.by_id[document["_id"]] = document

    async def update_one(self, where: dict[str, Any], update: dict[str, Any]) -> bool:
        self.by_id[where["_id"]] |= update["$set"]
        return True


class Kafka:
    def __init__(self) -> None:
        self.available = True
        self.records: list[Record] = []

    async def send(self, record: Record) -> None:
        self.records.append(record)


class Away(Kafka):
    def __init__(self) -> None:
        super().__init__()
        self.available = False


def store_of(sender: Kafka) -> tuple[Store[Counter], Documents, Publisher]:
    documents, publisher = Documents(), Publisher(sender)
    return Store(Counter, documents, publisher, SystemClock(), name="counters"), documents, publisher  # type: ignore[arg-type]


def begin(_now: datetime) -> tuple[Counter, list[Event]]:
    return Counter(id="cnt_1"), [Counted(value=0)]


def count(counter: Counter, _now: datetime) -> list[Event]:
    counter.value += 1
    return [Counted(value=counter.value)]


def trace_of(traceparent: str) -> str:
    return traceparent.split("-")[1]


def outbox(documents: Documents) -> Sequence[dict[str, Any]]:
    return documents.by_id["cnt_1"]["outbox"]


def one(spans: InMemorySpanExporter, name: str) -> ReadableSpan:
    (found,) = [span for span in spans.get_finished_spans() if span.name == name]
    return found


async def test_a_request_is_a_span_named_by_its_route(client, spans) -> None:
    await client.get("/things?limit=2", headers={"traceparent": OTHER})

    span = one(spans, "GET /things")
    assert span.kind is SpanKind.SERVER
    assert span.context.trace_id == int(trace_of(OTHER), 16)
    assert dict(span.attributes) == {
        "http.request.method": "GET",
        "http.route": "/things",
        "http.response.status_code": 200,
        "url.path": "/things",
        "url.scheme": "http",
    }


async def test_what_nobody_answers_is_the_callers_mistake(client, spans) -> None:
    await client.get("/nowhere/4711")

    span = one(spans, "GET")
    assert span.attributes["http.response.status_code"] == 404
    assert span.status.status_code is StatusCode.UNSET, "the caller's mistake is no failure here"


async def test_an_error_is_named_and_its_message_kept_out(spans) -> None:
    with pytest.raises(RuleBroken), tracing.span("deciding"):
        raise RuleBroken("Ada Lovelace may not do this.", code="no")

    span = one(spans, "deciding")
    assert span.attributes == {"error.type": "RuleBroken"}
    assert "Ada" not in span.to_json()


async def test_an_event_goes_on_with_the_trace_of_the_command_that_caused_it(spans) -> None:
    store, documents, _ = store_of(Away())

    with tracing.span("request", within=tracing.parent(OTHER)):
        await store.create("cnt_1", begin, command())

    assert trace_of(outbox(documents)[0]["traceparent"]) == trace_of(OTHER)
    assert one(spans, "create Counter").parent.span_id == one(spans, "request").context.span_id


async def test_a_command_on_a_step_of_something_longer_joins_its_trace_and_is_linked(spans) -> None:
    store, documents, _ = store_of(Away())
    with tracing.span("process", within=tracing.parent(OTHER)):
        await store.create("cnt_1", begin, event())

    with tracing.span("signing"):
        await store.change("cnt_1", count, command())

    signed = outbox(documents)[1]["traceparent"]
    assert trace_of(signed) == trace_of(OTHER)
    mark, signing = one(spans, "command Counter"), one(spans, "change Counter")
    assert signing.context.trace_id != mark.context.trace_id
    assert mark.links[0].context.span_id == signing.context.span_id
    assert signing.links[0].context.span_id == mark.context.span_id


async def test_a_command_on_what_a_person_began_keeps_its_own_trace(spans) -> None:
    store, documents, _ = store_of(Away())
    with tracing.span("registering"):
        await store.create("cnt_1", begin, command())

    with tracing.span("request", within=tracing.parent(OTHER)):
        await store.change("cnt_1", count, Command("cmd_2", "cor_2"))

    assert trace_of(outbox(documents)[1]["traceparent"]) == trace_of(OTHER)
    assert one(spans, "change Counter").links == ()


async def test_sending_is_a_span_of_the_trace_the_event_came_of_whoever_sends(spans) -> None:
    kafka = Kafka()
    publisher = Publisher(kafka)
    pending = PendingEvent(0, 1, Counted.TYPE, SystemClock().now(), "{}", "cor_1", None, OTHER)

    await publisher.publish(Documents(), "cnt_1", [pending])  # type: ignore[arg-type]

    span = one(spans, "send foothold.test.counter")
    assert span.kind is SpanKind.PRODUCER
    assert span.parent.span_id == int(OTHER.split("-")[2], 16)
    assert span.context.trace_id == int(trace_of(OTHER), 16)
    assert dict(span.attributes) == {
        "messaging.system": "kafka",
        "messaging.operation.name": "send",
        "messaging.operation.type": "send",
        "messaging.destination.name": "foothold.test.counter",
        "messaging.kafka.message.key": "cnt_1",
        "cloudevents.event_type": Counted.TYPE,
        "foothold.sent_by": "sweeper",
    }
    assert read_head(kafka.records[0].headers).traceparent == OTHER, (
        "an event is the same, whichever process sends it"
    )
