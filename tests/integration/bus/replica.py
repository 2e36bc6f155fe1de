"""One replica of the tally service on real Kafka and MongoDB, put together as `Service` does it."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from foothold_chassis.bus.consumer import Consumer
from foothold_chassis.bus.parking import Parking
from foothold_chassis.bus.producer import Producer
from foothold_chassis.bus.reactions import Reaction, Reactions
from foothold_chassis.clock import SystemClock
from foothold_chassis.store import Database, Store
from foothold_chassis.store.outbox import Publisher
from foothold_chassis.store.sweeper import Sweeper
from foothold_events.connection import KafkaConnection
from foothold_events.envelope import Envelope, Event, Head, Record, Sequence, encode, read_head
from tests.integration.bus.tally import Happened, Noted, Tally, tally_id_of

PARTITIONS = 4
PATIENCE_SECONDS = 60.0
LOOK_SECONDS = 0.05


class Replica:
    """`before` is called with every event before its effect; what it raises, the reaction raises."""

    def __init__(
        self,
        kafka: str,
        database: Database,
        happened: type[Happened],
        noted: type[Noted],
        *,
        before: Callable[[Envelope[Happened]], Awaitable[None]] | None = None,
        also: tuple[type[Happened], ...] = (),
    ) -> None:
        clock = SystemClock()
        self.before = before
        self.producer = Producer(KafkaConnection(kafka), "tally")
        self.publisher = Publisher(self.producer)
        self.store = Store(Tally, database, self.publisher, clock, name="tallies")
        self.sweeper = Sweeper(
            [self.store], self.publisher, clock, old_after=timedelta(seconds=1), every_seconds=0.2
        )
        self.parking = Parking(database, clock)
        self.consumer = Consumer(
            KafkaConnection(kafka),
            f"tally.{database.name}",
            Reactions([Reaction(event, self._on_happened) for event in (happened, *also)]),
            database,
            self.parking,
            clock,
        )
        self.noted = noted

    async def _on_happened(self, event: Envelope[Happened]) -> None:
        if self.before is not None:
            await self.before(event)
        id = tally_id_of(event.subject)
        await self.store.change(
            id,
            lambda tally, now: tally.take(event.data.n, self.noted, now),
            event,
            create=lambda: Tally(id=id),
        )

    @asynccontextmanager
    async def running(self, *, consuming: bool = True) -> AsyncIterator["Replica"]:
        await self.store.ensure_indexes()
        await self.parking.ensure_indexes()
        await self.producer.start()
        await self.publisher.start()
        await self.sweeper.start()
        if consuming:
            await self.consumer.start()
        try:
            yield self
        finally:
            if consuming:
                await self.consumer.stop(10)
            await self.sweeper.stop()
            await self.publisher.stop(10)
            await self.producer.stop()

    @property
    def partitions(self) -> int:
        """How many partitions it has been given."""
        kafka = self.consumer._kafka
        return len(kafka.assignment()) if kafka is not None else 0

    async def taken(self, subject: str) -> list[int]:
        found = await self.store.find({"id": tally_id_of(subject)})
        return found[0].taken if found else []


async def eventually(
    holds: Callable[[], Awaitable[bool]], what: str, seconds: float = PATIENCE_SECONDS
) -> None:
    until = time.monotonic() + seconds
    while not await holds():
        assert time.monotonic() < until, f"not within {seconds:.0f} s: {what}"
        await asyncio.sleep(LOOK_SECONDS)


async def make_topics(kafka: str, *events: type[Event]) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        response = await admin.create_topics([NewTopic(event.topic(), PARTITIONS, 1) for event in events])
        assert all(error[1] == 0 for error in response.topic_errors), response
    finally:
        await admin.close()


def happening(
    event: type[Happened],
    subject: str,
    n: int,
    *,
    value: bytes | None = None,
    event_type: str | None = None,
    traceparent: str | None = None,
) -> Record:
    """Make the record of the n-th event of a subject; `value` stands for data that does not fit, `event_type` for one
    that this code does not have."""
    return encode(
        event_type or event.TYPE,
        event(n=n).model_dump_json().encode() if value is None else value,
        subject=subject,
        sequence=Sequence(0, n),
        time=SystemClock().now(),
        correlation="cor_test",
        causation=None,
        traceparent=traceparent,
    )


async def heads_on(kafka: str, event: type[Event]) -> list[Head]:
    """Read a topic from its start to where it ends now; in order within a partition."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, group_id=None, enable_auto_commit=False)
    await consumer.start()
    try:
        partitions = [TopicPartition(event.topic(), n) for n in range(PARTITIONS)]
        consumer.assign(partitions)
        await consumer.seek_to_beginning()
        ends = await consumer.end_offsets(partitions)
        heads = []
        for partition in partitions:
            while await consumer.position(partition) < ends[partition]:
                for records in (await consumer.getmany(partition, timeout_ms=500)).values():
                    heads += [read_head(record.headers) for record in records]
        return heads
    finally:
        await consumer.stop()
