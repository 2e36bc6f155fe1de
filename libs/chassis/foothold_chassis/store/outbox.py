"""Publishing the committed events: in order per document, once per commit, cleared in batches.

The writer hands over *all* events that its document still holds, oldest first. So the next writer also publishes
the events that an earlier one could not. An event is sent only after the one before it was acknowledged. This
keeps first deliveries in order with any number of replicas and crashes, at the price of an occasional duplicate. The
process that wrote an event sends it at once; any other leaves it to that one for a moment (turns.py).
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from opentelemetry.semconv._incubating.attributes import messaging_attributes as messaging
from opentelemetry.semconv._incubating.attributes.cloudevents_attributes import CLOUDEVENTS_EVENT_TYPE

from foothold_chassis.clock import Clock, SystemClock
from foothold_chassis.errors import BusUnavailable
from foothold_chassis.process.background import cancel
from foothold_chassis.store.clearing import Clearing, Key
from foothold_chassis.store.mongo import Collection, Document
from foothold_chassis.store.recent import Recent
from foothold_chassis.store.turns import OLD_AFTER, Turns
from foothold_chassis.telemetry import metrics, tracing
from foothold_events.envelope import Record, encode, event_id
from foothold_events.envelope import Sequence as EventSequence

log = structlog.get_logger()

MAX_FLIGHTS = 2_000
REMEMBERED_ACKS = 20_000


class Sender(Protocol):
    """The producer, as the publisher needs it."""

    @property
    def available(self) -> bool:
        """False while Kafka is known to be away: then no writer should try."""
        ...

    async def send(self, record: Record) -> None:
        """Send a record and wait for the acknowledgement; raise `BusUnavailable` without one."""
        ...


@dataclass(frozen=True, slots=True)
class PendingEvent:
    """An event in an outbox. `n` is its number, `at` its time (UTC), `data` its JSON."""

    epoch: int
    n: int
    type: str
    at: datetime
    data: str
    correlation: str
    causation: str | None
    traceparent: str | None

    @property
    def topic(self) -> str:
        return ".".join(self.type.split(".")[:3])

    def id(self, subject: str) -> str:
        return event_id(subject, EventSequence(self.epoch, self.n))

    def document(self) -> Document:
        return {
            "epoch": self.epoch,
            "n": self.n,
            "type": self.type,
            "at": self.at,
            "data": self.data,
            "correlation": self.correlation,
            "causation": self.causation,
            "traceparent": self.traceparent,
        }

    def record(self, subject: str) -> Record:
        return encode(
            self.type,
            self.data.encode(),
            subject=subject,
            sequence=EventSequence(self.epoch, self.n),
            time=self.at,
            correlation=self.correlation,
            causation=self.causation,
            traceparent=self.traceparent,
        )


class Publisher:
    """The publisher of a process. `submit` never waits and never fails: the sweeper finds the events it refuses."""

    def __init__(
        self, sender: Sender, clock: Clock | None = None, *, patience: timedelta = OLD_AFTER
    ) -> None:
        """Make the publisher. An event of another process is left to it for this `patience`."""
        self._sender = sender
        self._clock = clock or SystemClock()
        self._turns = Turns(self._clock, patience)
        self._flights: dict[Key, list[PendingEvent]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._acked: Recent[Key, int] = Recent(REMEMBERED_ACKS)
        self._clearing = Clearing()

    def use(self, sender: Sender) -> None:
        """Send through this sender from now on."""
        self._sender = sender

    @property
    def available(self) -> bool:
        return self._sender.available

    @property
    def in_flight(self) -> int:
        """The number of documents with events on their way to Kafka."""
        return len(self._flights)

    def acked(self, collection: Collection, document_id: str) -> int:
        """Return the number of this document's last event that is known to be on Kafka; 0 if none is known."""
        return self._acked.get((collection.name, document_id)) or 0

    def submit(
        self,
        collection: Collection,
        document_id: str,
        pending: Sequence[PendingEvent],
        *,
        after: int = 0,
        by: str = "writer",
    ) -> None:
        """Begin to publish these events, oldest first, without those already on Kafka; return at once.

        The events `after` this number are the caller's own; earlier ones may be another process's to send.
        """
        key = (collection.name, document_id)
        for event in pending:
            if event.n > after:
                self._turns.take(key, event.n, by)
        if pending:
            self._clearing.forget_before(key, pending[0].n)
        if not pending or not self._sender.available:
            return
        if key in self._flights:
            self._flights[key] = list(pending)  # the present flight goes on with the longer list
        elif len(self._flights) < MAX_FLIGHTS:
            self._flights[key] = list(pending)
            task = asyncio.create_task(self._fly(collection, key))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def publish(
        self, collection: Collection, document_id: str, pending: Sequence[PendingEvent], acked: int = 0
    ) -> None:
        """Do as `submit`, and wait until this document has nothing in flight (which paces the sweeper).

        The events up to `acked` are on Kafka by the document's own mark.
        """
        self._note((collection.name, document_id), acked)
        self.submit(collection, document_id, pending, by="sweeper")
        while (collection.name, document_id) in self._flights and self._tasks:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    async def _fly(self, collection: Collection, key: Key) -> None:
        try:
            if (done := self._acked.get(key) or 0) >= self._flights[key][0].n:
                self._clearing.add(collection, key[1], done)  # already on Kafka, and still in the outbox
            while (event := self._next(key)) is not None:
                if not (done := await self._publish_one(collection, key, event)):
                    break
                self._note(key, done)
                self._clearing.add(collection, key[1], done)
        finally:
            del self._flights[key]

    async def _publish_one(self, collection: Collection, key: Key, event: PendingEvent) -> int:
        """Send an event, or see that another process has; return the number up to which all are on Kafka, or 0."""
        if not self._turns.has(key, event.n):
            self._clearing.alone = False
            if (acked := await self._turns.wait(collection, key[1], event.n, event.at)) >= event.n:
                return acked
        return event.n if await self._arrives(event, key[1], self._turns.by(key, event.n)) else 0

    def _note(self, key: Key, acked: int) -> None:
        self._acked.put(key, max(acked, self._acked.get(key) or 0))

    async def _arrives(self, event: PendingEvent, subject: str, by: str) -> bool:
        """Send one event in the trace of its commit, from whichever process; return whether it is on Kafka."""
        attributes: tracing.Attributes = {
            messaging.MESSAGING_SYSTEM: "kafka",
            messaging.MESSAGING_OPERATION_NAME: "send",
            messaging.MESSAGING_OPERATION_TYPE: "send",
            messaging.MESSAGING_DESTINATION_NAME: event.topic,
            messaging.MESSAGING_KAFKA_MESSAGE_KEY: subject,
            CLOUDEVENTS_EVENT_TYPE: event.type,
            "foothold.sent_by": by,
        }
        within = tracing.parent(event.traceparent)
        with (
            # the ids bound here may belong to another request than the event
            structlog.contextvars.bound_contextvars(
                subject=subject, event_id=event.id(subject), correlation_id=event.correlation
            ),
            tracing.span(
                f"send {event.topic}", attributes, kind=tracing.SpanKind.PRODUCER, within=within
            ) as span,
        ):
            try:
                await self._send(event, subject, by)
            except Exception as error:
                # a fault of one document stops no other; the sweeper comes back to it
                tracing.failed(span, error)
                if isinstance(error, BusUnavailable):
                    log.warning("publishing_stopped", reason=error.detail)
                else:
                    log.exception("publishing_failed")
                return False
        return True

    async def _send(self, event: PendingEvent, subject: str, by: str) -> None:
        started = time.perf_counter()
        await self._sender.send(event.record(subject))
        metrics.PUBLISH.labels(event.topic).observe(time.perf_counter() - started)
        metrics.COMMIT_TO_ACK.labels(event.topic).observe((self._clock.now() - event.at).total_seconds())
        metrics.PUBLISHED.labels(event.topic, by).inc()

    def _next(self, key: Key) -> PendingEvent | None:
        done = self._acked.get(key) or 0
        return next((event for event in self._flights[key] if event.n > done), None)

    async def start(self, *, alone: bool = True) -> None:
        """Start. A process that is not `alone` in writing its documents soon clears what it has published."""
        self._clearing.alone = alone
        await self._clearing.start()

    async def clear(self) -> None:
        """Remove published events from their outboxes now, instead of a moment later."""
        await self._clearing.clear()

    async def stop(self, seconds: float) -> None:
        """Wait for the events in flight, for at most `seconds`; then clear and stop."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        await cancel(*self._tasks)
        await self._clearing.stop()
