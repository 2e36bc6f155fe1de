"""How far behind its partitions a consumer is: in records, and in seconds."""

import time
from collections.abc import Iterable, Mapping
from typing import Protocol

from aiokafka import TopicPartition

from foothold_chassis import metrics
from foothold_chassis.parking import Raw


class Received(Raw, Protocol):
    """A record as Kafka has just given it."""

    timestamp: int
    """When it was sent, in milliseconds since 1970."""


class Lag:
    """Kept while records are taken and settled; shown when somebody knows where the partitions end.

    The age is that of the oldest record taken and not settled (by its time on Kafka, UTC), or how long there has been
    something that was not even taken, whichever is more.
    """

    def __init__(self) -> None:
        self._next: dict[TopicPartition, int] = {}
        self._oldest: dict[TopicPartition, float] = {}
        self._behind_since: dict[TopicPartition, float] = {}
        self._shown: set[TopicPartition] = set()

    def begin(self, starts: Mapping[TopicPartition, int]) -> None:
        """Note where these partitions are read from."""
        self._next.update(starts)
        for partition in starts:
            self._oldest.pop(partition, None)

    def take(self, records: Iterable[Received]) -> None:
        for record in records:
            self._oldest.setdefault(TopicPartition(record.topic, record.partition), record.timestamp / 1000)

    def settle(self, following: Mapping[TopicPartition, int]) -> None:
        """Note the offsets that come after what is settled."""
        self._next.update(following)
        for partition in following:
            self._oldest.pop(partition, None)
            self._behind_since.pop(partition, None)

    def show(self, ends: Mapping[TopicPartition, int]) -> None:
        """Set the gauges of these partitions, and drop those of partitions that are not read here any more."""
        now = time.time()
        for partition, end in ends.items():
            records = max(0, end - self._next.get(partition, end))
            metrics.LAG_RECORDS.labels(partition.topic, partition.partition).set(records)
            metrics.LAG_SECONDS.labels(partition.topic, partition.partition).set(
                self._age(partition, now) if records else 0
            )
            if not records:
                self._behind_since.pop(partition, None)
        for partition in self._shown - ends.keys():
            metrics.LAG_RECORDS.remove(partition.topic, partition.partition)
            metrics.LAG_SECONDS.remove(partition.topic, partition.partition)
        self._shown = set(ends)

    def _age(self, partition: TopicPartition, now: float) -> float:
        waiting = now - self._behind_since.setdefault(partition, now)
        return max(0.0, waiting, now - self._oldest.get(partition, now))
