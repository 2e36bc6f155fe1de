"""A long backlog, read by one and by three replicas, once each has its share of the partitions.

The stream of a market is a few thousand events. So the benchmark stops the platform and appends copies of the stream
under subjects of their own. Only the measured workers read them.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord
from aiokafka.admin import AIOKafkaAdminClient
from pymongo import AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection

from bench.cores import Cores
from bench.market import Market
from bench.measure import REPEATS, Say
from bench.replicas import REPLICAS, as_dict, in_words, nothing_yet, worker_of
from foothold_devstack.process import ManagedProcess
from foothold_events.topics import TOPICS

COPIES = 5
LOOK_SECONDS = 0.05
CATCH_UP_SECONDS = 300
WORKER = "gateway"


async def read_backlog(market: Market, say: Say) -> dict[str, Any]:
    """Stop the platform, and read its stream and the copies of it into new timelines."""
    await market.platform.stop()
    async with AsyncMongoClient[dict[str, Any]](market.stack.mongo_uri) as client:
        return await _measure(market, client, say)


async def _measure(market: Market, client: AsyncMongoClient[dict[str, Any]], say: Say) -> dict[str, Any]:
    events = await client["foothold_gateway"]["timeline"].count_documents({}) * (1 + COPIES)
    say(f"  backlog: {COPIES} copies of the stream make it {events:,} events")
    await _copy(market.stack.kafka_bootstrap)
    rates, cores = nothing_yet(), nothing_yet()
    for n in range(REPEATS):
        for replicas in REPLICAS:
            prefix = f"bench_{secrets.token_hex(4)}"
            workers = [worker_of(market, WORKER, prefix) for _ in range(replicas)]
            try:
                timeline = client[f"{prefix}_{WORKER}"]["timeline"]
                rate, busy = await _catch_up(market, timeline, workers, f"{prefix}.{WORKER}", events)
            finally:
                await asyncio.gather(*(worker.stop() for worker in workers))
            rates[replicas].append(rate)
            cores[replicas].append(busy)
            await client.drop_database(f"{prefix}_{WORKER}")
        say(f"  {n + 1}/{REPEATS}: backlog, " + in_words(rates, "events/s"))
    return {"worker": WORKER, "events": events, **as_dict(rates, cores)}


async def _catch_up(
    market: Market,
    timeline: AsyncCollection[dict[str, Any]],
    workers: list[ManagedProcess],
    group: str,
    events: int,
) -> tuple[float, float]:
    """Return the events a second, from when every replica has its share to the last event, and the cores busy."""
    for worker in workers:
        worker.start()
    async with asyncio.timeout(CATCH_UP_SECONDS):
        await _until_shared(market.stack.kafka_bootstrap, group, len(workers))
        first = await _until(timeline, 1)
        servers = {name: market.pids[name] for name in ("mongod", "kafka")}
        cores = Cores({**servers, **{f"worker {n}": worker.pid for n, worker in enumerate(workers)}})
        began = time.perf_counter()
        await _until(timeline, events)
    seconds = time.perf_counter() - began
    return (events - first) / seconds, sum(cores.used().values()) / seconds


async def _until_shared(kafka: str, group: str, members: int) -> None:
    """Wait until the group has so many members and has assigned the partitions to them."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        while True:
            [answer] = await admin.describe_consumer_groups([group])
            [(_, _, state, _, _, joined, *_)] = answer.groups
            if state == "Stable" and len(joined) == members:
                return
            await asyncio.sleep(LOOK_SECONDS)
    finally:
        await admin.close()


async def _until(timeline: AsyncCollection[dict[str, Any]], least: int) -> int:
    """Wait until there are so many rows, and return how many there are."""
    while (found := await timeline.estimated_document_count()) < least:  # noqa: ASYNC110 - nobody announces it
        await asyncio.sleep(LOOK_SECONDS)
    return found


async def _copy(kafka: str) -> None:
    """Append copies of all records, each copy under subjects of its own."""
    async with AIOKafkaProducer(bootstrap_servers=kafka, acks="all", enable_idempotence=True) as producer:
        async for record in _all_records(kafka):
            for n in range(COPIES):
                key, headers = _renamed(record, f"_copy{n}")
                await producer.send(record.topic, record.value, key, headers=headers)
        await producer.flush()


async def _all_records(kafka: str) -> AsyncIterator[ConsumerRecord[bytes, bytes]]:
    """Return every record of every topic, up to the end that the topics have now."""
    topics = [topic.name for topic in TOPICS]
    options = {"group_id": None, "auto_offset_reset": "earliest", "enable_auto_commit": False}
    async with AIOKafkaConsumer(*topics, bootstrap_servers=kafka, **options) as consumer:
        ends = await consumer.end_offsets(consumer.assignment())
        left = {partition for partition, end in ends.items() if end > 0}
        while left:
            for partition, records in (await consumer.getmany(timeout_ms=500)).items():
                for record in records:
                    if record.offset < ends[partition]:
                        yield record
                if records[-1].offset + 1 >= ends[partition]:
                    left.discard(partition)


def _renamed(record: ConsumerRecord[bytes, bytes], suffix: str) -> tuple[bytes, list[tuple[str, bytes]]]:
    headers = dict(record.headers)
    subject = headers["ce_subject"].decode() + suffix
    id = f"{subject}:{headers['ce_subjectsequence'].decode()}"
    return subject.encode(), [*{**headers, "ce_subject": subject.encode(), "ce_id": id.encode()}.items()]
