"""What a query, a projection or a sort finds, on a server as in memory: each operator that we use."""

from datetime import UTC, timezone

import pytest

from foothold_chassis.store import Database
from foothold_chassis.store.mongo import Collection

from .documents import FULL, HOUR, KEPT, NOW

BOTH, NEITHER = ["bare", "full"], []


QUERIES = [
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
    ({"$or": [{"text": "b"}, {"number": 7}]}, ["full"]),
    ({"$or": [{"text": "b"}, {"text": "a"}]}, BOTH),
    ({"_id": "full", "$or": [{"text": "a"}, {"inner.deep.n": 1}]}, ["full"]),
    ({"_id": "full", "$or": [{"text": "a"}, {"text": {"$in": []}}]}, NEITHER),
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
]


@pytest.mark.parametrize(("where", "found"), QUERIES, ids=str)
async def test_a_query_finds(documents: Collection, where, found) -> None:
    assert [document["_id"] for document in await documents.find(where, limit=10)] == found
    assert await documents.count(where) == len(found)
    first = await documents.find_one(where)
    assert first is None if not found else first["_id"] in found


async def test_a_document_comes_back_as_bson_holds_it_and_as_a_copy(documents: Collection) -> None:
    read = await documents.find_one({"_id": "full"})

    assert read == FULL | {
        "at": KEPT,
        "items": [{"id": "a", "n": 1, "at": KEPT}, {"id": "b", "n": 2, "at": KEPT + HOUR}],
    }
    assert read["at"].tzinfo == UTC
    assert list(read) == list(FULL)
    read["inner"]["deep"]["n"] = 7
    assert (await documents.find_one({"_id": "full"}))["inner"] == {"deep": {"n": 1}, "text": "x"}


async def test_what_was_inserted_is_a_copy_too(database: Database) -> None:
    document = {"_id": "a", "items": [1]}
    collection = database.collection("documents")

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
async def test_a_projection_takes(documents: Collection, projection, left) -> None:
    assert await documents.find_one({"_id": "full"}, projection) == left


async def test_a_projection_leaves_out(documents: Collection) -> None:
    out = {"items.at": 0, "items.n": 0, "inner.deep": 0, "tags.x": 0, "text": 0, "bytes": 0, "_id": 0}

    assert await documents.find_one({"_id": "full"}, out) == {
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
    collection = database.collection("documents")
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
