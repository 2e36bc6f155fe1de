"""Kafka in memory, for one service: what it sent, and records as it would take them."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foothold_chassis.bus.parking import Parked
from foothold_chassis.errors import BusUnavailable
from foothold_events.envelope import Envelope, Event, Record, Sequence, encode, open_envelope, read_head
from foothold_events.schemas import BY_TYPE

CORRELATION = "cor_of_the_tests"


class MemoryKafka:
    """The sender of a publisher. While it is `away`, nothing is sent and events stay in their outboxes."""

    def __init__(self) -> None:
        self.away = False
        self.records: list[Record] = []

    @property
    def available(self) -> bool:
        return not self.away

    async def send(self, record: Record) -> None:
        if self.away:
            raise BusUnavailable("The Kafka in memory is away.")
        self.records.append(record)

    @property
    def envelopes(self) -> list[Envelope[Any]]:
        """What was sent, in order and decoded, as every other service would read it."""
        return [_opened(record) for record in self.records]


def _opened(record: Record) -> Envelope[Any]:
    head = read_head(record.headers)
    if head.type not in BY_TYPE:
        raise AssertionError(f"{head.type} was sent, and is not in foothold_events.schemas.BY_TYPE.")
    return open_envelope(head, record.value, BY_TYPE[head.type])


@dataclass(frozen=True, slots=True)
class Erased:
    """A null value that a service finds on its own topic, where it means this erasure."""

    erasure: type[Event]
    subject: str


class Upstream:
    """What other services send: it numbers the events of each subject."""

    def __init__(self) -> None:
        self._last: Counter[str] = Counter()
        self._offset = 0

    def record(
        self,
        event: Event,
        *,
        subject: str | None,
        n: int | None,
        at: datetime,
        correlation: str = CORRELATION,
    ) -> Parked:
        """Return the record of an event, with the next number of its subject unless `n` is given."""
        subject = subject or subject_of(event)
        n = self._last[subject] + 1 if n is None else n
        self._last[subject] = max(n, self._last[subject])
        made = encode(
            event.TYPE,
            event.model_dump_json(exclude_none=True).encode(),
            subject=subject,
            sequence=Sequence(0, n),
            time=at,
            correlation=correlation,
            causation=None,
            traceparent=None,
        )
        self._offset += 1
        return Parked(made.topic, 0, self._offset, made.key, made.value, made.headers)

    def null(self, topic: str, subject: str, *, at: datetime) -> Parked:
        """Return a record with a null value (a tombstone), as a tool writes it: without headers."""
        self._offset += 1
        return Parked(topic, 0, self._offset, subject.encode(), None, [], int(at.timestamp() * 1000))


def subject_of(event: Event) -> str:
    """Return the id of the aggregate that an event is about: `contract_id` for `foothold.contracts.contract.…`."""
    field = event.TYPE.split(".")[2] + "_id"
    subject = getattr(event, field, None)
    if not isinstance(subject, str):
        raise TypeError(f"{event.TYPE} has no field {field}: name its subject.")
    return subject
