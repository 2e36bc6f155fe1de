"""The form of an aggregate in its document, and the write of a commit. Pure: no I/O.

    {_id, version, n, state, outbox: [PendingEvent], acked, event_marks: {subject: sequence},
     command_marks: [id:fingerprint], origin, trace, is_step, phase, phase_since, wake_at, wake_tries, sweep_until}

`n` numbers the aggregate's events. `acked` is the number up to which they were cleared as published; no commit sets it,
so it also holds where a commit has put a published event back into the outbox. `origin` is the correlation id of its
first cause. `trace` is the trace of its last events, which its wakes continue. `is_step` says that an event began it.
`wake_at` is its next deadline, or the end of the lease of a waker; `sweep_until` is the end of the lease of a sweeper.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Generic, Self, TypeVar

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.causes import Cause, Command
from foothold_chassis.errors import Invalid, OutboxFull
from foothold_chassis.store.marks import has_mark, marked
from foothold_chassis.store.mongo import Document
from foothold_chassis.store.outbox import PendingEvent
from foothold_events.envelope import Envelope, Event

A = TypeVar("A", bound=Aggregate)

Part = Sequence[Mapping[str, object]]
"""Who has a part in a document: those for whom its state has all the values of one of these."""

MAX_PENDING_EVENTS = 256
"""Events that one document holds while Kafka is away; at some 2 kB each far below MongoDB's 16 MB."""

MAX_EVENT_BYTES = 900_000
"""Below Kafka's default of 1 MiB for a record with its headers."""


def collection_name(aggregate: type[Aggregate]) -> str:
    """Return the name of the collection of an aggregate type: `talent_desks` for `TalentDesk`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", aggregate.__name__).lower() + "s"


def by_state(where: Mapping[str, object] | None, after: str | None) -> Document:
    """Return the query for documents whose state has these values and whose id comes after `after`."""
    query: Document = {f"state.{field}": value for field, value in (where or {}).items()}
    if after is not None:
        query["_id"] = {"$gt": after}
    return query


def by_id(id: str, part: Part | None) -> Document:
    """Return the query for the document with this id, if its reader has a part in it.

    The part is a condition of the query, so that MongoDB answers about a document of others exactly as about none.
    """
    if part is None:
        return {"_id": id}
    alternatives = [by_state(where, None) for where in part]
    return {"_id": id, **alternatives[0]} if len(alternatives) == 1 else {"_id": id, "$or": alternatives}


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document as it was last read or written; empty (version 0) before its first commit."""

    id: str
    document: Document

    @property
    def version(self) -> int:
        return int(self.document.get("version", 0))

    @property
    def trace(self) -> str | None:
        """The `traceparent` of its last events, which its wakes continue."""
        found: str | None = self.document.get("trace")
        return found

    @property
    def is_step(self) -> bool:
        """Return whether an event began it: then it is a step of something longer, whose trace commands join."""
        return bool(self.document.get("is_step"))

    def has_answered(self, cause: Cause) -> bool:
        """Return whether the document has the mark of this cause.

        Raises:
            Invalid: it has the mark of a command with the same key and another body.
        """
        if isinstance(cause, Command):
            return has_mark(self.document["command_marks"], cause)
        mark = self.document["event_marks"].get(cause.subject)
        return mark is not None and str(cause.sequence) <= mark


