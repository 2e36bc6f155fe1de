"""Offsets lie in Kafka and in the database; the smaller one counts."""

from foothold_chassis.mongo import Database
from tests.integration.bus.conftest import Bus
from tests.integration.bus.replica import Replica, eventually, happening

SUBJECT = "thing_1"


async def until_taken(replica: Replica, numbers: list[int]) -> None:
    async def all_taken() -> bool:
        return await replica.taken(SUBJECT) == numbers

    await eventually(all_taken, f"{numbers} are taken")


async def test_a_restored_database_takes_again_what_it_has_lost(bus: Bus) -> None:
    collections = [bus.database.collection(name) for name in ("tallies", "offsets")]
    for n in (1, 2, 3):
        await bus.upstream.send(happening(bus.happened, SUBJECT, n))
    async with bus.replica().running() as replica:
        await until_taken(replica, [1, 2, 3])
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


async def test_a_redelivery_of_everything_changes_nothing(bus: Bus) -> None:
    for n in (1, 2, 3):
        await bus.upstream.send(happening(bus.happened, SUBJECT, n))
    async with bus.replica().running() as replica:
        await until_taken(replica, [1, 2, 3])
    await forget_offsets(bus.database)

    await bus.upstream.send(happening(bus.happened, SUBJECT, 4))
    async with bus.replica().running() as replica:
        await until_taken(replica, [1, 2, 3, 4])


async def forget_offsets(database: Database) -> None:
    offsets = database.collection("offsets")
    for row in await offsets.find({}, limit=100):
        await offsets.delete_one({"_id": row["_id"]})
    assert await offsets.count({}) == 0
