"""Dispatching records: run the reactions of each, or park it with every later record of its subject."""

import asyncio
import itertools
import random
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import timedelta

import structlog
from opentelemetry.semconv._incubating.attributes import messaging_attributes as messaging
from opentelemetry.semconv._incubating.attributes.cloudevents_attributes import CLOUDEVENTS_EVENT_TYPE
from pydantic import ValidationError

from foothold_chassis.backoff import backoff
from foothold_chassis.bus.parking import ParkedCache, Parking, Raw, alone
from foothold_chassis.bus.reactions import Reactions
from foothold_chassis.clock import Clock
from foothold_chassis.errors import DocumentFrozen, FootholdError, Invalid, Unavailable
from foothold_chassis.telemetry import metrics, tracing
from foothold_events.envelope import Head, NoEvent, Undecodable, read_head

log = structlog.get_logger()

CONCURRENT_SUBJECTS = 64
TRIES = 5
BACKOFF_FIRST = timedelta(seconds=0.1)
BACKOFF_MAX = timedelta(seconds=0.8)

REACTION_SECONDS = 45.0
"""The longest time of one try of a record's reactions. A call of a driver hangs for less and a parked subject's lease
lasts longer, so the limit ends only what would never end by itself."""

TRIES_IN_TIME = 2
"""Tries of a record whose reactions take too long: together well below Kafka's `MAX_POLL_INTERVAL_MS`."""

SAME_AT_EVERY_TRY = (Undecodable, Invalid, ValidationError, DocumentFrozen)
"""Errors of the record itself, or of a value made from it. A frozen document stays so until an operator has decided."""

UNDECODABLE = "undecodable"
UNKNOWN_MAJOR = "unknown_major"
"""The event types in metrics of a record that has none, and of one whose version is not known here."""


class TookTooLong(FootholdError):
    """The reactions of a record did not end within `REACTION_SECONDS`."""