@dataclass(frozen=True, slots=True)
class Commit(Generic[A]):
    """One write: the aggregate, the whole document after it, and the fields that it sets."""

    aggregate: A
    document: Document
    changed: Document
    pending: list[PendingEvent]

    @property
    def is_empty(self) -> bool:
        return not self.changed

    @property
    def wake_at(self) -> datetime | None:
        moment: datetime | None = self.document["wake_at"]
        return moment

    @classmethod
    def of(
        cls,
        loaded: Loaded,
        aggregate: A,
        events: Sequence[Event],
        cause: Cause | None,
        *,
        now: datetime,
        epoch: int,
        acked: int,
        trace: str | None,
    ) -> Self:
        """Return the write; it is empty if nothing has changed and nothing has to be remembered. `trace` is the
        `traceparent` of its events.

        Raises:
            OutboxFull: the document would exceed its maximum of unpublished events.
            Invalid: an event is larger than Kafka takes.
        """
        before = loaded.document or _blank(loaded.id, cause)
        kept = [PendingEvent(**event) for event in before["outbox"] if event["n"] > acked]
        new = _number(events, cause, before=before, now=now, epoch=epoch, trace=trace)
        if new and len(kept) + len(new) > MAX_PENDING_EVENTS:
            raise OutboxFull(f"{loaded.id} holds {len(kept)} events that Kafka has not taken yet; try later.")
        changed = _changed_state(aggregate, before, now)
        if cause is None and not new and all(before.get(field) == value for field, value in changed.items()):
            return cls(aggregate, before, {}, [])
        changed |= {"version": before["version"] + 1, "n": before["n"] + len(new), "wake_tries": 0}
        if new or len(kept) != len(before["outbox"]):
            changed["outbox"] = [event.document() for event in kept + new]
        if new or not loaded.version:
            changed["trace"] = trace
        if isinstance(cause, Command):
            changed["command_marks"] = marked(before["command_marks"], cause)
        elif cause is not None:
            changed["event_marks"] = before["event_marks"] | {cause.subject: str(cause.sequence)}
        return cls(aggregate, before | changed, changed, kept + new)

    def told_up_to(self, n: int) -> Self:
        """Return the same write, numbered as if the document had said its events up to `n`: the stream has them."""
        version = self.changed.get("version", self.document["version"] + 1)
        changed = {**self.changed, "version": version, "n": max(n, self.document["n"])}
        return replace(self, changed=changed, document=self.document | changed)

    def update(self) -> Document:
        """Return MongoDB's update of an existing document; it is guarded by the version that was decided on."""
        return {"$set": self.changed}


def _changed_state(aggregate: Aggregate, before: Document, now: datetime) -> Document:
    changed: Document = {
        "state": aggregate.model_dump(mode="json"),
        "wake_at": _whole_milliseconds(aggregate.next_wake()),
    }
    if aggregate.phase != before.get("phase"):
        changed |= {"phase": aggregate.phase, "phase_since": now}
    return changed


def _blank(id: str, cause: Cause | None) -> Document:
    return {
        "version": 0,
        "n": 0,
        "state": {},
        "origin": cause.correlation if cause else id,
        "trace": None,
        "is_step": isinstance(cause, Envelope),
        "phase": None,
        "outbox": [],
        "event_marks": {},
        "command_marks": [],
        "wake_at": None,
        "wake_tries": 0,
    }


def _number(
    events: Sequence[Event],
    cause: Cause | None,
    *,
    before: Document,
    now: datetime,
    epoch: int,
    trace: str | None,
) -> list[PendingEvent]:
    pending = [
        PendingEvent(
            epoch=epoch,
            n=n,
            type=event.TYPE,
            at=_in_milliseconds(now),
            data=event.model_dump_json(exclude_none=True),
            correlation=cause.correlation if cause else before["origin"],
            causation=cause.id if cause else None,
            traceparent=trace,
        )
        for n, event in enumerate(events, start=before["n"] + 1)
    ]
    for event in pending:
        if (size := len(event.data.encode())) > MAX_EVENT_BYTES:
            raise Invalid(f"{event.type} would be {size} bytes, at most {MAX_EVENT_BYTES} may be.")
    return pending


def _in_milliseconds(moment: datetime) -> datetime:
    """Cut to BSON's milliseconds: the writer then sends the same bytes as a process that reads the event."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _whole_milliseconds(moment: datetime | None) -> datetime | None:
    """Round up to BSON's milliseconds: a wake that comes a moment too early would find nothing due."""
    if moment is None:
        return None
    return moment + timedelta(microseconds=-moment.microsecond % 1000)
