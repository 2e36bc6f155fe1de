"""Deals, some of whose events tell too little, in a database that was put back to an earlier moment."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar

from foothold_chassis.aggregate import Aggregate, Wait
from foothold_chassis.store import Database, Frozen, Past, Retold, Store
from foothold_chassis.store.frozen import Telling
from foothold_chassis.store.outbox import Publisher
from foothold_chassis.store.retelling import Recovery, Retelling
from foothold_events.envelope import Event
from tests.integration.store.test_wakes import NoKafka, StoppedClock

START = datetime(2026, 6, 1, tzinfo=UTC)
DEADLINE = START + timedelta(days=5)
LATER = DEADLINE + timedelta(days=1)


class Made(Event):
    TYPE: ClassVar[str] = "foothold.test.deal.made.v1"


class Signed(Event):
    TYPE: ClassVar[str] = "foothold.test.deal.signed.v1"
    """By whom is not told."""


class Ended(Event):
    TYPE: ClassVar[str] = "foothold.test.deal.ended.v1"


class Deal(Aggregate):
    """Made, signed and ended. What it is signed with is on no topic."""

    status: str = "made"
    signature: str | None = None

    def sign(self, signature: str) -> list[Event]:
        self.status, self.signature = "signed", signature
        return [Signed()]

    def waits(self) -> list[Wait]:
        return [Wait("the signature", DEADLINE, self._end)] if self.status == "made" else []

    def _end(self) -> list[Event]:
        self.status = "ended"
        return [Ended()]


async def retell(past: Past[Deal]) -> Retold[Deal] | None:
    found = past.found or Deal(id=past.id)
    lost: list[str] = []
    for _, event in past.told:
        match event:
            case Signed():
                found.status = "signed"
                lost.append("the signature")
            case Ended():
                found.status = "ended"
    return Retold(found, tuple(lost), suffices=not lost or found.status == "ended")


class Restored:
    """One replica of a service whose database was put back, in an epoch."""

    def __init__(self, database: Database, epoch: int = 1) -> None:
        self.clock = StoppedClock()
        self.frozen = Frozen(database, self.clock, epoch)
        self.deals = Store(
            Deal, database, Publisher(NoKafka()), self.clock, name="deals", epoch=epoch, frozen=self.frozen
        )
        events = {event.TYPE: event for event in (Made, Signed, Ended)}
        self.retelling = Retelling(self.deals, "foothold.test.deal", events, retell)
        self.recovery = Recovery(self.frozen, [self.retelling])

    async def read(self, **told: list[type[Event]]) -> None:
        """Read the own topic, which has these events of each deal."""
        for id, events in told.items():
            await self.recovery.compare(self.retelling, {id: tellings(events)})
        await self.recovery.recover({})

    async def put(self, *ids: str) -> None:
        for id in ids:
            await self.deals.create(id, lambda _now, deal=Deal(id=id): (deal, [Made()]))


def tellings(events: list[type[Event]], epoch: int = 0) -> list[Telling]:
    return [
        Telling(f"{epoch:04d}.{n:012d}", n, event.TYPE, START, event().model_dump_json())
        for n, event in enumerate(events, start=1)
    ]


async def document(replica: Restored, id: str) -> dict:
    found = await replica.deals.collection.find_one({"_id": id})
    assert found is not None
    return found


async def made(database: Database) -> Store[Deal]:
    """Return the store as it was backed up: two deals are made, and nothing else has happened."""
    store = Store(Deal, database, Publisher(NoKafka()), StoppedClock(), name="deals")
    await store.ensure_indexes()
    for id in ("dea_1", "dea_2"):
        await store.create(id, lambda _now, deal=Deal(id=id): (deal, [Made()]))
    return store
