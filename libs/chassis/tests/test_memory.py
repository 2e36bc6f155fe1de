"""The MongoDB in memory says what it does not know, can be away, and lets concurrent calls interleave."""

import asyncio

import pytest

from foothold_chassis.errors import StoreUnavailable
from foothold_chassis.store import Projection
from foothold_chassis.store.mongo import Collection
from foothold_chassis.testing import MemoryMongo
from foothold_chassis.testing.queries import NotInMemory


@pytest.fixture
def mongo() -> MemoryMongo:
    return MemoryMongo()


@pytest.fixture
async def things(mongo: MemoryMongo) -> Collection:
    collection = mongo.database("test").collection("things")
    await collection.insert_one({"_id": "a", "items": [{"n": 1}], "inner": {"n": 1}})
    return collection


@pytest.mark.parametrize(
    ("where", "named"),
    [
        ({"$nor": [{"_id": "a"}]}, "the operator $nor"),
        ({"_id": {"$regex": "a"}}, "the operator $regex"),
        ({"items": {"$type": "array"}}, "the type array"),
        ({"inner": {"n": 1}}, "equality with a whole document or array"),
        ({"items": [{"n": 1}]}, "equality with a whole document or array"),
    ],
    ids=str,
)
async def test_an_unknown_query_is_named(things: Collection, where, named) -> None:
    with pytest.raises(NotInMemory, match=f"does not know {named.replace('$', '[$]')}"):
        await things.find_one(where)


@pytest.mark.parametrize(
    ("update", "named"),
    [
        ({"$unset": {"items": ""}}, "the update operator $unset"),
        ({"$push": {"items": {"$each": [1]}}}, "$push with"),
        ({"$pull": {"items": 1}}, "$pull of 1"),
        ({"$set": {"items.0.n": 2}}, "an update by a path through an array: items.0.n"),
    ],
    ids=str,
)
async def test_an_unknown_update_is_named(things: Collection, update, named) -> None:
    with pytest.raises(NotInMemory, match=f"does not know {named.replace('$', '[$]')}"):
        await things.update_one({"_id": "a"}, update)


async def test_what_else_is_unknown_is_named(things: Collection) -> None:
    with pytest.raises(NotInMemory, match="a unique index"):
        await things.create_index([("items", 1)], unique=True)
    with pytest.raises(NotInMemory, match="both takes and leaves"):
        await things.find_one({}, {"items": 1, "inner": 0})
    with pytest.raises(NotInMemory, match="sorting by whole documents"):
        await things.find({}, sort=[("inner", 1)], limit=1)
    with pytest.raises(NotInMemory, match="an upsert whose query names no _id"):
        await things.update_one({"n": 1}, {"$set": {"n": 2}}, upsert=True)
    with pytest.raises(NotInMemory, match="a document without an _id"):
        await things.insert_one({"n": 1})


async def test_while_it_is_away_every_call_fails_and_nothing_is_lost(
    mongo: MemoryMongo, things: Collection
) -> None:
    mongo.away = True
    with pytest.raises(StoreUnavailable):
        await things.find_one({})
    with pytest.raises(StoreUnavailable):
        await things.insert_one({"_id": "b"})
    with pytest.raises(StoreUnavailable):
        await mongo.database("test").server_time()

    mongo.away = False
    assert await things.count({}) == 1


async def test_it_outlives_its_clients_and_keeps_databases_apart(
    mongo: MemoryMongo, things: Collection
) -> None:
    await mongo.database("test").close()

    assert await mongo.database("test").collection("things").count({}) == 1
    assert await mongo.database("other").collection("things").count({}) == 0


async def test_concurrent_calls_interleave_as_they_do_with_a_server(mongo: MemoryMongo) -> None:
    rows = Projection(mongo.database("test"), "rows")
    steps: list[str] = []

    async def read_twice(name: str) -> None:
        for _ in range(2):
            await rows.get("row_1")
            steps.append(name)

    await asyncio.gather(read_twice("one"), read_twice("other"))

    assert steps == ["one", "other", "one", "other"]
