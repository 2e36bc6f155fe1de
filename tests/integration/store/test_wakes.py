"""Deadlines: met by one replica, before any command decides, and one that fails holds up nobody."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from foothold_chassis.aggregate import Aggregate, Wait
from foothold_chassis.errors import RuleBroken
from foothold_chassis.store import Database, Store
from foothold_chassis.store.outbox import Publisher
from foothold_chassis.store.wakes import LEASE, Waker
from foothold_events.envelope import Event

START = datetime(2026, 6, 1, tzinfo=UTC)
DEADLINE = START + timedelta(days=5)


class StoppedClock:
    def __init__(self) -> None:
        self.time = START

    def now(self) -> datetime:
        return self.time


class NoKafka:
    available = False

    async def send(self, record) -> None:
        raise AssertionError


class Offer(Aggregate):
    """Open until its deadline, then over."""

    status: str = "open"
    deadline: datetime = DEADLINE

    def take(self) -> list[Event]:
        if self.status != "open":
            raise RuleBroken(f"The offer is {self.status}.")
        self.status = "taken"
        return []

    def waits(self) -> list[Wait]:
        return [Wait("a taker", self.deadline, self._close)] if self.status == "open" else []

    def _close(self) -> list[Event]:
        self.status = "over"
        return []


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
async def offers(database: Database, clock: StoppedClock) -> Store[Offer]:
    store = Store(Offer, database, Publisher(NoKafka()), clock, name="offers")
    await store.ensure_indexes()
    for n in range(10):
        await store.create(f"off_{n}", lambda _now, n=n: (Offer(id=f"off_{n}"), []))
    return store


async def test_a_command_after_the_deadline_meets_the_state_the_deadline_made(
    offers: Store[Offer], clock: StoppedClock
) -> None:
    clock.time = DEADLINE
    with pytest.raises(RuleBroken, match="over"):
        await offers.change("off_1", lambda offer, _now: offer.take())


async def test_nothing_is_due_a_moment_before(offers: Store[Offer], clock: StoppedClock) -> None:
    clock.time = DEADLINE - timedelta(milliseconds=1)
    assert await Waker(offers, clock).claim() is None


async def test_two_replicas_wake_each_document_once(offers: Store[Offer], clock: StoppedClock) -> None:
    woken: Counter[str] = Counter()

    async def wake(offer: Offer) -> None:
        woken[offer.id] += 1
        await offers.change(offer.id, lambda _offer, _now: [])

    async def wake_all(waker: Waker[Offer]) -> None:
        while (document := await waker.claim()) is not None:
            await waker.run(document)

    clock.time = DEADLINE
    await asyncio.gather(*(wake_all(Waker(offers, clock, wake)) for _ in range(2)))

    assert woken == Counter({f"off_{n}": 1 for n in range(10)})
    assert {offer.status for offer in await offers.find()} == {"over"}


async def test_what_a_dead_replica_had_claimed_is_woken_after_its_lease(
    offers: Store[Offer], clock: StoppedClock
) -> None:
    clock.time = DEADLINE
    waker = Waker(offers, clock)
    claimed = {(await waker.claim())["_id"] for _ in range(10)}
    assert len(claimed) == 10
    assert await waker.claim() is None, "they are leased"

    clock.time += LEASE
    assert (await waker.claim())["_id"] in claimed


async def test_one_that_fails_comes_back_later_and_later_and_holds_up_nobody(
    offers: Store[Offer], clock: StoppedClock
) -> None:
    async def wake(offer: Offer) -> None:
        if offer.id == "off_3":
            raise ValueError("a bug")
        await offers.change(offer.id, lambda _offer, _now: [])

    clock.time = DEADLINE
    waker = Waker(offers, clock, wake)
    for _ in range(10):
        await waker.run(await waker.claim())
    assert [offer.id for offer in await offers.find({"status": "open"})] == ["off_3"]

    waits = []
    for _ in range(4):
        failed_at = clock.time
        while (document := await waker.claim()) is None:
            clock.time += timedelta(milliseconds=250)
        waits.append(clock.time - failed_at)
        await waker.run(document)
    assert waits == sorted(waits)
    assert waits[-1] >= 4 * waits[0]
