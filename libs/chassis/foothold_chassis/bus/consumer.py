"""Consume events from Kafka: in order within a subject, concurrently across subjects, each with effect once.

FastStream runs the loop; this wrapper decides everything else (docs/adr/0004-consuming-with-explicit-offsets.md): raw
records, no automatic acknowledgement, explicit offsets of the partitions still owned, written from time to time for
batches in which every record is handled. A record is handled when its reactions have committed, or when it is parked.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.kafka.message import FAKE_CONSUMER
from faststream.security import BaseSecurity, SASLScram512

from foothold_chassis.bus.dispatcher import Dispatcher
from foothold_chassis.bus.lag import Lag, Received
from foothold_chassis.bus.offsets import Offsets
from foothold_chassis.bus.parking import Drainer, Parking, Raw
from foothold_chassis.bus.progress import Progress
from foothold_chassis.bus.reactions import Reactions
from foothold_chassis.clock import Clock
from foothold_chassis.errors import Unavailable
from foothold_chassis.process.background import cancel, end
from foothold_chassis.store.mongo import Database
from foothold_chassis.telemetry import metrics
from foothold_events.connection import KafkaConnection

log = structlog.get_logger()

BATCH_RECORDS = 500
BATCH_WAIT_MS = 20
HOLD_SECONDS = 0.5
CONNECT_BACKOFF_SECONDS = 0.5
REVOKE_SECONDS = 20.0
GIVE_UP_SECONDS = 5.0
STOP_SECONDS = 20.0
LEAVE_SECONDS = 2.0
"""How long FastStream's loop may take to end after the batch has ended."""

SESSION_TIMEOUT_MS = 10_000
METADATA_MAX_AGE_MS = 10_000
"""A topic that did not exist at the start is found within this time."""

