"""Published events leave their outboxes, many documents in one write, and no document is forgotten."""

import asyncio

import pytest

from foothold_chassis.errors import StoreUnavailable
from foothold_chassis.store import clearing
from foothold_chassis.store.clearing import Clearing
from foothold_chassis.store.mongo import UpdateOne

NEVER = 3_600.0


class Counters:
    """The part of a collection that clearing uses. It keeps the writes, and can be away."""

    name = "counters"

    def __init__(self) -> None:
        self.writes: list[list[UpdateOne]] = []
        self.asked = asyncio.Event()
        self.written = asyncio.Event()
        self.away = False

    async def bulk_write(self, operations: list[UpdateOne]) -> None:
        self.asked.set()
        await asyncio.sleep(0)
        if self.away:
            raise StoreUnavailable("no primary answers")
        self.writes.append(operations)
        self.written.set()


@pytest.fixture
def counters() -> Counters:
    return Counters()


def cleared(id: str, n: int) -> UpdateOne:
    return UpdateOne({"_id": id}, {"$pull": {"outbox": {"n": {"$lte": n}}}, "$max": {"acked": n}})


async def test_a_full_batch_is_cleared_at_once(counters: Counters, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clearing, "CLEAR_EVERY_SECONDS", NEVER)
    monkeypatch.setattr(clearing, "CLEAR_BATCH", 2)
    published = Clearing()
    await published.start()
    await asyncio.sleep(0.01)  # the first round has passed

    published.add(counters, "cnt_1", 3)
    published.add(counters, "cnt_2", 1)
    async with asyncio.timeout(5):
        await counters.written.wait()
    await published.stop()

    assert counters.writes == [[cleared("cnt_1", 3), cleared("cnt_2", 1)]]


async def test_a_process_that_is_not_alone_clears_soon(
    counters: Counters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearing, "CLEAR_EVERY_SECONDS", NEVER)
    published = Clearing()
    published.alone = False
    await published.start()
    await asyncio.sleep(0.01)  # the first round has passed

    for n in (1, 2):
        counters.written.clear()
        published.add(counters, "cnt_1", n)
        async with asyncio.timeout(5):
            await counters.written.wait()
    await published.stop()

    assert counters.writes == [[cleared("cnt_1", 1)], [cleared("cnt_1", 2)]]


async def test_a_document_whose_next_commit_left_them_out_needs_no_clearing(counters: Counters) -> None:
    published = Clearing()
    for id in ("cnt_1", "cnt_2"):
        published.add(counters, id, 3)

    published.forget_before(("counters", "cnt_1"), 4)
    published.forget_before(("counters", "cnt_2"), 3)  # its outbox still begins with one that is published
    published.forget_before(("counters", "cnt_3"), 1)
    await published.clear()

    assert counters.writes == [[cleared("cnt_2", 3)]]


async def test_what_mongo_away_has_postponed_is_cleared_later_unless_there_is_more(
    counters: Counters,
) -> None:
    published = Clearing()
    published.add(counters, "cnt_1", 3)
    published.add(counters, "cnt_2", 1)
    counters.away = True

    clearing = asyncio.create_task(published.clear())
    await counters.asked.wait()
    published.add(counters, "cnt_1", 5)
    await clearing
    counters.away = False
    await published.clear()

    assert counters.writes == [[cleared("cnt_1", 5), cleared("cnt_2", 1)]]


async def test_a_stop_clears_what_is_left(counters: Counters) -> None:
    published = Clearing()
    await published.start()
    published.add(counters, "cnt_1", 3)

    await published.stop()

    assert counters.writes == [[cleared("cnt_1", 3)]]
