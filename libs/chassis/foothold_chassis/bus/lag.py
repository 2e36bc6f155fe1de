"""How far behind its partitions a consumer is: in records, and in seconds."""

import time
from collections.abc import Iterable, Mapping

from aiokafka import TopicPartition

from foothold_chassis.bus.parking import Raw
from foothold_chassis.telemetry import metrics


class Lag:
    """Tracks the lag while records are received and handled.

    The age is the age of the oldest unhandled record (by its time on Kafka, UTC), or the time for which records have
    waited to be received, whichever is more. Between two batches the next record's time is unknown: it counts as
    old as the last handled record before it.
    """

    def __init__(self) -> None:
        self._next: dict[TopicPartition, int] = {}
        self._revoked: dict[TopicPartition, int] = {}
        self._oldest: dict[TopicPartition, float] = {}
        self._last_received: dict[TopicPartition, float] = {}
        self._behind_since: dict[TopicPartition, float] = {}
        self._with_gauges: set[TopicPartition] = set()

    def assign(self, starts: Mapping[TopicPartition, int]) -> None:
        """Note the offsets from which these partitions are read."""
        for partition, offset in starts.items():
            # at a later offset another member handled the noted records; at the same one they still wait
            if offset > self._next.get(partition, self._revoked.pop(partition, offset)):
                self._forget(partition)
        self._next.update(starts)

    def revoke(self, partitions: Iterable[TopicPartition]) -> None:
        """Note that other members may read these now; their offsets are unknown here until `assign`."""
        for partition in partitions:
            if partition in self._next:
                self._revoked[partition] = self._next.pop(partition)

    def receive(self, records: Iterable[Raw]) -> None:
        """Note the times of a batch; the batch before is handled, or comes again."""
        oldest: dict[TopicPartition, float] = {}
        for record in records:
            partition, sent = TopicPartition(record.topic, record.partition), record.timestamp / 1000
            oldest.setdefault(partition, sent)
            self._last_received[partition] = sent
        self._oldest.update(oldest)

    def advance(self, next_offsets: Mapping[TopicPartition, int]) -> None:
        """Note the offsets after the handled records."""
        self._next.update(next_offsets)
        for partition in next_offsets:
            self._behind_since.pop(partition, None)
            if (last := self._last_received.pop(partition, None)) is not None:
                self._oldest[partition] = last

    def set_gauges(self, ends: Mapping[TopicPartition, int]) -> None:
        """Set the gauges of these partitions, and drop those of partitions that are no longer read here, or not
        yet: before `assign` the rest is unknown, and 0 would say that nothing remains."""
        now = time.time()
        known = ends.keys() & self._next.keys()
        for partition in known:
            records = max(0, ends[partition] - self._next[partition])
            if not records:
                self._forget(partition)
            age = self._age(partition, now) if records else 0
            metrics.LAG_RECORDS.labels(partition.topic, partition.partition).set(records)
            metrics.LAG_SECONDS.labels(partition.topic, partition.partition).set(age)
        for partition in self._with_gauges - known:
            metrics.LAG_RECORDS.remove(partition.topic, partition.partition)
            metrics.LAG_SECONDS.remove(partition.topic, partition.partition)
        self._with_gauges = known

    def _forget(self, partition: TopicPartition) -> None:
        for marks in (self._oldest, self._last_received, self._behind_since):
            marks.pop(partition, None)

    def _age(self, partition: TopicPartition, now: float) -> float:
        waiting = now - self._behind_since.setdefault(partition, now)
        return max(0.0, waiting, now - self._oldest.get(partition, now))
