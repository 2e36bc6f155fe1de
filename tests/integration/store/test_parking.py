"""What is parked for a subject waits in order, is taken out once it was handled, and is gone when nothing waits."""

from datetime import timedelta

import pytest

from foothold_chassis.bus.parking import Parked, Parking, ParkingFull
from foothold_chassis.bus.parking.parking import BACKOFF_FIRST, LEASE, MAX_BYTES
from foothold_chassis.errors import Conflict, NotFound, RuleBroken
from foothold_chassis.store import Database
from foothold_chassis.testing import NOW, StoppedClock
from foothold_events.envelope import NoEvent

BUG = RuleBroken("It is so.")


TOPIC = "foothold.catalog.project"


def record(
    offset: int, value: bytes | None = b"\x00{}", *, key: bytes = b"prj_1", topic: str = TOPIC
) -> Parked:
    return Parked(topic, 3, offset, key, value, [("ce_id", b"prj_1:1")], 1_780_000_000_000)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(NOW)


@pytest.fixture
async def parking(database: Database, clock: StoppedClock) -> Parking:
    parking = Parking(database, clock)
    await parking.ensure_indexes()
    return parking


class Handler:
    """Takes records, but for the offset that it fails on."""

    def __init__(self, fails_on: int | None = None) -> None:
        self.fails_on = fails_on
        self.took: list[Parked] = []

    async def __call__(self, taken: Parked) -> None:
        if taken.offset == self.fails_on:
            raise BUG
        self.took.append(taken)


async def test_nothing_is_appended_where_nothing_waits(parking: Parking) -> None:
    assert not await parking.append("prj_1", record(1))
    assert await parking.is_empty()


async def test_records_wait_once_each_and_are_drained_in_order(parking: Parking, clock: StoppedClock) -> None:
    for _ in range(2):
        await parking.begin("prj_1", record(1), BUG)
    for offset in (2, 3, 2):
        assert await parking.append("prj_1", record(offset))
    assert await parking.among(["prj_1", "prj_2"]) == {"prj_1"}
    assert await parking.depth(10) == (1, NOW)
    assert await parking.claim() is None, "it is not due yet"

    clock.advance(BACKOFF_FIRST)
    document, handler = await parking.claim(), Handler()
    assert await parking.claim() is None, "it is leased"
    assert await parking.drain(document, handler)

    assert handler.took == [record(1), record(2), record(3)]
    assert await parking.is_empty()
    assert await parking.depth(10) == (0, None)


async def test_one_that_fails_again_keeps_its_place_and_all_behind_it(
    parking: Parking, clock: StoppedClock
) -> None:
    await parking.begin("prj_1", record(1), BUG)
    await parking.append("prj_1", record(2))
    await parking.append("prj_1", record(3))
    clock.advance(BACKOFF_FIRST)

    assert not await parking.drain(await parking.claim(), Handler(fails_on=2))

    (waiting,) = await parking.find()
    assert waiting.records == ["foothold.catalog.project:3:2", "foothold.catalog.project:3:3"]
    assert (waiting.tries, waiting.since, waiting.error) == (1, NOW, "RuleBroken: It is so.")
    assert clock.now() < waiting.retry_at < clock.now() + LEASE
    await parking.retry("prj_1")
    handler = Handler()
    assert await parking.drain(await parking.claim(), handler)
    assert [taken.offset for taken in handler.took] == [2, 3]


async def test_what_comes_while_the_rest_is_drained_stays_for_the_next_round(
    parking: Parking, clock: StoppedClock
) -> None:
    await parking.begin("prj_1", record(1), BUG)
    clock.advance(BACKOFF_FIRST)
    handler = Handler()

    async def handle(taken: Parked) -> None:
        if taken.offset == 1:
            await parking.append("prj_1", record(2))
        await handler(taken)

    assert await parking.drain(await parking.claim(), handle)
    assert [taken.offset for taken in handler.took] == [1, 2]


async def test_what_comes_after_the_last_look_stays_with_its_document(
    parking: Parking, clock: StoppedClock, monkeypatch
) -> None:
    look = parking._collection.find_one

    async def look_just_before_another_comes(where, projection=None):
        found = await look(where, projection)
        if found is not None and not found["records"]:
            assert await parking.append("prj_1", record(2))
        return found

    await parking.begin("prj_1", record(1), BUG)
    clock.advance(BACKOFF_FIRST)
    monkeypatch.setattr(parking._collection, "find_one", look_just_before_another_comes)

    assert not await parking.drain(await parking.claim(), Handler())

    monkeypatch.undo()
    handler = Handler()
    assert await parking.drain(await parking.claim(), handler)
    assert handler.took == [record(2)]


