"""The view of an analytics consumer: the whole stream, counted and checked against its guarantees."""

import secrets
from collections import Counter, defaultdict
from collections.abc import Sequence as Ordered
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from foothold_events import topics
from foothold_events.envelope import Sequence, Undecodable, read_head

POLL_MS = 500


@dataclass(slots=True)
class StreamAudit:
    """`out_of_order` counts first deliveries that came after a later one of the same subject."""

    events: int = 0
    duplicates: int = 0
    out_of_order: int = 0
    undecodable: int = 0
    erasures: int = 0
    """Null values on compacted topics."""
    by_type: Counter[str] = field(default_factory=Counter)
    _numbers: dict[str, dict[Sequence, None]] = field(default_factory=lambda: defaultdict(dict))
    _compacted: set[str] = field(default_factory=set)

    @property
    def sequence_gaps(self) -> int:
        """How many numbers are missing between 1 and the last of each subject; a new epoch does not restart them."""
        return sum(
            max(sequence.n for sequence in numbers) - len({sequence.n for sequence in numbers})
            for subject, numbers in self._numbers.items()
            if subject not in self._compacted
        )

    def take(self, record: ConsumerRecord[bytes, bytes], *, compacted: bool) -> None:
        if compacted and record.value is None:
            self.erasures += 1
            return
        try:
            head = read_head(record.headers)
        except Undecodable:
            self.undecodable += 1
            return
        numbers = self._numbers[head.subject]
        if compacted:
            self._compacted.add(head.subject)  # records that compaction removed are no gap
        self.events += 1
        self.by_type[head.type] += 1
        if head.sequence in numbers:
            self.duplicates += 1
        elif numbers and head.sequence < next(reversed(numbers)):
            self.out_of_order += 1
        numbers[head.sequence] = None


async def audit_stream(bootstrap: str) -> StreamAudit:
    """Read every topic from its start to its present end."""
    found = StreamAudit()
    compacted = {topic.name for topic in topics.TOPICS if topic.cleanup == "compact"}
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        client_id=f"foothold-audit-{secrets.token_hex(4)}",
        group_id=None,
        enable_auto_commit=False,
    )
    await consumer.start()
    try:
        partitions = [TopicPartition(t.name, p) for t in topics.TOPICS for p in range(t.partitions)]
        consumer.assign(partitions)
        await consumer.seek_to_beginning()
        ends = await consumer.end_offsets(partitions)
        behind = {partition for partition, end in ends.items() if end > 0}
        while behind:
            polled: dict[TopicPartition, Ordered[ConsumerRecord[bytes, bytes]]]
            polled = await consumer.getmany(timeout_ms=POLL_MS)
            for partition, records in polled.items():
                for record in records:
                    found.take(record, compacted=partition.topic in compacted)
            behind = {
                partition for partition in behind if await consumer.position(partition) < ends[partition]
            }
    finally:
        await consumer.stop()
    return found
