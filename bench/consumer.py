"""Records a second through the consumer against a bare aiokafka loop with the same decode and the same write."""

import asyncio
import json
import logging
import secrets
import sys
import time
from collections import defaultdict
from functools import partial
from typing import Any, ClassVar

import structlog
import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from bench.measure import Say, interleaved, rate_of, until
from bench.place import Place
from bench.subject import PARTITIONS, Changed, Engagement, bare_change, bare_document, begin, turn
from foothold_chassis.bus.consumer import Consumer
from foothold_chassis.bus.dispatcher import CONCURRENT_SUBJECTS
from foothold_chassis.bus.parking import Parking
from foothold_chassis.bus.producer import Producer
from foothold_chassis.bus.reactions import Reaction, Reactions
from foothold_chassis.bus.subscription import BATCH_RECORDS
from foothold_chassis.clock import SystemClock
from foothold_chassis.store import Store
from foothold_chassis.store.mongo import Collection, Database, Driver
from foothold_chassis.store.outbox import Publisher
from foothold_chassis.telemetry import tracing
from foothold_events.connection import KafkaConnection
from foothold_events.envelope import Envelope, Event, Sequence, encode, open_envelope, read_head

SUBJECTS = 400
EACH = 15
RECORDS = SUBJECTS * EACH
POLL_MS = 100
DRIVERS: tuple[Driver, ...] = ("motor", "pymongo")


class Happened(Changed):
    TYPE: ClassVar[str] = f"foothold.bench-{secrets.token_hex(3)}.thing.happened.v1"


async def bench_consumer(place: Place, say: Say) -> dict[str, Any]:
    await _fill(place)
    return {driver: await _compare(place, driver, say) for driver in DRIVERS}


async def _compare(place: Place, driver: Driver, say: Say) -> dict[str, Any]:
    say(f"{RECORDS:,} records of {SUBJECTS} subjects, reacting with one write each, {driver}")
    database = place.database(driver)
    try:
        found = await interleaved(lambda: _bare(place, database), lambda: _whole(place, database), say)
        return found.as_dict()
    finally:
        await database.drop()
        await database.close()


async def _fill(place: Place) -> None:
    await place.make_topic(Happened.topic(), PARTITIONS)
    producer = AIOKafkaProducer(bootstrap_servers=place.kafka, linger_ms=5)
    await producer.start()
    data = Happened().model_dump_json().encode()
    for n in range(1, EACH + 1):
        for subject in range(SUBJECTS):
            record = encode(
                Happened.TYPE,
                data,
                subject=f"eng_{subject}",
                sequence=Sequence(0, n),
                time=SystemClock().now(),
                correlation="cor_bench",
                causation=None,
                traceparent=None,
            )
            await producer.send(record.topic, value=record.value, key=record.key, headers=record.headers)
    await producer.stop()


async def _bare(place: Place, database: Database) -> float:
    """Poll, decode, load and update one document a record (in order within a key, concurrently across keys), commit."""
    bare = database.collection(f"bare_{turn()}")
    for subject in range(SUBJECTS):
        await bare.insert_one(bare_document(f"eng_{subject}"))
    consumer = AIOKafkaConsumer(
        Happened.topic(),
        bootstrap_servers=place.kafka,
        group_id=f"bare-{secrets.token_hex(4)}",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    await consumer.start()
    try:
        return await rate_of(RECORDS, _loop(consumer, bare))
    finally:
        await consumer.stop()


async def _loop(consumer: AIOKafkaConsumer, bare: Collection) -> None:
    limit = asyncio.Semaphore(CONCURRENT_SUBJECTS)

    async def handle(envelopes: list[Envelope[Event]]) -> None:
        async with limit:
            for envelope in envelopes:
                await bare_change(bare, envelope.subject)

    done = 0
    while done < RECORDS:
        by_subject: dict[str, list[Envelope[Event]]] = defaultdict(list)
        for records in (await consumer.getmany(max_records=BATCH_RECORDS, timeout_ms=POLL_MS)).values():
            for record in records:
                envelope = open_envelope(read_head(record.headers), record.value, Happened)
                by_subject[envelope.subject].append(envelope)
        await asyncio.gather(*map(handle, by_subject.values()))
        await consumer.commit()
        done += sum(map(len, by_subject.values()))


async def _whole(place: Place, database: Database) -> float:
    """Do the same work by the chassis, with marks, offsets in both places, parking, and effects once."""
    publisher = Publisher(Producer(KafkaConnection(place.kafka), "bench"))
    store = Store(Engagement, database, publisher, SystemClock(), name=f"whole_{turn()}")
    await store.ensure_indexes()
    for subject in range(SUBJECTS):
        id = f"eng_{subject}"
        await store.create(id, partial(begin, id))
    done = asyncio.Event()
    left = RECORDS

    async def react(event: Envelope[Happened]) -> None:
        nonlocal left
        await store.change(event.subject, lambda found, now: found.follow(now), event)
        left -= 1
        if not left:
            done.set()

    parking = Parking(database, SystemClock())
    await database.collection("offsets").update_many({}, {"$set": {"next": 0}})
    group = f"whole-{secrets.token_hex(4)}"
    consumer = Consumer(
        KafkaConnection(place.kafka),
        group,
        Reactions([Reaction(Happened, react)]),
        database,
        parking,
        SystemClock(),
    )
    await consumer.start()
    await until(lambda: consumer.ready)
    try:
        return await rate_of(RECORDS, done.wait())
    finally:
        await consumer.stop()


async def _once(place: Place) -> dict[str, float]:
    """Fill a topic and work it off once; return records a second, and microseconds of this process's CPU a record."""
    await _fill(place)
    database = place.database("motor")
    try:
        before = time.process_time()
        rate = await _whole(place, database)
        return {"per_second": rate, "cpu_us": (time.process_time() - before) / RECORDS * 1e6}
    finally:
        await database.drop()
        await database.close()


def main() -> None:
    """Run once in a process of its own and print the cost; OpenTelemetry's settings say whether it is traced."""
    logging.disable(logging.ERROR)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    provider = tracing.configure("bench", "worker")
    found = uvloop.run(_once(Place.of_environment()))
    provider.shutdown()
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