class Dispatcher:
    """Handles records: in order within a subject, concurrently across subjects. `clock` is the real clock: it only
    measures, and a clock moved by the time machine would measure the move."""

    def __init__(self, group: str, reactions: Reactions, parking: Parking, clock: Clock) -> None:
        self._group = group
        self._reactions = reactions
        self._heard = reactions.heard
        self._parking = parking
        self._parked = ParkedCache(parking)
        self._clock = clock

    def invalidate(self) -> None:
        """Forget what is parked: partitions were assigned, and their earlier owner may have parked records of them."""
        self._parked.invalidate()

    async def dispatch(self, by_subject: dict[str, list[Raw]]) -> None:
        """Handle these records, each list in its order.

        Raises:
            Unavailable: something needed is away; some records are handled and some are not.
        """
        parked = await self._parked.among(list(by_subject))
        limit = asyncio.Semaphore(CONCURRENT_SUBJECTS)

        async def dispatch(subject: str, in_order: Sequence[Raw]) -> None:
            async with limit:
                await self._dispatch(subject, in_order, is_parked=subject in parked)

        outcomes = await asyncio.gather(
            *map(dispatch, by_subject, by_subject.values()), return_exceptions=True
        )
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def _dispatch(self, subject: str, in_order: Sequence[Raw], *, is_parked: bool) -> None:
        for record in in_order:
            try:
                head = self._heard.head_of(record)
            except NoEvent as error:
                metrics.REACTION.labels(UNDECODABLE, "parked").observe(0)
                await self._park(alone(record), record, error)
                continue
            if head is None:
                continue
            if is_parked:
                is_parked = await self._parking.append(subject, record)
            if self._heard.erases(head):
                await self._parking.erase_before(record)
            if not is_parked:
                is_parked = not await self._run_or_park(subject, record, head)

    async def _run_or_park(self, subject: str, record: Raw, head: Head) -> bool:
        """Run the reactions, and park the record after the last failed try. Return whether they ran.

        Raises:
            Unavailable: something needed is away. That is no fault of the record, and no later one may be handled.
        """
        for tried in itertools.count(1):
            try:
                await self._run(record, head, tried)
            except Unavailable:
                raise
            except Exception as error:  # noqa: BLE001 - logged where it ran, and kept with the record
                if tried >= _most_tries(error):
                    await self._park(subject, record, error)
                    return False
                later = backoff(tried, BACKOFF_FIRST, BACKOFF_MAX)
                await asyncio.sleep(later.total_seconds() * random.uniform(0.5, 1))  # noqa: S311 - jitter
            else:
                break
        return True

    async def _park(self, subject: str, record: Raw, error: Exception) -> None:
        self._parked.invalidate()
        with structlog.contextvars.bound_contextvars(**_ids(record)):
            await self._parking.begin(subject, record, error)

    async def run(self, record: Raw) -> None:
        """Run a record's reactions once, in the trace of its event; a failure counts as the last one.

        Raises:
            NoEvent: the record is no event of ours.
        """
        if (head := self._heard.head_of(record)) is not None:
            await self._run(record, head, TRIES)

    async def _run(self, record: Raw, head: Head, tried: int) -> None:
        label = head.type if self._heard.knows(head.type) else UNKNOWN_MAJOR
        started = time.perf_counter()
        outcome = "ok"
        try:
            with (
                structlog.contextvars.bound_contextvars(event_id=head.id, correlation_id=head.correlation),
                self._span(record, head),
            ):
                await self._react(head, record, tried)
        except Exception as error:
            outcome = _outcome(error, tried)
            raise
        finally:
            metrics.REACTION.labels(label, outcome).observe(time.perf_counter() - started)
        elapsed = (self._clock.now() - head.time).total_seconds()
        metrics.END_TO_END.labels(head.type).observe(max(0.0, elapsed))  # two clocks may differ

    async def _react(self, head: Head, record: Raw, tried: int) -> None:
        try:
            await self._react_in_time(head, record)
        except Exception as error:
            if _outcome(error, tried) == "parked":
                log.exception("reaction_failed", subject=head.subject)
            raise

    async def _react_in_time(self, head: Head, record: Raw) -> None:
        try:
            async with asyncio.timeout(REACTION_SECONDS) as bound:
                await self._reactions.run(head, record)
        except TimeoutError as error:
            if not bound.expired():
                raise
            raise TookTooLong(f"The reactions to {head.type} took over {REACTION_SECONDS:.0f} s.") from error

    def _span(self, record: Raw, head: Head) -> AbstractContextManager[tracing.Span]:
        attributes: tracing.Attributes = {
            messaging.MESSAGING_SYSTEM: "kafka",
            messaging.MESSAGING_OPERATION_NAME: "process",
            messaging.MESSAGING_OPERATION_TYPE: "process",
            messaging.MESSAGING_DESTINATION_NAME: record.topic,
            messaging.MESSAGING_DESTINATION_PARTITION_ID: str(record.partition),
            messaging.MESSAGING_CONSUMER_GROUP_NAME: self._group,
            messaging.MESSAGING_KAFKA_OFFSET: record.offset,
            messaging.MESSAGING_KAFKA_MESSAGE_KEY: head.subject,
            messaging.MESSAGING_MESSAGE_ID: head.id,
            CLOUDEVENTS_EVENT_TYPE: head.type,
        }
        within = tracing.parent(head.traceparent)
        return tracing.span(
            f"process {record.topic}", attributes, kind=tracing.SpanKind.CONSUMER, within=within
        )


def _ids(record: Raw) -> dict[str, str]:
    """Return the ids to log for a record; empty if it is not one of our events."""
    try:
        head = read_head(record.headers)
    except Undecodable:
        return {}
    trace = tracing.ids(tracing.parent(head.traceparent))
    return {"event_id": head.id, "correlation_id": head.correlation} | (
        {"trace_id": trace[0]} if trace else {}
    )


def _most_tries(error: Exception) -> int:
    """Return after how many tries a record is parked that fails like this."""
    if isinstance(error, SAME_AT_EVERY_TRY):
        return 1
    return TRIES_IN_TIME if isinstance(error, TookTooLong) else TRIES


def _outcome(error: Exception, tried: int) -> str:
    if isinstance(error, Unavailable):
        return "unavailable"
    return "parked" if tried >= _most_tries(error) else "retried"
