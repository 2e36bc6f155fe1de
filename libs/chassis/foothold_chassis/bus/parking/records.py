"""The form of a parked record in the document of its subject."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from foothold_chassis.errors import DocumentFrozen
from foothold_chassis.store.mongo import Document
from foothold_events.envelope import NoEvent, Undecodable, UnknownMajor


class Raw(Protocol):
    """A record as Kafka delivered it, or as it was parked."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]
    timestamp: int
    """When it was sent, in milliseconds since 1970 (UTC)."""


Handle = Callable[[Raw], Awaitable[None]]


@dataclass(slots=True)
class Parked:
    """A parked record, with the attributes of the record from Kafka."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]
    timestamp: int = 0

    @classmethod
    def of(cls, fields: Document) -> Self:
        return cls(
            topic=fields["topic"],
            partition=fields["partition"],
            offset=fields["offset"],
            key=fields["key"],
            value=fields["value"],
            headers=[(name, value) for name, value in fields["headers"]],
            timestamp=fields.get("timestamp", 0),
        )


def id_of(record: Raw) -> str:
    return f"{record.topic}:{record.partition}:{record.offset}"


def alone(record: Raw) -> str:
    """Return what a record is parked under that has no place in a subject's order. No other record waits behind it."""
    return f"offset:{id_of(record)}"


def fields_of(record: Raw) -> Document:
    return {
        "id": id_of(record),
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "key": record.key,
        "value": record.value,
        "headers": [list(header) for header in record.headers],
        "timestamp": record.timestamp,
    }


def size_of(record: Raw) -> int:
    # Kafka lets a header have no value
    return (
        500 + len(record.value or b"") + sum(len(name) + len(value or b"") for name, value in record.headers)
    )


def kind_of(error: Exception) -> str:
    """Return which of `metrics.PARKED_FOR` this error is."""
    match error:
        case NoEvent():
            return "no_event"
        case UnknownMajor():
            return "unknown_major"
        case Undecodable():
            return "undecodable"
        case DocumentFrozen():
            return "frozen"
        case _:
            return "failed"


def describe(error: Exception) -> str:
    """Return the error's kind, with its message if it is ours: only those are known to hold no personal data."""
    if isinstance(error, Undecodable):
        return f"undecodable: {error}"
    return f"{type(error).__name__}: {getattr(error, 'detail', '')}".rstrip(": ")
