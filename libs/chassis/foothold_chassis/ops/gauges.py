"""Gauges of what no single request or event shows: how much waits, since when, and how far a consumer is behind."""

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
"""A higher number would raise the same alarm and take longer to count."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A function that sets gauges, with its name, its interval, and its time limit (both in seconds)."""

    name: str
    take: Callable[[], Awaitable[None]]
    every: float = EVERY_SECONDS
    within: float = WITHIN_SECONDS


class Gauges:
    """Runs each measure by itself, so that none waits for another.

    A measure that fails or takes too long leaves its gauges unchanged and is tried again. The time when it last
    succeeded is a gauge of its own, since an old value looks like a new one.
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
    succeeded.set_to_current_time()  # otherwise a measure that never succeeds would have no age
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
    """Measure how many documents wait for Kafka or for a worker after their deadline, and for how long."""

    async def take() -> None:
        now = clock.now()
        # the same queries as sweeper and wakes, or their partial indexes are not used
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
    """Return the seconds since this moment; 0 if there is none."""
    return max(0.0, (now - since).total_seconds()) if since else 0.0
