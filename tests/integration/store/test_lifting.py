"""What operators decide about frozen documents, and what other replicas and later restores make of it."""

import pytest

from foothold_chassis.errors import DocumentFrozen, NotFound, RuleBroken
from foothold_chassis.store import Database, Store
from foothold_chassis.store.frozen import MAX_TOLD, Telling
from tests.integration.store.deals import (
    DEADLINE,
    START,
    Deal,
    Ended,
    Made,
    Restored,
    Signed,
    document,
    tellings,
)


async def test_an_operator_lets_it_follow_the_database(restored: Restored) -> None:
    await restored.read(dea_1=[Made, Signed])

    await restored.recovery.lift("dea_1", "database", by="acc_1", reason="signed again")

    found = await document(restored, "dea_1")
    assert (found["state"]["status"], found["n"], found["wake_at"]) == ("made", 2, DEADLINE)
    await restored.deals.change("dea_1", lambda deal, _now: deal.sign("ada"))
    [row] = await restored.frozen.find()
    assert (row.standing, row.reason) == ("lifted", "signed again")


async def test_an_operator_lets_it_follow_the_stream(restored: Restored) -> None:
    await restored.read(dea_1=[Made, Signed])

    await restored.recovery.lift("dea_1", "stream", by="acc_1", reason="both have confirmed")

    found = await document(restored, "dea_1")
    assert (found["state"]["status"], found["n"], found["wake_at"]) == ("signed", 2, None)


async def test_what_is_not_frozen_is_not_lifted(restored: Restored) -> None:
    await restored.read(dea_1=[Made])

    with pytest.raises(NotFound):
        await restored.recovery.lift("dea_1", "database", by="acc_1", reason="why not")


async def test_what_no_event_tells_of_cannot_follow_the_stream(restored: Restored) -> None:
    unknown = Telling("0000.000000000002", 2, "foothold.test.deal.unheard_of.v1", START, "{}")
    await restored.recovery.compare(restored.retelling, {"dea_1": [unknown]})
    await restored.read()

    with pytest.raises(RuleBroken, match="too little"):
        await restored.recovery.lift("dea_1", "stream", by="acc_1", reason="let it go on")


async def test_a_document_that_is_behind_by_too_much_waits_for_an_operator(restored: Restored) -> None:
    await restored.read(dea_1=[Made] * (MAX_TOLD + 10))

    [row] = await restored.frozen.find()
    assert (row.standing, len(row.told), row.may_follow_stream) == ("frozen", MAX_TOLD, False)


async def test_another_replica_finds_the_same_and_undoes_nothing(database: Database, before) -> None:
    one, other = Restored(database), Restored(database)
    both = {"dea_1": [Made, Signed, Ended], "dea_2": [Made, Signed]}
    for id, events in both.items():
        await other.recovery.compare(other.retelling, {id: tellings(events)})
    await one.read(**both)
    await one.deals.change("dea_1", lambda deal, _now: deal.sign("ada"))
    await one.recovery.lift("dea_2", "database", by="acc_1", reason="signed again")

    await other.read(**both)

    assert [row.standing for row in await other.frozen.find()] == ["caught_up", "lifted"]
    assert (await other.deals.get("dea_1")).signature == "ada"
    assert (await document(other, "dea_2"))["wake_at"] == DEADLINE
    await other.deals.change("dea_2", lambda deal, _now: deal.sign("bo"))


async def test_a_second_restore_freezes_again_what_was_told_since(restored: Restored, database) -> None:
    await restored.read(dea_1=[Made, Signed])
    await restored.recovery.lift("dea_1", "database", by="acc_1", reason="signed again")
    again = Restored(database, epoch=2)
    assert not await again.frozen.was_read()

    third = Telling("0001.000000000003", 3, Signed.TYPE, START, "{}")
    await again.recovery.compare(again.retelling, {"dea_1": [*tellings([Made, Signed]), third]})
    await again.recovery.recover({})

    [row] = await again.frozen.find()
    assert (row.standing, row.had) == ("frozen", 2)


async def test_once_read_the_own_topics_are_not_read_again_in_this_epoch(
    restored: Restored, database
) -> None:
    await restored.read(dea_1=[Made, Signed])
    later = Restored(database)

    assert await later.frozen.was_read()
    with pytest.raises(DocumentFrozen):
        await later.deals.change("dea_1", lambda deal, _now: deal.sign("ada"))


async def test_a_service_that_was_never_restored_asks_for_nothing(before: Store[Deal], database) -> None:
    await before.change("dea_1", lambda deal, _now: deal.sign("ada"))

    assert await database.collection("restores").count({}) == 0
    assert await database.collection("frozen").count({}) == 0
