"""An event carries its trace to every reaction and to the events that these cause, also if a sweeper publishes it."""

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from foothold_chassis.causes import Command
from foothold_chassis.store import Store
from foothold_chassis.telemetry import tracing
from tests.integration.bus.conftest import Bus
from tests.integration.bus.replica import Replica, eventually, happening, heads_on
from tests.integration.bus.tally import Tally

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
TRACEPARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


def in_trace(spans: InMemorySpanExporter, name: str) -> list[ReadableSpan]:
    return [
        span
        for span in spans.get_finished_spans()
        if span.name == name and span.context.trace_id == int(TRACE, 16)
    ]


async def until_noted(bus: Bus, count: int) -> None:
    async def noted() -> bool:
        return len(await heads_on(bus.kafka, bus.noted)) >= count

    await eventually(noted, f"{count} events published")


async def test_a_reaction_and_what_it_causes_are_spans_of_the_trace_of_the_event(
    bus: Bus, spans: InMemorySpanExporter
) -> None:
    record = happening(bus.happened, "thg_1", 1, traceparent=TRACEPARENT)
    async with bus.replica().running():
        await bus.upstream.send(record)
        await until_noted(bus, 1)

    [process] = in_trace(spans, f"process {bus.happened.topic()}")
    [change] = in_trace(spans, "change Tally")
    [send] = in_trace(spans, f"send {bus.noted.topic()}")
    assert (process.kind, send.kind) == (SpanKind.CONSUMER, SpanKind.PRODUCER)
    assert (change.parent.span_id, send.parent.span_id) == (process.context.span_id, change.context.span_id)
    assert process.attributes["messaging.consumer.group.name"] == f"tally.{bus.database.name}"
    assert process.attributes["messaging.kafka.offset"] == 0
    assert {span.name for span in spans.get_finished_spans() if span.parent == change.context} >= {
        "insert_one tallies"
    }


async def test_a_swept_event_keeps_the_trace_it_was_committed_in(
    bus: Bus, spans: InMemorySpanExporter
) -> None:
    writer = bus.replica()  # not running: its producer is not connected, as after a crash before publishing
    await note(writer.store, writer)
    assert not writer.producer.available

    async with bus.replica().running(consuming=False):
        await until_noted(bus, 1)

    [send] = in_trace(spans, f"send {bus.noted.topic()}")
    [create] = in_trace(spans, "create Tally")
    assert send.attributes["foothold.sent_by"] == "sweeper"
    assert send.parent.span_id == create.context.span_id
    [head] = await heads_on(bus.kafka, bus.noted)
    assert head.traceparent is not None
    assert head.traceparent.split("-")[1] == TRACE


async def note(store: Store[Tally], replica: Replica) -> None:
    with tracing.span("request", within=tracing.parent(TRACEPARENT)):
        await store.create(
            "tly_1",
            lambda now: (tally := Tally(id="tly_1"), tally.take(1, replica.noted, now)),
            Command("cmd_1", "cor_1"),
        )
