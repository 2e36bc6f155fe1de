"""The progress of a consumer, written from time to time instead of after each batch.

The written offsets may lag behind the handled records, since marks make a second reading harmless. They never run
ahead. Before partitions are given away, their offsets are written.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from foothold_chassis.bus.offsets import Offsets
from foothold_chassis.errors import Unavailable
from foothold_chassis.process.loops import Loop

log = structlog.get_logger()

WRITE_EVERY_SECONDS = 0.5
LAST_SECONDS = 2.0


class Progress:
    """The next offset of each partition, to be written to the service's database and then to Kafka."""

    def __init__(
        self,
        offsets: Offsets,
        kafka: Callable[[], AIOKafkaConsumer],
        hold: Callable[[set[TopicPartition], str], None],
    ) -> None:
        self._offsets = offsets
        self._kafka = kafka
        self._hold = hold
        self._next: dict[TopicPartition, int] = {}
        self._writing = asyncio.Lock()
        self._loop = Loop(self.write, every=WRITE_EVERY_SECONDS, failed="offsets_not_written")

    def advance(self, next_offsets: Mapping[TopicPartition, int]) -> None:
        """Note that everything before these offsets of these partitions is handled."""
        self._next.update(next_offsets)

    def forget(self, partitions: Collection[TopicPartition]) -> None:
        """Write nothing about these: they are given away, or read again from the last written offset."""
        for partition in partitions:
            self._next.pop(partition, None)

    async def write(self) -> None:
        """Write the offsets of the partitions still owned. If the database is away, hold the partitions."""
        async with self._writing:  # otherwise an older offset could be written after a newer one
            if not self._next:
                return
            kafka = self._kafka()
            owned = kafka.assignment()
            next_offsets = {partition: n for partition, n in self._next.items() if partition in owned}
            self._next = {}
            if not next_offsets:
                return
            try:
                await self._offsets.write(next_offsets)
                await kafka.commit(next_offsets)
            except Unavailable as error:
                self._hold(set(next_offsets), repr(error))
            except KafkaError as error:
                # revoked, or Kafka is away: the next reader of these records finds their marks
                log.info("offsets_not_committed", reason=repr(error))

    async def write_last(self) -> None:
        """Write before partitions are given away; what is not written within `LAST_SECONDS` is read again."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_SECONDS):
                await self.write()

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        await self.write_last()
        await self._loop.stop()
