"""Follows topics from their start to their end and on, in every replica, without a group.

It feeds the memory of each process: the keys that verify tokens, the sessions that have ended, and matching's index.
The web app's reader begins at the end instead: it keeps nothing but what has just changed.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from foothold_chassis.bus.heard import Heard
from foothold_chassis.bus.parking import Raw
from foothold_chassis.bus.polling import PollingConsumer
from foothold_chassis.errors import BusUnavailable, Unavailable
from foothold_chassis.process.loops import Loop
from foothold_chassis.telemetry import metrics
from foothold_events.connection import KafkaConnection
from foothold_events.envelope import Envelope, Event, Undecodable, UnknownMajor

log = structlog.get_logger()

BEHIND_MS = 200
CAUGHT_UP_MS = 5_000
"""How long one call waits for records. A reader that is behind looks often: a compacted topic may end without one."""

RETRY_SECONDS = 0.5
METADATA_MAX_AGE_MS = 10_000
"""A topic that did not exist at the start is found within this time."""


class Reader:
    """Passes every event of these types to `handler`, in order within a subject, at least once per process.

    `caught_up` is set once every event that existed at the start has been handled. A later outage of Kafka does not
    clear it; a failing handler does.

    If it reads `from_now`, it begins at the end of each topic. After an interruption it goes on where it was.
    """

    def __init__(
        self,
        kafka: KafkaConnection,
        events: Sequence[type[Event]],
        handler: Callable[[Envelope[Any]], Awaitable[None]],
        *,
        from_now: bool = False,
    ) -> None:
        self.caught_up = asyncio.Event()
        self._kafka = kafka
        self.events = tuple(events)
        self._heard = Heard(events)
        self.topics = self._heard.topics
        self.handler = handler
        self.from_now = from_now
        self._next: dict[TopicPartition, int] = {}
        """Where a reader from now goes on, by its partitions."""

        self._consumer: PollingConsumer | None = None
        # a round ends only with an error; a follower takes the events that it hears again without harm
        self._loop = Loop(self._read_all, every=RETRY_SECONDS, failed="reading_failed")

    async def start(self) -> None:
        """Return at once, and begin as soon as Kafka answers."""
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()

    async def measure(self) -> None:
        """Set the gauge of the records that were not handled yet, for each topic.

        Raises:
            BusUnavailable: Kafka is away, so nobody knows.
        """
        consumer = self._consumer
        if consumer is None:
            raise BusUnavailable("Kafka cannot be reached.")
        behind = Counter(dict.fromkeys(self.topics, 0))
        for partition, end in (await consumer.end_offsets(consumer.assignment())).items():
            behind[partition.topic] += max(0, end - await consumer.position(partition))
        for topic, records in behind.items():
            metrics.READER_LAG.labels(topic).set(records)

    async def _read_all(self) -> None:
        consumer = PollingConsumer(
            *self.topics,
            **self._kafka.options(),
            group_id=None,
            auto_offset_reset="latest" if self.from_now else "earliest",
            enable_auto_commit=False,
            metadata_max_age_ms=METADATA_MAX_AGE_MS,
        )
        try:
            await consumer.start()
            self._consumer = consumer
            if self.from_now:
                await self._go_on(consumer)
            await self._read(consumer)
        except (KafkaError, OSError, Unavailable) as error:
            log.info("reading_interrupted", reason=repr(error))
        except Exception:
            # a fault of a handler must show in the readiness: the memory that it feeds grows old
            self.caught_up.clear()
            raise
        finally:
            self._consumer = None
            await consumer.stop()

    async def _go_on(self, consumer: PollingConsumer) -> None:
        ends = await consumer.end_offsets(consumer.assignment())
        self._next = ends | self._next
        for partition in ends:
            consumer.seek(partition, self._next[partition])

    async def _read(self, consumer: PollingConsumer) -> None:
        behind = {
            partition: end
            for partition, end in (await consumer.end_offsets(consumer.assignment())).items()
            if end > 0
        }
        while True:
            if not behind:
                self.caught_up.set()
            found = await consumer.getmany(timeout_ms=BEHIND_MS if behind else CAUGHT_UP_MS)
            for partition, records in found.items():
                for record in records:
                    await self.handle(record)
                    if self.from_now:
                        self._next[partition] = record.offset + 1
                if records and records[-1].offset + 1 >= behind.get(partition, 0):
                    behind.pop(partition, None)
            # a compacted topic may end with offsets that no longer have a record
            for partition in [p for p, last in behind.items() if await consumer.position(p) >= last]:
                del behind[partition]

    async def handle(self, record: Raw) -> None:
        """Hand on the event of one record. A record of another type is skipped, and so is one that cannot be read: this
        process forgets what it keeps, and code that can read the record reads the topic from its start."""
        try:
            if (head := self._heard.head_of(record)) is not None:
                await self.handler(self._heard.open(head, record))
        except Undecodable as error:
            if isinstance(error, UnknownMajor):
                metrics.FOLLOWED_UNKNOWN_MAJORS.inc()
            log.warning("record_skipped", topic=record.topic, offset=record.offset, reason=str(error))
