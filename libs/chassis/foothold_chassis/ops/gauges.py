"""Measures, every few seconds, what no single request or event shows: what waits, since when, and how far behind."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from foothold_chassis.bus.parking import Parking
from foothold_chassis.clock import Clock
from foothold_chassis.process.background import end
from foothold_chassis.store.store import Store
from foothold_chassis.telemetry import metrics

log = structlog.get_logger()

EVERY_SECONDS = 15.0
WITHIN_SECONDS = 30.0
COUNTED_AT_MOST = 10_000
"""More than this is the same alarm, and a longer count."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What sets some gauges: under which name it is known, how often, and after how long it is given up (seconds)."""

    name: str
    take: Callable[[], Awaitable[None]]
    every: float = EVERY_SECONDS
    within: float = WITHIN_SECONDS


class Gauges:
    """Runs each measure by itself: none waits for another.

    One that fails, or takes longer than it may, leaves its gauges as they were and is tried again; when it last
    succeeded is a gauge of its own, since an old value looks like any other.
    """

    def __init__(self, measures: Sequence[Measure]) -> None:
        self._measures = measures
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        self._tasks = [asyncio.create_task(_measure_forever(measure)) for measure in self._measures]

    async def stop(self) -> None:
        await end(*self._tasks)


async def _measure_forever(measure: Measure) -> None:
    succeeded = metrics.MEASURED.labels(measure.name)
    succeeded.set_to_current_time()  # or one that never does would never grow old
    while True:
        try:
            async with asyncio.timeout(measure.within):
                await measure.take()
        except Exception as error:  # noqa: BLE001 - what measures the trouble must not end with it
            log.warning("not_measured", measure=measure.name, error=type(error).__name__)
        else:
            succeeded.set_to_current_time()
        await asyncio.sleep(measure.every)


def of_store(store: Store[Any], clock: Clock) -> Measure:
    """Measure how many documents wait for Kafka or for their deadline to be seen to, and for how long."""

    async def take() -> None:
        now = clock.now()
        # as the sweeper and the wakes ask, or their partial indexes are not used
        pending = {"outbox.0": {"$exists": True}, "outbox.0.at": {"$lte": now}}
        metrics.OUTBOX_PENDING.labels(store.name).set(
            await store.collection.count(pending, at_most=COUNTED_AT_MOST)
        )
        oldest = await store.collection.find(pending, {"outbox.at": 1}, sort=[("outbox.0.at", 1)], limit=1)
        metrics.OUTBOX_OLDEST.labels(store.name).set(
            age(oldest[0]["outbox"][0]["at"] if oldest else None, now)
        )
        due = {"wake_at": {"$lte": now, "$type": "date"}}
        metrics.WAKES_DUE.labels(store.name).set(await store.collection.count(due, at_most=COUNTED_AT_MOST))
        longest = await store.collection.find(due, {"wake_at": 1}, sort=[("wake_at", 1)], limit=1)
        metrics.WAKES_LATE.labels(store.name).set(age(longest[0]["wake_at"] if longest else None, now))

    return Measure(store.name, take)


def of_parking(parking: Parking, clock: Clock) -> Measure:
    async def take() -> None:
        subjects, oldest = await parking.depth(COUNTED_AT_MOST)
        metrics.PARKED_SUBJECTS.set(subjects)
        metrics.PARKED_OLDEST.set(age(oldest, clock.now()))

    return Measure("parked", take)


def age(since: datetime | None, now: datetime) -> float:
    """Give the seconds since then; 0 if there is no then."""
    return max(0.0, (now - since).total_seconds()) if since else 0.0
