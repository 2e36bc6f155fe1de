"""Takes events from Kafka: in order within a subject, side by side across subjects, each with effect once.

FastStream runs the loop; this wrapper decides everything else (docs/adr/0004-consuming-with-explicit-offsets.md): raw
records, no automatic acknowledgement, explicit offsets of the partitions still owned, written now and then of batches
in which every record is handled. A record is handled when its reactions have committed, or when it is parked.
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
"""How long the loop around the batch may take to see that it has ended."""

SESSION_TIMEOUT_MS = 10_000
METADATA_MAX_AGE_MS = 10_000
"""A topic that was not there at the start is found within it."""

MAX_POLL_INTERVAL_MS = 300_000
REBALANCE_TIMEOUT_MS = 60_000
"""Longer than a batch is waited for when partitions are taken away, or the member would be thrown out."""


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
        """Connected, and with nothing held back."""
        return self._joined and not self._held

    @property
    def _kafka(self) -> AIOKafkaConsumer:
        return self._subscriber.consumer

    async def start(self) -> None:
        """Return at once; the group is joined in the background, as soon as Kafka is there."""
        await self._drainer.start()
        await self._progress.start()
        self._connector = asyncio.create_task(self._connect())
        self._holder = asyncio.create_task(self._release_held())

    async def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Take no more, finish the batch in hand (for at most `seconds`), commit it, leave the group."""
        self._stopping = True
        if self._batch is not None:
            await asyncio.wait({self._batch}, timeout=seconds)
            await cancel(self._batch)  # not handled in time: the next owner takes it
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
            # these two cannot fail: an error in them would pass the handler by, and the records with it
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
        """Handle one batch; whatever happens, FastStream sees no error, since it would commit past it."""
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
        """Take nothing from these for a while; polling goes on, so that the group is not left."""
        partitions &= self._kafka.assignment()
        self._progress.forget(partitions)
        self._kafka.pause(*partitions)
        self._held |= partitions
        log.warning("partitions_held", partitions=len(partitions), reason=reason)

    async def _release_held(self) -> None:
        """Go back to where each held partition was handled, and on from there, once that can be known."""
        while True:
            await asyncio.sleep(HOLD_SECONDS)
            if not self._held:
                continue
            try:
                self._held &= self._kafka.assignment()
                starts = await self._starts(self._held)
                # a rebalance may have begun with some of them meanwhile
                self._begin(
                    {partition: start for partition, start in starts.items() if partition in self._held}
                )
            except (Unavailable, KafkaError):
                pass  # still away: the next round tries again
            except Exception:
                # without it they would be held for ever
                log.exception("still_held", partitions=len(self._held))

    async def _starts(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        return await self._offsets.start_of(self._kafka, sorted(partitions))

    def _begin(self, starts: Mapping[TopicPartition, int]) -> None:
        """Take records of these partitions, from these offsets on."""
        self._progress.forget(starts)
        for partition, offset in starts.items():
            self._kafka.seek(partition, offset)
        self._lag.begin(starts)
        self._kafka.resume(*starts)
        self._held -= starts.keys()

    async def on_assigned(self, partitions: set[TopicPartition]) -> None:
        """Begin where these were handled, and not before that is known: aiokafka already fetches meanwhile, from
        where Kafka says, and would hand out records that are then handed out again, or after later ones."""
        self._kafka.pause(*partitions)
        self._held.clear()
        self._dispatcher.invalidate()
        try:
            self._begin(await self._starts(partitions))
        except Exception as error:
            # aiokafka would log it, and leave them paused for ever
            if not isinstance(error, Unavailable | KafkaError):
                log.exception("not_begun")
            self._hold(partitions, repr(error))

    async def measure(self) -> None:
        """Say how far behind this member is, by where its partitions end now."""
        assigned = self._kafka.assignment() if self._joined else set()
        ends = await self._kafka.end_offsets(sorted(assigned)) if assigned else {}
        self._lag.show(ends)
        metrics.ASSIGNED.set(len(assigned))
        metrics.HELD.set(len(self._held & assigned))

    async def on_revoked(self, revoked: set[TopicPartition]) -> None:
        """Let the batch in hand finish, so that the next owner need not repeat it; then give up on it."""
        if self._batch is not None and not self._batch.done():
            await asyncio.wait({self._batch}, timeout=REVOKE_SECONDS)
            with suppress(TimeoutError):  # one that does not end even then must not hold up the whole group
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
    """Name what a record must stay in order with: its key, which is its subject, or nothing but itself."""
    if record.key is None:
        return f"offset:{record.topic}:{record.partition}:{record.offset}"
    return record.key.decode(errors="backslashreplace")
