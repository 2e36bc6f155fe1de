"""Upserts that are requested at the same time are written together, and each caller gets its own outcome."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from foothold_chassis.errors import AmbiguousCommit, StoreUnavailable
from foothold_chassis.store.mongo import DuplicateKey, UpdateOne
from foothold_chassis.store.upserts import Upserts


class Table:
    """Takes bulk writes; an id in `bad` fails with its error, whatever else the write holds."""

    name = "rows"

    def __init__(self) -> None:
        self.bad: dict[str, Exception] = {}
        self.writes: list[list[tuple[str, bool]]] = []

    async def bulk_write(self, operations: Sequence[UpdateOne]) -> None:
        await asyncio.sleep(0)
        self.writes.append([(op._filter["_id"], bool(op._upsert)) for op in operations])
        for op in operations:
            if op._filter["_id"] in self.bad:
                raise self.bad[op._filter["_id"]]


async def put_all(table: Any, *ids: str) -> list[BaseException | None]:
    upserts = Upserts(table)
    puts = (upserts.put({"_id": id}, {"$set": {"n": 1}}) for id in ids)
    return list(await asyncio.gather(*puts, return_exceptions=True))


async def test_what_is_asked_for_at_the_same_time_is_one_write() -> None:
    table = Table()

    assert await put_all(table, "a", "b", "c") == [None] * 3
    assert table.writes == [[("a", True), ("b", True), ("c", True)]]


async def test_what_is_asked_for_meanwhile_gathers_for_the_next() -> None:
    table = Table()
    upserts = Upserts(table)  # type: ignore[arg-type]
    first = asyncio.create_task(upserts.put({"_id": "a"}, {}))
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    await asyncio.gather(first, upserts.put({"_id": "b"}, {}), upserts.put({"_id": "c"}, {}))

    assert [len(write) for write in table.writes] == [1, 2]


async def test_one_document_twice_is_two_writes_in_the_order_of_asking() -> None:
    table = Table()

    await put_all(table, "a", "a", "b", "a")

    assert table.writes == [[("a", True), ("b", True)], [("a", True)], [("a", True)]]


async def test_the_one_that_cannot_be_written_fails_alone() -> None:
    table = Table()
    table.bad["b"] = ValueError("too large")

    assert await put_all(table, "a", "b", "c") == [None, table.bad["b"], None]


async def test_an_unknown_outcome_is_found_out_one_by_one() -> None:
    table = Table()
    table.bad["b"] = AmbiguousCommit("no answer")

    a, b, c = await put_all(table, "a", "b", "c")

    assert a is None
    assert b is c is table.bad["b"], "what follows is not tried while MongoDB is away"


async def test_while_mongodb_is_away_nobody_tries_one_by_one() -> None:
    table = Table()
    table.bad["a"] = StoreUnavailable("away")

    assert await put_all(table, "a", "b") == [table.bad["a"]] * 2
    assert len(table.writes) == 1


async def test_one_that_is_there_is_updated_if_it_is_older_and_never_made_twice() -> None:
    table = Table()
    upserts = Upserts(table)  # type: ignore[arg-type]
    written = table.bulk_write

    async def is_there(operations: Sequence[UpdateOne]) -> None:
        await written(operations)
        if operations[0]._upsert:
            raise DuplicateKey("a is there")

    table.bulk_write = is_there  # type: ignore[method-assign]

    await upserts.put({"_id": "a"}, {})

    assert table.writes == [[("a", True)], [("a", False)]]


async def test_somebody_who_gave_up_waiting_harms_nobody() -> None:
    table = Table()
    upserts = Upserts(table)  # type: ignore[arg-type]
    impatient = asyncio.create_task(upserts.put({"_id": "a"}, {}))
    patient = asyncio.create_task(upserts.put({"_id": "b"}, {}))
    await asyncio.sleep(0)
    impatient.cancel()

    await patient

    with pytest.raises(asyncio.CancelledError):
        await impatient
