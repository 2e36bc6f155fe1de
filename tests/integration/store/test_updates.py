"""What an update changes, inserts, deletes or refuses, on a server as in memory: each operator that we use."""

from datetime import UTC, datetime, timedelta

import pytest
from pymongo.errors import WriteError

from foothold_chassis.store import Database, DuplicateKey
from foothold_chassis.store.mongo import Collection, UpdateOne

from .documents import HOUR, KEPT, NOW

UPDATES = [
    ({"$set": {"text": "c", "new": [1]}}, {"text": "c", "new": [1]}),
    ({"$set": {"inner.deep.n": 2}}, {"inner": {"deep": {"n": 2}, "text": "x"}}),
    ({"$set": {"new.a.b": 1}}, {"new": {"a": {"b": 1}}}),
    ({"$set": {"at": NOW + HOUR}}, {"at": KEPT + HOUR}),
    ({"$inc": {"number": -3}}, {"number": -1}),
    ({"$inc": {"inner.count": 5}}, {"inner": {"deep": {"n": 1}, "text": "x", "count": 5}}),
    ({"$max": {"number": 1}}, {}),
    ({"$max": {"number": 7}}, {"number": 7}),
    ({"$max": {"new": 1}}, {"new": 1}),
    ({"$push": {"tags": {"id": "z"}}}, {"tags": ["x", "y", {"id": "z"}]}),
    ({"$push": {"new": "z"}}, {"new": ["z"]}),
    ({"$pull": {"items": {"n": {"$lte": 1}}}}, {"items": [{"id": "b", "n": 2, "at": KEPT + HOUR}]}),
    ({"$pull": {"items": {"id": "a", "n": 2}}}, {}),
    ({"$pull": {"missing": {"id": "a"}}}, {}),
    ({"$pull": {"tags": {"id": "a"}}}, {}),
    (
        {"$set": {"text": "c"}, "$setOnInsert": {"new": 1}, "$inc": {"number": 1}},
        {"text": "c", "number": 3},
    ),
]


@pytest.mark.parametrize(("update", "changed"), UPDATES, ids=str)
async def test_an_update_changes(documents: Collection, update, changed) -> None:
    before = await documents.find_one({"_id": "full"})

    after = await documents.find_one_and_update({"_id": "full"}, update)

    assert after == before | changed
    assert after == await documents.find_one({"_id": "full"})
    assert (await documents.find_one({"_id": "bare"}))["text"] == "a"


@pytest.mark.parametrize(
    "update",
    [
        {"$set": {"text.a": 1}},
        {"$set": {"new": 1}, "$push": {"text": 1}},
        {"$set": {"nothing.a": 1}},
        {"$inc": {"text": 1}},
        {"$push": {"text": 1}},
        {"$pull": {"text": {"id": 1}}},
        {"$set": {"_id": "other"}},
        {"$set": {"inner": {}}, "$inc": {"inner.count": 1}},
        {"$set": {"new": 1}, "$inc": {"new": 1}},
    ],
    ids=str,
)
async def test_an_update_that_cannot_be_made_changes_nothing(documents: Collection, update) -> None:
    before = await documents.find_one({"_id": "full"})

    with pytest.raises(WriteError):
        await documents.update_one({"_id": "full"}, update)

    assert await documents.find_one({"_id": "full"}) == before


async def test_an_update_tells_whether_it_met_a_document(documents: Collection) -> None:
    assert await documents.update_one({"_id": "full"}, {"$set": {"text": "b"}}), (
        "nothing to change is met as well"
    )
    assert not await documents.update_one({"_id": "fool"}, {"$set": {"text": "b"}})
    assert await documents.update_one({"_id": "fool"}, {"$set": {"text": "b"}}, upsert=True)
    assert await documents.update_many({"text": "b"}, {"$inc": {"number": 1}}) == 2
    assert await documents.find_one({"_id": "fool"}) == {"_id": "fool", "text": "b", "number": 1}
    assert await documents.find_one_and_update({"_id": "none"}, {"$inc": {"n": 1}}) is None


async def test_the_first_in_order_is_updated_and_projected(documents: Collection) -> None:
    async def claim() -> dict | None:
        return await documents.find_one_and_update(
            {"taken": {"$exists": False}}, {"$set": {"taken": 1}}, sort=[("text", 1)], projection={"taken": 1}
        )

    assert [await claim() for _ in range(3)] == [
        {"_id": "bare", "taken": 1},
        {"_id": "full", "taken": 1},
        None,
    ]


async def test_an_upsert_inserts_what_its_query_names_and_then_updates_it(documents: Collection) -> None:
    where = {"_id": "new", "kind.of": "k", "marks.a": {"$not": {"$gte": "2"}}, "items.id": {"$ne": "i"}}
    update = {"$setOnInsert": {"at": NOW}, "$push": {"items": {"id": "i"}}, "$inc": {"n": 2}}

    made = await documents.find_one_and_update(where, update, upsert=True)

    assert made == {"_id": "new", "kind": {"of": "k"}, "at": KEPT, "items": [{"id": "i"}], "n": 2}
    with pytest.raises(DuplicateKey):
        await documents.update_one(where, update, upsert=True)


async def test_the_same_id_twice_is_refused(documents: Collection) -> None:
    with pytest.raises(DuplicateKey):
        await documents.insert_one({"_id": "full"})

    assert (await documents.find_one({"_id": "full"}))["text"] == "b"


async def test_of_a_bulk_each_that_can_be_written_is(documents: Collection) -> None:
    unmet = {"_id": "full", "text": {"$not": {"$gte": "a"}}}
    operations = [
        UpdateOne({"_id": "one"}, {"$set": {"n": 1}}, upsert=True),
        UpdateOne(unmet, {"$set": {"n": 2}}, upsert=True),
        UpdateOne({"_id": "bare"}, {"$set": {"n": 3}}),
        UpdateOne({"_id": "none"}, {"$set": {"n": 4}}),
    ]

    with pytest.raises(DuplicateKey):
        await documents.bulk_write(operations)

    found = {document["_id"]: document.get("n") for document in await documents.find({}, limit=10)}
    assert found == {"one": 1, "bare": 3, "full": None}
    await documents.bulk_write(operations[2:])


async def test_one_is_deleted(documents: Collection) -> None:
    assert not await documents.delete_one({"_id": "full", "items": {"$size": 0}})
    assert await documents.delete_one({"_id": "full", "items.id": "a"})
    assert [document["_id"] for document in await documents.find({}, limit=10)] == ["bare"]


async def test_a_value_that_bson_does_not_know_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="cannot encode object"):
        await database.collection("documents").insert_one({"_id": "a", "n": {1, 2}})


async def test_indexes_may_be_made_twice(documents: Collection) -> None:
    for _ in range(2):
        await documents.create_index([("at", 1)], partial={"at": {"$type": "date"}})
        await documents.create_index([("since", 1)], expire_after_seconds=60)


async def test_a_server_says_its_time_and_a_dropped_database_is_empty(database: Database) -> None:
    await database.collection("documents").insert_one({"_id": "a"})
    assert abs(await database.server_time() - datetime.now(UTC)) < timedelta(minutes=1)
    await database.ping()

    await database.drop()

    assert await database.collection("documents").find_one({}) is None
