"""Offsets lie in Kafka and in the database; the smaller one counts. They follow what is handled, and are not ahead."""

import asyncio
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from foothold_chassis.bus import progress
from foothold_chassis.bus.offsets import Offsets
from foothold_chassis.store import Database
from foothold_events.envelope import Envelope
from tests.integration.bus.conftest import Bus
from tests.integration.bus.replica import PARTITIONS, Replica, eventually, happening
from tests.integration.bus.tally import Happened

SUBJECT = "thing_1"


async def until_taken(replica: Replica, numbers: list[int]) -> None:
    async def all_taken() -> bool:
        return await replica.taken(SUBJECT) == numbers

    await eventually(all_taken, f"{numbers} are taken")


async def take_three(bus: Bus) -> None:
    """Wait until the first three records are handled and their offsets are written."""
    for n in (1, 2, 3):
        await bus.upstream.send(happening(bus.happened, SUBJECT, n))
    async with bus.replica().running() as replica:
        await until_taken(replica, [1, 2, 3])


async def test_a_restored_database_takes_again_what_it_has_lost(bus: Bus) -> None:
    collections = [bus.database.collection(name) for name in ("tallies", "offsets")]
    await take_three(bus)
    backup = [await collection.find({}, limit=100) for collection in collections]
    for n in (4, 5):
        await bus.upstream.send(happening(bus.happened, SUBJECT, n))
    async with bus.replica().running() as replica:
        await until_taken(replica, [1, 2, 3, 4, 5])

    for collection, documents in zip(collections, backup, strict=True):
        for document in await collection.find({}, limit=100):
            await collection.delete_one({"_id": document["_id"]})
        for document in documents:
            await collection.insert_one(document)
    async with bus.replica().running() as replica:
        await until_taken(replica, [1, 2, 3, 4, 5])


async def test_nothing_is_taken_before_it_is_known_where_to_begin(
    bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """aiokafka fetches from Kafka's offset at once, which here is ahead of where to begin."""
    await take_three(bus)
    await forget_offsets(bus.database)
    await bus.upstream.send(happening(bus.happened, SUBJECT, 4))
    start_of = Offsets.start_of

    async def slow_start_of(self: Offsets, *which: Any) -> dict[TopicPartition, int]:
        starts = await start_of(self, *which)
        await asyncio.sleep(1)  # in which a fetch would be back
        return starts

    monkeypatch.setattr(Offsets, "start_of", slow_start_of)
    handled: list[int] = []

    async def notes(event: Envelope[Happened]) -> None:
        handled.append(event.data.n)

    replica = bus.replica()
    replica.before = notes
    async with replica.running():
        await until_taken(replica, [1, 2, 3, 4])
    assert handled == [1, 2, 3, 4]


async def test_a_redelivery_of_everything_changes_nothing(bus: Bus) -> None:
    await take_three(bus)
    await forget_offsets(bus.database)

    await bus.upstream.send(happening(bus.happened, SUBJECT, 4))
    async with bus.replica().running() as replica:
        await until_taken(replica, [1, 2, 3, 4])


async def test_who_stops_leaves_its_offsets_in_both_places(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "WRITE_EVERY_SECONDS", 3_600)
    for n in (1, 2, 3):
        await bus.upstream.send(happening(bus.happened, SUBJECT, n))
    async with bus.replica().running() as replica:
        await until_taken(replica, [1, 2, 3])
        await bus.upstream.send(happening(bus.happened, SUBJECT, 4))
        await until_taken(replica, [1, 2, 3, 4])

    assert await offsets_of(bus) == (4, 4)


async def test_whoever_is_given_a_partition_begins_after_what_was_handled(
    bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The previous owner writes its offsets when its partitions are revoked, before their time."""
    monkeypatch.setattr(progress, "WRITE_EVERY_SECONDS", 3_600)
    handled: list[int] = []

    async def counts(event: Envelope[Happened]) -> None:
        handled.append(event.data.n)

    one, other = bus.replica(), bus.replica()
    one.before = other.before = counts
    async with one.running():
        for n in range(1, 11):
            await bus.upstream.send(happening(bus.happened, SUBJECT, n))
            await until_taken(one, list(range(1, n + 1)))
        async with other.running():

            async def both_have_some() -> bool:
                return all(0 < replica.partitions < PARTITIONS for replica in (one, other))

            await eventually(both_have_some, "the partitions are shared")
            await bus.upstream.send(happening(bus.happened, SUBJECT, 11))
            await until_taken(one, list(range(1, 12)))
    assert handled == list(range(1, 12)), "nothing was read twice"


async def test_offsets_are_never_ahead_of_what_is_handled(bus: Bus) -> None:
    stuck = asyncio.Event()

    async def waits(event: Envelope[Happened]) -> None:
        if event.data.n == 2:
            await stuck.wait()

    replica = bus.replica()
    replica.before = waits
    async with replica.running():
        for n in (1, 2):
            await bus.upstream.send(happening(bus.happened, SUBJECT, n))
        await until_taken(replica, [1])
        await asyncio.sleep(2 * progress.WRITE_EVERY_SECONDS)
        assert max(await offsets_of(bus)) <= 1
        stuck.set()
        await until_taken(replica, [1, 2])


async def offsets_of(bus: Bus) -> tuple[int, int]:
    """Return how many records are handled, by the database and by Kafka."""
    rows = await bus.database.collection("offsets").find({}, limit=100)
    group = f"tally.{bus.database.name}"
    consumer = AIOKafkaConsumer(bootstrap_servers=bus.kafka, group_id=group, enable_auto_commit=False)
    await consumer.start()
    try:
        partitions = [TopicPartition(bus.happened.topic(), n) for n in range(PARTITIONS)]
        committed = [await consumer.committed(partition) or 0 for partition in partitions]
    finally:
        await consumer.stop()
    return sum(row["next"] for row in rows), sum(committed)


async def forget_offsets(database: Database) -> None:
    offsets = database.collection("offsets")
    for row in await offsets.find({}, limit=100):
        await offsets.delete_one({"_id": row["_id"]})
    assert await offsets.count({}) == 0
