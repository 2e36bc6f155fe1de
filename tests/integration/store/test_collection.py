"""What a query, an update, a sort or a projection does, on a server as in memory: each operator that we use."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from pymongo.errors import WriteError

from foothold_chassis.store import Database, DuplicateKey
from foothold_chassis.store.mongo import Collection, UpdateOne

NOW = datetime(2026, 6, 1, 9, 0, 0, 123_456, tzinfo=UTC)
KEPT = NOW.replace(microsecond=123_000)
HOUR = timedelta(hours=1)

FULL = {
    "_id": "full",
    "text": "b",
    "number": 2,
    "flag": True,
    "nothing": None,
    "bytes": b"\x00\xff",
    "at": NOW,
    "inner": {"deep": {"n": 1}, "text": "x"},
    "items": [{"id": "a", "n": 1, "at": NOW}, {"id": "b", "n": 2, "at": NOW + HOUR}],
    "tags": ["x", "y"],
    "empty": [],
}
BARE = {"_id": "bare", "text": "a", "number": 1.5, "at": "later", "items": []}


@pytest.fixture
async def things(database: Database) -> Collection:
    collection = database.collection("things")
    await collection.insert_one(FULL)
    await collection.insert_one(BARE)
    return collection


BOTH, NEITHER = ["bare", "full"], []


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({}, BOTH),
        ({"_id": "full"}, ["full"]),
        ({"_id": "fool"}, NEITHER),
        ({"_id": "full", "text": "a"}, NEITHER),
        ({"text": "b"}, ["full"]),
        ({"number": 2.0}, ["full"]),
        ({"number": "2"}, NEITHER),
        ({"number": True}, NEITHER),
        ({"flag": 1}, NEITHER),
        ({"bytes": b"\x00\xff"}, ["full"]),
        ({"inner.deep.n": 1}, ["full"]),
        ({"inner.deep.m": 1}, NEITHER),
        ({"inner.text.n": 1}, NEITHER),
        ({"at": NOW}, ["full"]),
        ({"at": KEPT}, ["full"]),
        ({"at": KEPT.astimezone(timezone(HOUR))}, ["full"]),
        ({"nothing": None}, BOTH),
        ({"text": None}, NEITHER),
        ({"items.id": "b"}, ["full"]),
        ({"items.1.id": "b"}, ["full"]),
        ({"items.0.id": "b"}, NEITHER),
        ({"items.7.id": "b"}, NEITHER),
        ({"tags": "y"}, ["full"]),
        ({"tags.0": "y"}, NEITHER),
        ({"_id": {"$gt": "bare"}}, ["full"]),
        ({"_id": {"$gt": ""}}, BOTH),
        ({"text": {"$gt": "a"}}, ["full"]),
        ({"text": {"$gte": "a"}}, BOTH),
        ({"text": {"$lt": "b"}}, ["bare"]),
        ({"text": {"$lte": 7}}, NEITHER),
        ({"number": {"$gt": 1.5, "$lt": 3}}, ["full"]),
        ({"flag": {"$gt": 0}}, NEITHER),
        ({"missing": {"$lt": 3}}, NEITHER),
        ({"nothing": {"$lt": 3}}, NEITHER),
        ({"at": {"$lte": NOW}}, ["full"]),
        ({"at": {"$lt": KEPT}}, NEITHER),
        ({"at": {"$lte": NOW, "$type": "date"}}, ["full"]),
        ({"at": {"$type": "string"}}, ["bare"]),
        ({"nothing": {"$type": "date"}}, NEITHER),
        ({"tags": {"$type": "string"}}, ["full"]),
        ({"items.0.at": {"$lt": NOW + HOUR}}, ["full"]),
        ({"items.0.at": {"$gt": NOW}}, NEITHER),
        ({"items.n": {"$gt": 1}}, ["full"]),
        ({"items.0": {"$exists": True}}, ["full"]),
        ({"items.0": {"$exists": False}}, ["bare"]),
        ({"nothing": {"$exists": True}}, ["full"]),
        ({"inner.deep": {"$exists": True}}, ["full"]),
        ({"empty": {"$exists": True}}, ["full"]),
        ({"items": {"$size": 0}}, ["bare"]),
        ({"items": {"$size": 2}}, ["full"]),
        ({"missing": {"$size": 0}}, NEITHER),
        ({"text": {"$ne": "a"}}, ["full"]),
        ({"missing": {"$ne": "a"}}, BOTH),
        ({"items.id": {"$ne": "a"}}, ["bare"]),
        ({"items.id": {"$ne": "c"}}, BOTH),
        ({"nothing": {"$ne": None}}, NEITHER),
        ({"at": {"$not": {"$gt": NOW}}}, BOTH),
        ({"at": {"$not": {"$gte": NOW}}}, ["bare"]),
        ({"text": {"$not": {"$gte": "a"}}}, NEITHER),
        ({"missing": {"$not": {"$gte": "0001.2"}}}, BOTH),
        ({"_id": {"$in": ["bare", "full", "fool"]}}, BOTH),
        ({"_id": {"$in": []}}, NEITHER),
        ({"tags": {"$in": ["y", "z"]}}, ["full"]),
        ({"nothing": {"$in": [None]}}, BOTH),
    ],
    ids=str,
)
async def test_a_query_finds(things: Collection, where, found) -> None:
    assert [document["_id"] for document in await things.find(where, limit=10)] == found
    assert await things.count(where) == len(found)
    first = await things.find_one(where)
    assert first is None if not found else first["_id"] in found


async def test_a_document_comes_back_as_bson_holds_it_and_as_a_copy(things: Collection) -> None:
    read = await things.find_one({"_id": "full"})

    assert read == FULL | {
        "at": KEPT,
        "items": [{"id": "a", "n": 1, "at": KEPT}, {"id": "b", "n": 2, "at": KEPT + HOUR}],
    }
    assert read["at"].tzinfo == UTC
    assert list(read) == list(FULL)
    read["inner"]["deep"]["n"] = 7
    assert (await things.find_one({"_id": "full"}))["inner"] == {"deep": {"n": 1}, "text": "x"}


async def test_what_was_inserted_is_a_copy_too(database: Database) -> None:
    document = {"_id": "a", "items": [1]}
    collection = database.collection("things")

    await collection.insert_one(document)
    document["items"].append(2)

    assert await collection.find_one({}) == {"_id": "a", "items": [1]}


@pytest.mark.parametrize(
    ("projection", "left"),
    [
        ({"_id": 1}, {"_id": "full"}),
        ({"text": 1}, {"_id": "full", "text": "b"}),
        ({"text": 1, "_id": 0}, {"text": "b"}),
        ({"inner.text": 1}, {"_id": "full", "inner": {"text": "x"}}),
        (
            {"items.id": 1, "tags": 1},
            {"_id": "full", "items": [{"id": "a"}, {"id": "b"}], "tags": ["x", "y"]},
        ),
        ({"tags.id": 1, "text.n": 1, "missing": 1}, {"_id": "full", "tags": []}),
    ],
    ids=str,
)
async def test_a_projection_takes(things: Collection, projection, left) -> None:
    assert await things.find_one({"_id": "full"}, projection) == left


async def test_a_projection_leaves_out(things: Collection) -> None:
    out = {"items.at": 0, "items.n": 0, "inner.deep": 0, "tags.x": 0, "text": 0, "bytes": 0, "_id": 0}

    assert await things.find_one({"_id": "full"}, out) == {
        "number": 2,
        "flag": True,
        "nothing": None,
        "at": KEPT,
        "inner": {"text": "x"},
        "items": [{"id": "a"}, {"id": "b"}],
        "tags": ["x", "y"],
        "empty": [],
    }


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ([("_id", 1)], "abcdefg"),
        ([("_id", -1)], "gfedcba"),
        ([("v", 1), ("_id", 1)], "dgcabfe"),
        ([("v", -1), ("_id", 1)], "efbacdg"),
        ([("r.0.n", 1), ("_id", 1)], "cdefgba"),
        ([("r.n", 1), ("_id", 1)], "cdefgab"),
        ([("r.n", -1), ("_id", -1)], "abgfedc"),
    ],
    ids=str,
)
async def test_documents_are_sorted(database: Database, sort, order) -> None:
    """One without a value comes first; kinds of values have an order of their own."""
    collection = database.collection("things")
    for document in (
        {"_id": "c", "v": -1},
        {"_id": "a", "v": 2, "r": [{"n": 9}, {"n": 1}]},
        {"_id": "g"},
        {"_id": "e", "v": NOW},
        {"_id": "f", "v": True},
        {"_id": "b", "v": "1", "r": [{"n": 2}]},
        {"_id": "d", "v": None},
    ):
        await collection.insert_one(document)

    assert "".join(found["_id"] for found in await collection.find({}, sort=sort, limit=7)) == order
    assert "".join(found["_id"] for found in await collection.find({}, sort=sort, limit=3)) == order[:3]
    assert await collection.count({}, at_most=3) == 3


@pytest.mark.parametrize(
    ("update", "changed"),
    [
        ({"$set": {"text": "c", "new": [1]}}, {"text": "c", "new": [1]}),
        ({"$set": {"inner.deep.n": 2}}, {"inner": {"deep": {"n": 2}, "text": "x"}}),
        ({"$set": {"new.a.b": 1}}, {"new": {"a": {"b": 1}}}),
        ({"$set": {"at": NOW + HOUR}}, {"at": KEPT + HOUR}),
        ({"$inc": {"number": -3}}, {"number": -1}),
        ({"$inc": {"inner.count": 5}}, {"inner": {"deep": {"n": 1}, "text": "x", "count": 5}}),
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
    ],
    ids=str,
)
async def test_an_update_changes(things: Collection, update, changed) -> None:
    before = await things.find_one({"_id": "full"})

    after = await things.find_one_and_update({"_id": "full"}, update)

    assert after == before | changed
    assert after == await things.find_one({"_id": "full"})
    assert (await things.find_one({"_id": "bare"}))["text"] == "a"


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
async def test_an_update_that_cannot_be_made_changes_nothing(things: Collection, update) -> None:
    before = await things.find_one({"_id": "full"})

    with pytest.raises(WriteError):
        await things.update_one({"_id": "full"}, update)

    assert await things.find_one({"_id": "full"}) == before


async def test_an_update_tells_whether_it_met_a_document(things: Collection) -> None:
    assert await things.update_one({"_id": "full"}, {"$set": {"text": "b"}}), (
        "nothing to change is met as well"
    )
    assert not await things.update_one({"_id": "fool"}, {"$set": {"text": "b"}})
    assert await things.update_one({"_id": "fool"}, {"$set": {"text": "b"}}, upsert=True)
    assert await things.update_many({"text": "b"}, {"$inc": {"number": 1}}) == 2
    assert await things.find_one({"_id": "fool"}) == {"_id": "fool", "text": "b", "number": 1}
    assert await things.find_one_and_update({"_id": "none"}, {"$inc": {"n": 1}}) is None


async def test_the_first_in_order_is_updated_and_projected(things: Collection) -> None:
    async def claim() -> dict | None:
        return await things.find_one_and_update(
            {"taken": {"$exists": False}}, {"$set": {"taken": 1}}, sort=[("text", 1)], projection={"taken": 1}
        )

    assert [await claim() for _ in range(3)] == [
        {"_id": "bare", "taken": 1},
        {"_id": "full", "taken": 1},
        None,
    ]


async def test_an_upsert_inserts_what_its_query_names_and_then_updates_it(things: Collection) -> None:
    where = {"_id": "new", "kind.of": "k", "marks.a": {"$not": {"$gte": "2"}}, "items.id": {"$ne": "i"}}
    update = {"$setOnInsert": {"at": NOW}, "$push": {"items": {"id": "i"}}, "$inc": {"n": 2}}

    made = await things.find_one_and_update(where, update, upsert=True)

    assert made == {"_id": "new", "kind": {"of": "k"}, "at": KEPT, "items": [{"id": "i"}], "n": 2}
    with pytest.raises(DuplicateKey):
        await things.update_one(where, update, upsert=True)


async def test_the_same_id_twice_is_refused(things: Collection) -> None:
    with pytest.raises(DuplicateKey):
        await things.insert_one({"_id": "full"})

    assert (await things.find_one({"_id": "full"}))["text"] == "b"


async def test_of_a_bulk_each_that_can_be_written_is(things: Collection) -> None:
    unmet = {"_id": "full", "text": {"$not": {"$gte": "a"}}}
    operations = [
        UpdateOne({"_id": "one"}, {"$set": {"n": 1}}, upsert=True),
        UpdateOne(unmet, {"$set": {"n": 2}}, upsert=True),
        UpdateOne({"_id": "bare"}, {"$set": {"n": 3}}),
        UpdateOne({"_id": "none"}, {"$set": {"n": 4}}),
    ]

    with pytest.raises(DuplicateKey):
        await things.bulk_write(operations)

    found = {document["_id"]: document.get("n") for document in await things.find({}, limit=10)}
    assert found == {"one": 1, "bare": 3, "full": None}
    await things.bulk_write(operations[2:])


async def test_one_is_deleted(things: Collection) -> None:
    assert not await things.delete_one({"_id": "full", "items": {"$size": 0}})
    assert await things.delete_one({"_id": "full", "items.id": "a"})
    assert [document["_id"] for document in await things.find({}, limit=10)] == ["bare"]


async def test_a_value_that_bson_does_not_know_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="cannot encode object"):
        await database.collection("things").insert_one({"_id": "a", "n": {1, 2}})


async def test_indexes_may_be_made_twice(things: Collection) -> None:
    for _ in range(2):
        await things.create_index([("at", 1)], partial={"at": {"$type": "date"}})
        await things.create_index([("since", 1)], expire_after_seconds=60)


async def test_a_server_says_its_time_and_a_dropped_database_is_empty(database: Database) -> None:
    await database.collection("things").insert_one({"_id": "a"})
    assert abs(await database.server_time() - datetime.now(UTC)) < timedelta(minutes=1)
    await database.ping()

    await database.drop()

    assert await database.collection("things").find_one({}) is None
