"""CloudEvents 1.0 in Kafka's binary mode, both ways.

The value is the event's data as JSON, the key is the subject (the id of the aggregate), and everything
else is a header `ce_…`. See https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

CONTENT_TYPE = b"application/json"
SPEC_VERSION = b"1.0"
SEQUENCE = "ce_subjectsequence"
"""An extension of ours. CloudEvents' own `sequence` orders the events of a source, and many subjects share one
(docs/adr/0017-an-order-for-each-subject.md)."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_SEQUENCE = re.compile(r"([0-9]{1,4})\.([0-9]{1,12})")
"""No longer than it is written: a longer one would not order as text."""


class Undecodable(ValueError):
    """A record that cannot be read as the event that it should be; the message says which part was wrong.

    The same code never reads it, so no try is worth repeating. Code of another version may.
    """


class NoEvent(Undecodable):
    """A record whose head cannot be read, or does not belong where the record lies. It names no subject that can be
    trusted, so it has no place in any order."""


class UnknownMajor(Undecodable):
    """An event in a major version that this code does not know. It has its place in its subject's order."""


class Event(BaseModel):
    """What has happened to one aggregate, in the past tense.

    `TYPE` is `foothold.<service>.<aggregate>.<past_tense>.v<major>`; its first three parts name the topic.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    TYPE: ClassVar[str]

    ERASES: ClassVar[str | None] = None
    """The field with the subject, if the event says that the subject is erased. Its topic is compacted, and a null
    value on it (a tombstone) says the same."""

    @classmethod
    def topic(cls) -> str:
        return ".".join(cls.TYPE.split(".")[:3])

    @classmethod
    def source(cls) -> str:
        return ".".join(cls.TYPE.split(".")[:2])


E_co = TypeVar("E_co", bound=Event, covariant=True)


@dataclass(frozen=True, slots=True, order=True)
class Sequence:
    """The number of an event among its aggregate's events; orders as a value and as text.

    `epoch` rises only when the service's database has been restored from a backup; `n` counts from 1.
    """

    epoch: int
    n: int

    def __str__(self) -> str:
        return f"{self.epoch:04d}.{self.n:012d}"

    @classmethod
    def parse(cls, text: str) -> Self:
        found = _SEQUENCE.fullmatch(text)
        if found is None:
            raise NoEvent(f"{SEQUENCE} is {text[:40]!r}, expected '<epoch>.<n>'")
        return cls(int(found[1]), int(found[2]))


@dataclass(frozen=True, slots=True)
class Envelope(Generic[E_co]):
    """One event with what the stream says about it. `correlation` is shared by everything that one request
    set off; `causation` is the id of the event or command that directly caused this one."""

    subject: str
    sequence: Sequence
    time: datetime
    correlation: str
    causation: str | None
    traceparent: str | None
    data: E_co

    @property
    def id(self) -> str:
        return event_id(self.subject, self.sequence)

    @property
    def type(self) -> str:
        return self.data.TYPE


@dataclass(frozen=True, slots=True)
class Head:
    """The attributes of a record, read before its data is: enough to route, group and skip it."""

    id: str
    type: str
    source: str
    subject: str
    sequence: Sequence
    time: datetime
    correlation: str
    causation: str | None
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """What is sent to Kafka."""

    topic: str
    key: bytes
    value: bytes
    headers: list[tuple[str, bytes]]


def name_of(event_type: str) -> str:
    """Return the name of an event type without its version: `foothold.<service>.<aggregate>.<past_tense>`."""
    return ".".join(event_type.split(".")[:4])


def event_id(subject: str, sequence: Sequence) -> str:
    return f"{subject}:{sequence}"


def data_schema(event_type: str) -> str:
    """Return the URI that names the schema of an event type's data."""
    return f"urn:{event_type.replace('.', ':')}"


