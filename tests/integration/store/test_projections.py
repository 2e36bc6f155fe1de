"""Rows that are put at the same time have the fields of their newest event, in whatever order the events came."""

import asyncio
import random
from datetime import UTC, datetime

import pytest

from foothold_chassis.store import Projection
from foothold_chassis.store.mongo import Database
from foothold_events.envelope import Envelope, Event, Sequence
from tests.integration.conftest import Connect

ROWS = 40


def said(subject: str, n: int) -> Envelope[Event]:
    return Envelope(subject, Sequence(0, n), datetime(2026, 6, 1, tzinfo=UTC), "cor_1", None, None, Event())


@pytest.fixture
async def here(connect: Connect, database: Database) -> Database:
    return connect(database.name)


async def test_of_many_put_at_once_in_any_order_and_twice_the_newest_stays(here: Database) -> None:
    rows = Projection(here, "rows")
    puts = [(f"row_{row}", n) for row in range(ROWS) for n in (1, 2, 3)] * 2
    random.Random(7).shuffle(puts)

    await asyncio.gather(*(rows.put(id, {"n": n}, said(id, n)) for id, n in puts))

    assert [row["n"] for row in await rows.find({}, limit=100)] == [3] * ROWS
    await here.close()


async def test_two_processes_put_the_same_rows_at_once(here: Database) -> None:
    one, other = Projection(here, "rows"), Projection(here, "rows")
    ids = [f"row_{n}" for n in range(ROWS)]

    await asyncio.gather(
        *(one.put(id, {"a": 1}, said("one", 1)) for id in ids),
        *(other.put(id, {"b": 2}, said("other", 1)) for id in ids),
    )

    found = await one.find({}, limit=100)
    assert [(row["a"], row["b"]) for row in found] == [(1, 2)] * ROWS
    await here.close()


async def test_a_row_that_is_too_large_fails_alone(here: Database) -> None:
    rows = Projection(here, "rows")

    outcomes = await asyncio.gather(
        rows.put("row_1", {"n": 1}, said("row_1", 1)),
        rows.put("row_2", {"n": "x" * 17_000_000}, said("row_2", 1)),
        rows.put("row_3", {"n": 3}, said("row_3", 1)),
        return_exceptions=True,
    )

    assert [outcome is None for outcome in outcomes] == [True, False, True]
    assert [row["id"] for row in await rows.find({}, limit=100)] == ["row_1", "row_3"]
    await here.close()