async def test_a_subject_with_too_much_waiting_takes_no_more(parking: Parking) -> None:
    await parking.begin("prj_1", record(1, b"x" * MAX_BYTES), BUG)

    with pytest.raises(ParkingFull):
        await parking.append("prj_1", record(2))
    assert await parking.append("prj_1", record(1)), "it waits there already"


async def test_subjects_are_listed_by_id_in_pages(parking: Parking, clock: StoppedClock) -> None:
    for subject in ("prj_2", "prj_1", "prj_3"):
        await parking.begin(subject, record(1), BUG)
        clock.advance(timedelta(seconds=1))

    assert [found.id for found in await parking.find(limit=2)] == ["prj_1", "prj_2"]
    assert [found.id for found in await parking.find(after="prj_2", limit=2)] == ["prj_3"]
    assert await parking.depth(2) == (2, NOW)
    with pytest.raises(NotFound):
        await parking.retry("prj_9")


async def test_a_header_without_a_value_is_parked_as_any_other(parking: Parking, clock: StoppedClock) -> None:
    odd = Parked(TOPIC, 3, 1, b"prj_1", b"{}", [("ce_id", None)])
    await parking.begin("prj_1", odd, BUG)
    clock.advance(BACKOFF_FIRST)

    handler = Handler()
    assert await parking.drain(await parking.claim(), handler)
    assert handler.took == [odd]


async def test_the_first_record_of_a_subject_can_be_discarded_and_the_rest_goes_on(
    parking: Parking, clock: StoppedClock
) -> None:
    await parking.begin("prj_1", record(1), BUG)
    await parking.append("prj_1", record(2))
    await parking.append("prj_1", record(3))

    assert await parking.must_be_first("prj_1", f"{TOPIC}:3:1") == "RuleBroken: It is so."
    for _ in range(2):
        await parking.discard("prj_1", f"{TOPIC}:3:1")

    handler = Handler()
    assert await parking.drain(await parking.claim(), handler), "it is due at once"
    assert handler.took == [record(2), record(3)]


async def test_a_subject_whose_only_record_is_discarded_is_free_at_once(parking: Parking) -> None:
    await parking.begin("prj_1", record(1), BUG)

    await parking.discard("prj_1", f"{TOPIC}:3:1")

    assert await parking.is_empty()
    assert not await parking.append("prj_1", record(2))


async def test_only_the_record_that_is_at_fault_can_be_discarded(parking: Parking) -> None:
    await parking.begin("prj_1", record(1), BUG)
    await parking.append("prj_1", record(2))

    with pytest.raises(Conflict, match=f"it is {TOPIC}:3:1"):
        await parking.must_be_first("prj_1", f"{TOPIC}:3:2")
    for subject, at in (("prj_1", 9), ("prj_2", 1)):
        with pytest.raises(NotFound):
            await parking.must_be_first(subject, f"{TOPIC}:3:{at}")


async def test_what_turns_out_to_be_no_event_waits_alone_and_its_subject_goes_on(
    parking: Parking, clock: StoppedClock
) -> None:
    await parking.begin("prj_1", record(1), BUG)
    await parking.append("prj_1", record(2))
    clock.advance(BACKOFF_FIRST)
    handler = Handler()

    async def handle(taken: Parked) -> None:
        if taken.offset == 1:
            raise NoEvent("header ce_id is missing")
        await handler(taken)

    assert await parking.drain(await parking.claim(), handle)
    assert handler.took == [record(2)]
    (alone,) = await parking.find()
    assert (alone.id, alone.records) == (f"offset:{TOPIC}:3:1", [f"{TOPIC}:3:1"])

    await parking.retry(alone.id)
    assert not await parking.drain(await parking.claim(), handle), "it is as broken as before"
    assert [found.id for found in await parking.find()] == [alone.id]


async def test_an_erasure_takes_what_came_before_it_of_its_subject_and_nothing_else(
    parking: Parking, clock: StoppedClock
) -> None:
    await parking.begin("prj_1", record(1), BUG)
    await parking.append("prj_1", record(3))
    for alone in (record(2), record(7), record(2, key=b"prj_2"), record(2, topic="foothold.catalog.other")):
        await parking.begin(f"offset:{alone.topic}:{alone.key.decode()}:{alone.offset}", alone, BUG)
    await parking.append("prj_1", record(5, None))
    await parking.append("prj_1", record(6))

    for _ in range(2):
        await parking.erase_before(record(5, None))

    assert sorted(name for parked in await parking.find() for name in parked.records) == [
        "foothold.catalog.other:3:2",
        f"{TOPIC}:3:2",
        f"{TOPIC}:3:5",
        f"{TOPIC}:3:6",
        f"{TOPIC}:3:7",
    ]
    handler = Handler()
    assert await parking.drain(await parking.claim(), handler), "the erasure is due at once"
    assert handler.took == [record(5, None), record(6)]