MAX_POLL_INTERVAL_MS = 300_000
REBALANCE_TIMEOUT_MS = 60_000
"""Longer than the wait for a batch when partitions are revoked; otherwise the group would drop the member."""


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
    ) -> None:
        self._connection = kafka
        self._group = group
        self._topics = reactions.topics
        self._offsets = Offsets(database)
        self._progress = Progress(self._offsets, lambda: self._kafka, self._hold)
        self._dispatcher = Dispatcher(group, reactions, parking, clock)
        self._drainer = Drainer(parking, self._dispatcher.run)
        self._lag = Lag()
        self._broker = self._make_broker()
        self._batch: asyncio.Task[None] | None = None
        self._held: set[TopicPartition] = set()
        self._stopping = False
        self._joined = False
        self._connector: asyncio.Task[None] | None = None
        self._holder: asyncio.Task[None] | None = None

    @property
    def ready(self) -> bool:
        """Whether the consumer is connected and holds no partition."""
        return self._joined and not self._held

    @property
    def _kafka(self) -> AIOKafkaConsumer:
        return self._subscriber.consumer

    async def start(self) -> None:
        """Return at once, and join the group in the background as soon as Kafka answers."""
        await self._drainer.start()
        await self._progress.start()
        self._connector = asyncio.create_task(self._connect())
        self._holder = asyncio.create_task(self._release_held())

    async def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Take no more records, finish the current batch (within `seconds`), commit it, and leave the group."""
        self._stopping = True
        if self._batch is not None:
            await asyncio.wait({self._batch}, timeout=seconds)
            await cancel(self._batch)  # not handled in time: the next owner reads it again
        await end(self._connector, self._holder)
        await self._drainer.stop()
        await self._progress.stop()
        await self._broker.stop()

    def _make_broker(self) -> KafkaBroker:
        broker = KafkaBroker(
            self._connection.bootstrap,
            security=_security(self._connection),
            client_id=self._group,
            metadata_max_age_ms=METADATA_MAX_AGE_MS,
            apply_types=False,
            serializer=None,
            consumer_only=True,
            logger=None,
            graceful_timeout=LEAVE_SECONDS,
        )
        self._subscriber = broker.subscriber(
            *self._topics,
            group_id=self._group,
            batch=True,
            max_records=BATCH_RECORDS,
            batch_timeout_ms=BATCH_WAIT_MS,
            ack_policy=AckPolicy.MANUAL,
            auto_offset_reset="earliest",
            session_timeout_ms=SESSION_TIMEOUT_MS,
            max_poll_interval_ms=MAX_POLL_INTERVAL_MS,
            rebalance_timeout_ms=REBALANCE_TIMEOUT_MS,
            listener=_Listener(self),
            # parser and decoder cannot fail: their errors would bypass the handler and lose the records
            parser=_parse,
            decoder=_decode,
        )
        self._subscriber(self._handle)
        return broker

    async def _connect(self) -> None:
        while True:
            try:
                await self._broker.start()
            except (KafkaError, OSError) as error:
                log.info("kafka_away", reason=repr(error))
                await self._broker.stop()
                await asyncio.sleep(CONNECT_BACKOFF_SECONDS)
                self._broker = self._make_broker()
            else:
                self._joined = True
                return

    async def _handle(self, records: tuple[Received, ...]) -> None:
        """Handle one batch, and raise nothing: after an error FastStream would commit past the batch."""
        if self._stopping:
            return
        self._batch = asyncio.create_task(self._dispatch(records))
        await asyncio.wait({self._batch})
        if not self._batch.cancelled() and (error := self._batch.exception()) is not None:
            if not isinstance(error, Unavailable):
                log.error("batch_failed", exc_info=error)
            self._hold({_partition(record) for record in records}, repr(error))

    async def _dispatch(self, records: tuple[Received, ...]) -> None:
        by_subject: dict[str, list[Raw]] = defaultdict(list)
        following: dict[TopicPartition, int] = {}
        for record in records:
            by_subject[_subject(record)].append(record)
            following[_partition(record)] = max(following.get(_partition(record), 0), record.offset + 1)
        self._lag.take(records)
        await self._dispatcher.dispatch(by_subject)
        self._lag.advance(following)
        self._progress.advance(following)

    def _hold(self, partitions: set[TopicPartition], reason: str) -> None:
        """Pause these partitions, while polling goes on so that the member stays in the group."""
        partitions &= self._kafka.assignment()
        self._progress.forget(partitions)
        self._kafka.pause(*partitions)
        self._held |= partitions
        log.warning("partitions_held", partitions=len(partitions), reason=reason)

    async def _release_held(self) -> None:
        """Seek each held partition to its last handled record and resume it, once that offset can be looked up."""
        while True:
            await asyncio.sleep(HOLD_SECONDS)
            if not self._held:
                continue
            try:
                self._held &= self._kafka.assignment()
                starts = await self._starts(self._held)
                # a rebalance may meanwhile have begun to read some of them
                self._begin(
                    {partition: start for partition, start in starts.items() if partition in self._held}
                )
            except (Unavailable, KafkaError):
                pass  # still away; the next round tries again
            except Exception:
                # if this loop ended, they would be held for ever
                log.exception("still_held", partitions=len(self._held))

    async def _starts(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        return await self._offsets.start_of(self._kafka, sorted(partitions))

    def _begin(self, starts: Mapping[TopicPartition, int]) -> None:
        """Read these partitions from these offsets on."""
        self._progress.forget(starts)
        for partition, offset in starts.items():
            self._kafka.seek(partition, offset)
        self._lag.begin(starts)
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
        """Set the gauges of this member's lag, by the present ends of its partitions."""
        assigned = self._kafka.assignment() if self._joined else set()
        ends = await self._kafka.end_offsets(sorted(assigned)) if assigned else {}
        self._lag.show(ends)
        metrics.ASSIGNED.set(len(assigned))
        metrics.HELD.set(len(self._held & assigned))

    async def on_revoked(self, revoked: set[TopicPartition]) -> None:
        """Wait for the current batch, so that the next owner need not repeat it; cancel it after a bound."""
        if self._batch is not None and not self._batch.done():
            await asyncio.wait({self._batch}, timeout=REVOKE_SECONDS)
            with suppress(TimeoutError):  # a batch that does not end even then must not delay the whole group
                async with asyncio.timeout(GIVE_UP_SECONDS):
                    await cancel(self._batch)
        await self._progress.write_last()
        self._progress.forget(revoked)
        self._lag.leave(revoked)


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]
    def __init__(self, consumer: Consumer) -> None:
        self._consumer = consumer

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        await self._consumer.on_assigned(assigned)

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        await self._consumer.on_revoked(revoked)


def _security(kafka: KafkaConnection) -> BaseSecurity:
    context = kafka.ssl_context()
    if kafka.uses_sasl:
        return SASLScram512(kafka.username, kafka.secret(), context, use_ssl=context is not None)
    return BaseSecurity(context, use_ssl=context is not None)


async def _parse(records: tuple[Received, ...]) -> KafkaMessage:
    return KafkaMessage(raw_message=records, body=b"", consumer=FAKE_CONSUMER)


async def _decode(message: KafkaMessage) -> Any:
    return message.raw_message


def _partition(record: Raw) -> TopicPartition:
    return TopicPartition(record.topic, record.partition)


def _subject(record: Raw) -> str:
    """Return what a record stays in order with: its key, which is its subject, or an id of its own without a key."""
    if record.key is None:
        return f"offset:{record.topic}:{record.partition}:{record.offset}"
    return record.key.decode(errors="backslashreplace")
