"""What a service has before it, for operators: its waits, the soonest first, its documents by state, and its backlogs.

The gauges show the same to Prometheus; this names the documents.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.bus.parking import Parking
from foothold_chassis.clock import Clock
from foothold_chassis.ops.gauges import COUNTED_AT_MOST
from foothold_chassis.store.backlog import DUE, IN_PHASE, UNPUBLISHED, due, next_phase, unpublished
from foothold_chassis.store.store import Store

SOONEST = 100
"""The waits that are named, of all kinds together."""


class Depth(BaseModel):
    """How many wait (counted up to 10,000), and since when (UTC) the first of them does."""

    count: int
    since: AwareDatetime | None


class PhaseDepth(Depth):
    """How many documents are in this state, and since when the first of them is."""

    phase: str


class KindOfWork(BaseModel):
    """The documents of one kind: with events that Kafka does not have yet, with a wait that is over, and by state."""

    kind: str
    unpublished: Depth
    overdue: Depth
    phases: list[PhaseDepth]


class OpenWait(BaseModel):
    """A document that waits for `what` until `until` (UTC). `tries` counts the wakes that failed so far."""

    kind: str
    id: str
    phase: str | None
    what: str
    until: AwareDatetime
    tries: int


class Work(BaseModel):
    """The present work of a service. `waits` are the soonest, those that are over before all others."""

    now: AwareDatetime
    kinds: list[KindOfWork]
    parked: Depth
    waits: list[OpenWait]


async def work(stores: Sequence[Store[Any]], parking: Parking, clock: Clock) -> Work:
    """Look at the stores of a service and at its parking. Each look is bounded and goes by an index."""
    now = clock.now()
    subjects, since = await parking.depth(COUNTED_AT_MOST)
    waits = [wait for store in stores for wait in await _waits(store)]
    return Work(
        now=now,
        kinds=[await _kind(store, now) for store in stores],
        parked=Depth(count=subjects, since=since),
        waits=sorted(waits, key=lambda wait: (wait.until, wait.id))[:SOONEST],
    )


async def _kind(store: Store[Any], now: datetime) -> KindOfWork:
    outbox = await UNPUBLISHED.depth(store.collection, unpublished(now), at_most=COUNTED_AT_MOST)
    overdue = await DUE.depth(store.collection, due(now), at_most=COUNTED_AT_MOST)
    return KindOfWork(
        kind=store.name,
        unpublished=Depth(count=outbox[0], since=outbox[1]),
        overdue=Depth(count=overdue[0], since=overdue[1]),
        phases=[phase async for phase in _phases(store)],
    )


async def _phases(store: Store[Any]) -> AsyncIterator[PhaseDepth]:
    """Iterate over the states that occur, each found in the index from the one before."""
    last = ""
    while found := await store.collection.find(next_phase(last), {"phase": 1}, sort=IN_PHASE.order, limit=1):
        last = found[0]["phase"]
        count, since = await store.in_phase(last, at_most=COUNTED_AT_MOST)
        yield PhaseDepth(phase=last, count=count, since=since)


async def _waits(store: Store[Any]) -> list[OpenWait]:
    found = await store.collection.find(
        DUE.condition, {"state": 1, "phase": 1, "wake_tries": 1}, sort=DUE.order, limit=SOONEST
    )
    return [
        _open(store.name, document["phase"], document["wake_tries"], store.read(document))
        for document in found
    ]


def _open(kind: str, phase: str | None, tries: int, aggregate: Aggregate) -> OpenWait:
    first = min(aggregate.waits(), key=lambda wait: wait.until)
    return OpenWait(kind=kind, id=aggregate.id, phase=phase, what=first.what, until=first.until, tries=tries)
