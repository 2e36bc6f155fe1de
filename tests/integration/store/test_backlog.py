"""A backlog is read by its partial index: for any other query MongoDB would read the whole collection."""

from datetime import UTC, datetime
from typing import Any

import pytest

from foothold_chassis.clock import SystemClock
from foothold_chassis.store import Database, Store
from foothold_chassis.store.backlog import (
    DUE,
    IN_PHASE,
    UNPUBLISHED,
    Backlog,
    due,
    in_phase,
    next_phase,
    unpublished,
)
from foothold_chassis.store.outbox import Publisher
from tests.integration.conftest import on_one_driver
from tests.integration.store.test_wakes import NoKafka, Offer

NOW = datetime(2026, 6, 1, tzinfo=UTC)

BACKLOGS = {
    "due": (DUE, due(NOW)),
    "unpublished": (UNPUBLISHED, unpublished(NOW)),
    "in phase": (IN_PHASE, in_phase("open")),
    "next phase": (IN_PHASE, next_phase("open")),
    "all waits": (DUE, DUE.condition),
}


@on_one_driver
@pytest.mark.parametrize(("backlog", "query"), BACKLOGS.values(), ids=BACKLOGS)
async def test_the_query_of_a_backlog_uses_its_index(
    database: Database, backlog: Backlog, query: dict[str, Any]
) -> None:
    store = Store(Offer, database, Publisher(NoKafka()), SystemClock(), name="offers")
    await store.ensure_indexes()

    cursor = database.driver_collection("offers").find(query, sort=list(backlog.order))
    plan = (await cursor.explain())["queryPlanner"]["winningPlan"]

    assert list(index_scans(plan)) == [dict(backlog.order)], plan


def index_scans(plan: dict[str, Any]) -> Any:
    """Yield the keys of each index that a plan reads, and None for each sort and each read of a whole collection."""
    if plan["stage"] in {"COLLSCAN", "SORT"}:
        yield None
    if plan["stage"] == "IXSCAN":
        yield dict(plan["keyPattern"])
    for inner in [
        *plan.get("inputStages", ()),
        *(stage for key, stage in plan.items() if key == "inputStage"),
    ]:
        yield from index_scans(inner)
