"""Consume events from Kafka: in order within a subject, concurrently across subjects, each with effect once.

FastStream runs the loop; this wrapper decides everything else (docs/adr/0004-consuming-with-explicit-offsets.md): raw
records, no automatic acknowledgement, explicit offsets of the partitions still owned, written from time to time for
batches in which every record is handled. A record is handled when its reactions have committed, or when it is parked.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import suppress

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from foothold_chassis.bus.dispatcher import Dispatcher
from foothold_chassis.bus.lag import Lag
from foothold_chassis.bus.offsets import Offsets
from foothold_chassis.bus.parking import Drainer, Parking, Raw, alone
from foothold_chassis.bus.progress import Progress
from foothold_chassis.bus.reactions import Reactions
from foothold_chassis.bus.subscription import Subscription
from foothold_chassis.clock import Clock
from foothold_chassis.errors import Unavailable
from foothold_chassis.process.background import cancel
from foothold_chassis.process.loops import Loop
from foothold_chassis.store.mongo import Database
from foothold_chassis.telemetry import metrics
from foothold_events.connection import KafkaConnection

log = structlog.get_logger()

HOLD_SECONDS = 0.5
CONNECT_BACKOFF_SECONDS = 0.5
REVOKE_SECONDS = 20.0
GIVE_UP_SECONDS = 5.0
STOP_SECONDS = 20.0


class Consumer:
    """One member of a service's consumer group."""

    def __init__(
        self,
        kafka: KafkaConnection,
        group: str,
        reactions: Reactions,
        database: Database,
        parking: Parking,
        clock: Clock,
        *,
        was_restored: bool = False,
    ) -> None:
        self._was_restored = was_restored
        self._subscription = Subscription(kafka, group, reactions.topics, self)
        self._joining = Loop(self._subscription.join, every=CONNECT_BACKOFF_SECONDS, failed="joining_failed")
        self._releasing = Loop(self._release_held, every=HOLD_SECONDS, failed="still_held")
        self._offsets = Offsets(database)
        self._progress = Progress(self._offsets, lambda: self._kafka, self._hold)
        self._dispatcher = Dispatcher(group, reactions, parking, clock)
        self._drainer = Drainer(parking, self._dispatcher.run, last_write=lambda: database.last_write)
        self._lag = Lag()
        self._batch: asyncio.Task[None] | None = None
        self._batch_began = 0.0
        self._held: set[TopicPartition] = set()
        self._stopping = False

    @property
    def ready(self) -> bool:
        """Whether the consumer is connected and holds no partition."""
        return self._subscription.is_joined and not self._held

    @property
    def _kafka(self) -> AIOKafkaConsumer:
        return self._subscription.kafka

    async def start(self) -> None:
        """Return at once, and join the group in the background as soon as Kafka answers."""
        await self._drainer.start()
        await self._progress.start()
        await self._joining.start()
        await self._releasing.start()

    async def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Take no more records, finish the current batch (within `seconds`), commit it, and leave the group."""
        self._stopping = True
        if self._batch is not None:
            await asyncio.wait({self._batch}, timeout=seconds)
            await cancel(self._batch)  # not handled in time: the next owner reads it again
        await self._joining.stop()
        await self._releasing.stop()
        await self._drainer.stop()
        await self._progress.stop()
        await self._subscription.leave()

    async def on_batch(self, records: tuple[Raw, ...]) -> None:
        """Handle one batch, and raise nothing: after an error FastStream would commit past the batch."""
        if self._stopping:
            return
        self._batch = asyncio.create_task(self._dispatch(records))
        self._batch_began = time.monotonic()
        await asyncio.wait({self._batch})
        if not self._batch.cancelled() and (error := self._batch.exception()) is not None:
            if not isinstance(error, Unavailable):
                log.error("batch_failed", exc_info=error)
            self._hold({_partition(record) for record in records}, repr(error))

    async def _dispatch(self, records: tuple[Raw, ...]) -> None:
        by_subject: dict[str, list[Raw]] = defaultdict(list)
        next_offsets: dict[TopicPartition, int] = {}
        for record in records:
            by_subject[_subject(record)].append(record)
            next_offsets[_partition(record)] = max(next_offsets.get(_partition(record), 0), record.offset + 1)
        self._lag.receive(records)
        await self._dispatcher.dispatch(by_subject)
        self._lag.advance(next_offsets)
        self._progress.advance(next_offsets)

    def _hold(self, partitions: set[TopicPartition], reason: str) -> None:
        """Pause these partitions, while polling goes on so that the member stays in the group."""
        partitions &= self._kafka.assignment()
        self._progress.forget(partitions)
        self._kafka.pause(*partitions)
        self._held |= partitions
        log.warning("partitions_held", partitions=len(partitions), reason=reason)

    async def _release_held(self) -> None:
        """Seek each held partition to its last handled record and resume it, once that offset can be looked up."""
        if not self._held:
            return
        with suppress(Unavailable, KafkaError):  # still away; the next round tries again
            self._held &= self._kafka.assignment()
            starts = await self._starts(self._held)
            # a rebalance may meanwhile have begun to read some of them
            self._begin({partition: start for partition, start in starts.items() if partition in self._held})

    async def _starts(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        return await self._offsets.start_of(self._kafka, sorted(partitions))

    def _begin(self, starts: Mapping[TopicPartition, int]) -> None:
        """Read these partitions from these offsets on."""
        self._progress.forget(starts)
        for partition, offset in starts.items():
            self._kafka.seek(partition, offset)
        self._lag.assign(starts)
        self._kafka.resume(*starts)
        self._held -= starts.keys()

    async def on_assigned(self, partitions: set[TopicPartition]) -> None:
        """Begin after the last handled records, and pause until these are known. aiokafka already fetches meanwhile,
        from Kafka's offset, and would deliver records that come twice or after later ones."""
        self._kafka.pause(*partitions)
        self._held.clear()
        self._dispatcher.invalidate()
        try:
            self._begin(await self._starts(partitions))
        except Exception as error:
            # aiokafka would only log it and leave them paused for ever
            if not isinstance(error, Unavailable | KafkaError):
                log.exception("not_begun")
            self._hold(partitions, repr(error))

    async def measure(self) -> None:
        """Set the gauges of this member: its lag by the present ends of its partitions, what it holds, its batch."""
        assigned = self._kafka.assignment() if self._subscription.is_joined else set()
        ends = await self._kafka.end_offsets(sorted(assigned)) if assigned else {}
        self._lag.set_gauges(ends)
        metrics.ASSIGNED.set(len(assigned))
        metrics.HELD.set(len(self._held & assigned))
        in_hand = self._batch is not None and not self._batch.done()
        metrics.DATABASE_BEHIND.set(0 if self._was_restored else self._offsets.behind)
        metrics.BATCH_AGE.set(time.monotonic() - self._batch_began if in_hand else 0)

    async def on_revoked(self, partitions: set[TopicPartition]) -> None:
        """Wait for the current batch, so that the next owner need not repeat it; cancel it after a bound."""
        if self._batch is not None and not self._batch.done():
            await asyncio.wait({self._batch}, timeout=REVOKE_SECONDS)
            with suppress(TimeoutError):  # a batch that does not end even then must not delay the whole group
                async with asyncio.timeout(GIVE_UP_SECONDS):
                    await cancel(self._batch)
        await self._progress.write_last()
        self._progress.forget(partitions)
        self._lag.revoke(partitions)


def _partition(record: Raw) -> TopicPartition:
    return TopicPartition(record.topic, record.partition)


def _subject(record: Raw) -> str:
    """Return what a record stays in order with: its key, which is its subject, or an id of its own without a key."""
    return alone(record) if record.key is None else record.key.decode(errors="backslashreplace")
