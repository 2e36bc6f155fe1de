"""After a restore: what is behind its own events changes no more, or it has caught up."""

import pytest

from foothold_chassis.errors import DocumentFrozen, Unavailable
from foothold_chassis.store.wakes import Waker
from tests.integration.store.deals import (
    DEADLINE,
    LATER,
    Deal,
    Ended,
    Made,
    Restored,
    Signed,
    document,
)


async def test_nothing_may_change_before_the_own_topics_are_read(restored: Restored) -> None:
    with pytest.raises(Unavailable, match="still reads") as refused:
        await restored.deals.change("dea_1", lambda deal, _now: deal.sign("ada"))

    assert refused.value.code == "own_topics_unread"
    with pytest.raises(Unavailable):
        await restored.put("dea_9")
    assert (await restored.deals.get("dea_1")).status == "made"


async def test_what_is_not_behind_goes_on(restored: Restored) -> None:
    await restored.read(dea_1=[Made], dea_2=[Made])

    await restored.deals.change("dea_1", lambda deal, _now: deal.sign("ada"))
    await restored.put("dea_9")

    assert await restored.frozen.find() == []
    assert (await document(restored, "dea_1"))["outbox"][-1]["epoch"] == 1


async def test_what_is_behind_and_not_told_whole_is_frozen(restored: Restored) -> None:
    await restored.read(dea_1=[Made, Signed], dea_2=[Made])

    with pytest.raises(DocumentFrozen) as refused:
        await restored.deals.change("dea_1", lambda deal, _now: deal.sign("ada"))

    assert (refused.value.status, refused.value.code) == (503, "document_frozen")
    [row] = await restored.frozen.find()
    assert (row.id, row.kind, row.standing, row.had) == ("dea_1", "Deal", "frozen", 1)
    assert [told.type for told in row.told] == [Signed.TYPE]
    assert (row.lost, row.may_follow_stream) == (["the signature"], True)
    assert await restored.frozen.count("Deal") == 1
    await restored.deals.change("dea_2", lambda deal, _now: deal.sign("bo"))


async def test_a_frozen_document_does_not_wake_and_its_deadline_ends_nothing(restored: Restored) -> None:
    await restored.read(dea_1=[Made, Signed], dea_2=[Made])
    restored.clock.time = LATER
    waker = Waker(restored.deals, restored.clock)

    claimed = await waker.claim()
    assert claimed is not None
    await waker.run(claimed)

    assert claimed["_id"] == "dea_2"
    assert await waker.claim() is None
    assert (await restored.deals.get("dea_1")).status == "made"


async def test_a_wake_that_was_claimed_before_calls_no_handler(restored: Restored) -> None:
    called: list[str] = []

    async def call(deal: Deal) -> None:
        called.append(deal.id)

    restored.clock.time = LATER
    waker = Waker(restored.deals, restored.clock, call)
    claimed = await waker.claim()
    assert claimed is not None
    await restored.read(**{claimed["_id"]: [Made, Signed]})

    assert isinstance(await waker.run(claimed), DocumentFrozen)
    assert called == []


async def test_what_is_told_whole_catches_up_and_says_nothing(restored: Restored) -> None:
    await restored.read(dea_1=[Made, Signed, Ended], dea_2=[Made])

    found = await document(restored, "dea_1")
    assert (found["state"]["status"], found["n"], found["wake_at"]) == ("ended", 3, None)
    assert [event["n"] for event in found["outbox"]] == [1]
    [row] = await restored.frozen.find()
    assert (row.standing, row.lost) == ("caught_up", ["the signature"])
    await restored.deals.change("dea_1", lambda deal, _now: deal.sign("ada"))
    assert (await document(restored, "dea_1"))["outbox"][-1]["n"] == 4


async def test_a_missing_document_is_frozen_too_and_no_second_one_begins(restored: Restored) -> None:
    await restored.read(dea_9=[Made, Signed])

    for act in (restored.deals.get("dea_9"), restored.put("dea_9"), restored.deals.wait_for("dea_9")):
        with pytest.raises(DocumentFrozen):
            await act
    [row] = await restored.frozen.find(standing="frozen")
    assert (row.id, row.had) == ("dea_9", 0)


async def test_a_missing_document_that_is_told_whole_is_there_again(restored: Restored) -> None:
    await restored.read(dea_9=[Made])

    assert await restored.deals.get("dea_9") == Deal(id="dea_9")
    assert (await document(restored, "dea_9"))["wake_at"] == DEADLINE
