"""A worker queries the parking only if a record may have been parked since its last look."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from foothold_chassis.bus.parking import Parked, ParkedCache, Parking
from foothold_chassis.clock import SystemClock
from foothold_chassis.store import Database
from foothold_events.envelope import Envelope
from tests.integration.bus.conftest import Bus
from tests.integration.bus.replica import PARTITIONS, eventually, happening
from tests.integration.bus.tally import Happened

SUBJECT = "thing_1"


class Counting(Parking):
    looked = 0

    async def is_empty(self) -> bool:
        self.looked += 1
        return await super().is_empty()


def record() -> Parked:
    return Parked("topic", 0, 0, SUBJECT.encode(), b"", [])


@pytest.fixture
def parking(database: Database) -> Counting:
    return Counting(database, SystemClock())


async def test_while_nothing_waits_one_look_is_enough(parking: Counting) -> None:
    cache = ParkedCache(parking)

    for _ in range(5):
        assert await cache.among([SUBJECT, "thing_2"]) == set()

    assert parking.looked == 1


async def test_what_waits_is_known_whoever_parked_it(parking: Counting) -> None:
    await parking.begin(SUBJECT, record(), ValueError())
    cache = ParkedCache(parking)

    for _ in range(2):
        assert await cache.among([SUBJECT, "thing_2"]) == {SUBJECT}


async def test_an_invalidated_cache_looks_again(parking: Counting) -> None:
    cache = ParkedCache(parking)
    await cache.among([SUBJECT])
    await parking.begin(SUBJECT, record(), ValueError())

    cache.invalidate()

    assert await cache.among([SUBJECT]) == {SUBJECT}


async def test_an_invalidation_in_the_middle_of_a_look_is_not_forgotten(parking: Counting) -> None:
    """Partitions are assigned between the query and its answer, so the answer is about the time before."""
    cache = ParkedCache(parking)
    asked = asyncio.create_task(cache.among([SUBJECT]))
    await asyncio.sleep(0)
    cache.invalidate()
    await asked
    await parking.begin(SUBJECT, record(), ValueError())

    assert await cache.among([SUBJECT]) == {SUBJECT}


async def test_the_next_owner_lets_a_record_wait_behind_what_the_one_before_parked(bus: Bus) -> None:
    """Both workers have seen an empty parking. One parks a record and stops; the other is assigned its partitions."""
    subjects = [f"thing_{n}" for n in range(12)]
    heir, owner = bus.replica(), bus.replica()
    of_owner: set[str] = set()
    is_fixed = asyncio.Event()

    async def fails(event: Envelope[Happened]) -> None:
        if event.data.n == 2 and not is_fixed.is_set():
            raise ValueError("a reaction with a bug")

    async def notes(event: Envelope[Happened]) -> None:
        of_owner.add(event.subject)
        await fails(event)

    heir.before, owner.before = fails, notes

    async def shared() -> bool:
        return all(0 < replica.partitions < PARTITIONS for replica in (heir, owner))

    async def all_began() -> bool:
        return all([await heir.taken(subject) == [1] for subject in subjects])

    async def waiting() -> list[int]:
        return [len(parked.records) for parked in await heir.parking.find()]

    async with heir.running():
        async with owner.running():
            await eventually(shared, "the partitions are shared")
            for subject in subjects:
                await bus.upstream.send(happening(bus.happened, subject, 1))
            await eventually(all_began, "both have handled some, and seen that nothing waits")
            subject = min(of_owner)
            await bus.upstream.send(happening(bus.happened, subject, 2))
            await eventually(lambda: holds(waiting, [1]), "the owner has parked the second")
        await bus.upstream.send(happening(bus.happened, subject, 3))
        await eventually(lambda: holds(waiting, [2]), "the third waits behind it")
        is_fixed.set()
        await heir.parking.retry(subject)
        await eventually(lambda: holds(lambda: heir.taken(subject), [1, 2, 3]), "both are taken, in order")


async def holds(found: Callable[[], Awaitable[list[int]]], wanted: list[int]) -> bool:
    return await found() == wanted
