"""How far a consumer has come, written down now and then instead of after each batch.

What is written may lag behind what is handled, since marks make a record that is read twice harmless; it never runs
ahead. Partitions that are given away are written first.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from foothold_chassis.bus.offsets import Offsets
from foothold_chassis.errors import Unavailable
from foothold_chassis.process.background import end

log = structlog.get_logger()

WRITE_EVERY_SECONDS = 0.5
LAST_SECONDS = 2.0


class Progress:
    """The next offset of each partition, on its way to the service's database and then to Kafka."""

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
        self._came = asyncio.Event()
        self._writing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def advance(self, following: Mapping[TopicPartition, int]) -> None:
        """Take down that in these partitions everything before these offsets is handled."""
        self._next.update(following)
        self._came.set()

    def forget(self, partitions: Collection[TopicPartition]) -> None:
        """Write nothing about these: they are given away, or read again from where they were written last."""
        for partition in partitions:
            self._next.pop(partition, None)

    async def write(self) -> None:
        """Write it down, as far as the partitions are still owned. Where the database is away they are held."""
        async with self._writing:  # or an older number could come after a newer one
            if not self._next:
                return
            kafka = self._kafka()
            owned = kafka.assignment()
            following = {partition: n for partition, n in self._next.items() if partition in owned}
            self._next = {}
            if not following:
                return
            try:
                await self._offsets.write(following)
                await kafka.commit(following)
            except Unavailable as error:
                self._hold(set(following), repr(error))
            except KafkaError as error:
                # taken away, or Kafka is: whoever reads these again finds their marks
                log.info("offsets_not_committed", reason=repr(error))

    async def write_last(self) -> None:
        """Write before these partitions go; what is not written within `LAST_SECONDS` is read again."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_SECONDS):
                await self.write()

    async def start(self) -> None:
        self._task = asyncio.create_task(self._write_forever())

    async def _write_forever(self) -> None:
        while True:
            await self._came.wait()
            self._came.clear()
            try:
                await self.write()
            except Exception:
                # without it nothing would ever be known to be handled
                log.exception("offsets_not_written")
            await asyncio.sleep(WRITE_EVERY_SECONDS)

    async def stop(self) -> None:
        await self.write_last()
        await end(self._task)
