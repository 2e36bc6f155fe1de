"""A service reads its own topics, once after its epoch was raised and before anything changes.

The database was put back to an earlier moment, and the stream was not: it has told events that the database does not
have. Every replica reads by itself, since what one finds the others find as well.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from foothold_chassis.bus.parking import Raw
from foothold_chassis.errors import Unavailable
from foothold_chassis.store.frozen import Telling
from foothold_chassis.store.retelling import Recovery, Retelling
from foothold_events.connection import KafkaConnection
from foothold_events.envelope import Undecodable, read_head, subject_of_key

log = structlog.get_logger()

POLL_MS = 200
BATCH_RECORDS = 500
RETRY_SECONDS = 0.5


class OwnTopics:
    """The events that a service has told before its present epoch."""

    def __init__(self, kafka: KafkaConnection, recovery: Recovery) -> None:
        self._kafka = kafka
        self._recovery = recovery
        self._by_topic = {retelling.topic: retelling for retelling in recovery.retellings}
        self.erased: dict[str, Retelling[Any]] = {}
        """The subjects that a null value was the last thing told of, on a topic where that is an erasure."""

    async def read(self) -> None:
        """Read all of them, unless that was done in this epoch; freeze what is behind, and catch it up.

        Return once it is known what is frozen. While Kafka or MongoDB is away it waits.
        """
        while True:
            try:
                if await self._recovery.frozen.was_read():
                    await self._recovery.frozen.know()
                    return
                if self._by_topic:
                    await self._read_to_the_end()
                await self._recovery.recover(self.erased)
            except (KafkaError, OSError, Unavailable) as error:
                log.warning("own_topics_away", reason=repr(error))
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return

    async def _read_to_the_end(self) -> None:
        consumer = AIOKafkaConsumer(
            *self._by_topic,
            **self._kafka.options(),
            group_id=None,
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            max_poll_records=BATCH_RECORDS,
        )
        try:
            await consumer.start()
            ends = await consumer.end_offsets(consumer.assignment())
            while [partition for partition, end in ends.items() if await consumer.position(partition) < end]:
                for partition, records in (await consumer.getmany(timeout_ms=POLL_MS)).items():
                    await self.take(partition.topic, records)
        finally:
            await consumer.stop()

    async def take(self, topic: str, records: Sequence[Raw]) -> None:
        """Compare some records of one topic with the documents that they are about."""
        by_subject: dict[str, list[Telling]] = defaultdict(list)
        retelling = self._by_topic[topic]
        for record in records:
            try:
                if record.value is None and retelling.erase is not None:
                    self.erased[subject_of_key(record.key)] = retelling
                    by_subject.pop(subject_of_key(record.key), None)
                    continue
                head = read_head(record.headers)
            except Undecodable as error:
                log.warning("record_skipped", topic=topic, offset=record.offset, reason=str(error))
                continue
            self.erased.pop(head.subject, None)
            # what was told in this epoch is in the database, or it is restored again and the epoch is raised again
            if head.sequence.epoch < self._recovery.frozen.epoch and record.value is not None:
                data = record.value.decode()
                sequence = head.sequence
                by_subject[head.subject].append(
                    Telling(str(sequence), sequence.n, head.type, head.time, data)
                )
        if by_subject:
            await self._recovery.compare(retelling, by_subject)
