"""What a record is to a consumer or a reader: an event that it hears, an erasure, another event, or no event at all."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from foothold_chassis.bus.parking import Raw
from foothold_events.envelope import (
    Envelope,
    Event,
    Head,
    NoEvent,
    Sequence,
    UnknownMajor,
    event_id,
    name_of,
    open_envelope,
    read_head,
    subject_of_key,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Heard:
    """The event types that one consumer or reader hears."""

    def __init__(self, events: Iterable[type[Event]]) -> None:
        self._by_type = {event.TYPE: event for event in events}
        self._by_name = {name_of(event.TYPE): event for event in self._by_type.values()}
        self._erasures = {event.topic(): event for event in self._by_type.values() if event.ERASES}
        self.topics = sorted({event.topic() for event in self._by_type.values()})

    def head_of(self, record: Raw) -> Head | None:
        """Return the head of a record; None if it is an event of a type that is not heard, in any version.

        A null value on a compacted topic is an erasure whatever its headers say.

        Raises:
            NoEvent: the head cannot be read, or does not belong where the record lies. No subject can be trusted.
        """
        if record.value is None and (erasure := self._erasures.get(record.topic)) is not None:
            return _head_of_null(record, erasure)
        try:
            head = read_head(record.headers)
        except NoEvent as error:
            if record.value is not None:
                raise
            raise NoEvent(
                f"the value is null, which is an erasure on a compacted topic only; {error}"
            ) from error
        event = self._by_name.get(name_of(head.type))
        if event is None:
            return None
        if record.topic != event.topic():
            raise NoEvent(f"ce_type is {head.type[:80]!r}, which does not belong on {record.topic}")
        if record.key != head.subject.encode():
            raise NoEvent(f"ce_subject is {head.subject!r}, and not the key of the record")
        return head

    def knows(self, event_type: str) -> bool:
        """Return whether it can read this very version of an event."""
        return event_type in self._by_type

    def erases(self, head: Head) -> bool:
        """Return whether the event says that everything before it of its subject is to be forgotten."""
        event = self._by_type.get(head.type)
        return event is not None and event.ERASES is not None

    def open(self, head: Head, record: Raw) -> Envelope[Any]:
        """Read the data of a record that is heard.

        Raises:
            UnknownMajor: it is an event that is heard, in another major version than the one that is known here.
            Undecodable: the data does not fit the schema.
        """
        event = self._by_type.get(head.type)
        if event is None:
            known = self._by_name[name_of(head.type)]
            raise UnknownMajor(
                f"{head.type[:120]} is an event of a version that is not known here; {known.TYPE} is known"
            )
        if record.value is None and event.ERASES is not None:
            return open_envelope(head, json.dumps({event.ERASES: subject_of_key(record.key)}).encode(), event)
        return open_envelope(head, record.value, event)


def _head_of_null(record: Raw, erasure: type[Event]) -> Head:
    """Make the head of a null value.

    It has no number among the events of its subject, only its place in the partition. So the null values of a key are a
    series of their own, numbered by offset: one that comes again erases nothing that came after it, and the marks of
    the subject's events stay as they are. Headers are no help: a tool that writes a null value may copy them from
    any record.
    """
    series = f"{subject_of_key(record.key)}-null"
    sequence = Sequence(0, record.offset + 1)
    return Head(
        id=event_id(series, sequence),
        type=erasure.TYPE,
        source=erasure.source(),
        subject=series,
        sequence=sequence,
        time=_sent_at(record),
        correlation=event_id(series, sequence),
        causation=None,
        traceparent=None,
    )


def _sent_at(record: Raw) -> datetime:
    """Return the time that the sender gave the record; its sender may have given any number."""
    try:
        return _EPOCH + timedelta(milliseconds=record.timestamp)
    except OverflowError:
        return _EPOCH