def encode(
    event_type: str,
    data: bytes,
    *,
    subject: str,
    sequence: Sequence,
    time: datetime,
    correlation: str,
    causation: str | None,
    traceparent: str | None,
) -> Record:
    """Make the Kafka record of an event whose data is already JSON (as it lies in an outbox)."""
    service, aggregate = event_type.split(".")[1:3]
    text = [
        ("ce_id", event_id(subject, sequence)),
        ("ce_source", f"foothold.{service}"),
        ("ce_type", event_type),
        ("ce_subject", subject),
        ("ce_time", time.isoformat()),
        ("ce_dataschema", data_schema(event_type)),
        (SEQUENCE, str(sequence)),
        ("ce_correlationid", correlation),
        ("ce_causationid", causation),
        ("traceparent", traceparent),
    ]
    headers = [("content-type", CONTENT_TYPE), ("ce_specversion", SPEC_VERSION)]
    headers += [(name, value.encode()) for name, value in text if value is not None]
    return Record(f"foothold.{service}.{aggregate}", subject.encode(), data, headers)


def read_head(headers: Iterable[tuple[str, bytes]]) -> Head:
    """Read a record's attributes.

    Raises:
        NoEvent: a required attribute is missing or malformed; the message names it.
    """
    found = dict(headers)
    if (version := found.get("ce_specversion")) != SPEC_VERSION:
        raise NoEvent(f"ce_specversion is {version and version[:40]!r}, expected '1.0'")
    return Head(
        id=_text(found, "ce_id"),
        type=_text(found, "ce_type"),
        source=_text(found, "ce_source"),
        subject=_subject(found),
        sequence=Sequence.parse(_text(found, SEQUENCE)),
        time=_time(_text(found, "ce_time")),
        correlation=_text(found, "ce_correlationid"),
        causation=_optional(found, "ce_causationid"),
        traceparent=_optional(found, "traceparent"),
    )


E = TypeVar("E", bound=Event)


def open_envelope(head: Head, value: bytes | None, event_class: type[E]) -> Envelope[E]:
    """Read the data of a record whose head is known.

    Raises:
        Undecodable: the value is null, or does not fit the schema; the message names the fields.
    """
    if value is None:
        raise Undecodable(f"{head.type} {head.id}: data: null, which is an erasure on a compacted topic only")
    try:
        data = event_class.model_validate_json(value)
    except ValidationError as error:
        # without the input: what does not fit a schema may hold anything, and messages are logged
        wrong = "; ".join(
            f"{'.'.join(map(str, e['loc'])) or 'data'}: {e['msg']}"
            for e in error.errors(include_url=False, include_input=False, include_context=False)
        )
        raise Undecodable(f"{head.type} {head.id}: {wrong}") from error
    return Envelope(
        subject=head.subject,
        sequence=head.sequence,
        time=head.time,
        correlation=head.correlation,
        causation=head.causation,
        traceparent=head.traceparent,
        data=data,
    )


def _text(found: Mapping[str, bytes], name: str) -> str:
    value = _optional(found, name)
    if not value:
        raise NoEvent(f"header {name} is missing")
    return value


def _subject(found: Mapping[str, bytes]) -> str:
    return _as_id(_text(found, "ce_subject"), "ce_subject")


def subject_of_key(key: bytes | None) -> str:
    """Return the subject that a record's key names.

    Raises:
        NoEvent: there is no key, or it is no id.
    """
    if key is None:
        raise NoEvent("the record has no key, expected its subject")
    return _as_id(key.decode(errors="replace"), "the key")


def _as_id(text: str, what: str) -> str:
    """Return the text; it must be an id, so that it can be part of a field's path in a document."""
    if not _ID.fullmatch(text):
        raise NoEvent(f"{what} is {text[:40]!r}, expected letters, digits, '_' and '-'")
    return text


def _optional(found: Mapping[str, bytes], name: str) -> str | None:
    value = found.get(name)
    if value is None:
        return None
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise NoEvent(f"header {name} is not UTF-8") from error


def _time(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise NoEvent(f"ce_time is {text[:40]!r}, expected an RFC 3339 time") from error
    if moment.tzinfo is None:
        raise NoEvent(f"ce_time is {text[:40]!r}, expected an offset (UTC)")
    return moment
