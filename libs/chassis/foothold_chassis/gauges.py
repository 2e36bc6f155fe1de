"""Measures, every few seconds, what no single request or event shows: what waits, since when, and how far behind."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import structlog

from foothold_chassis import metrics
from foothold_chassis.clock import Clock
from foothold_chassis.parking import Parking
from foothold_chassis.store import Store

log = structlog.get_logger()

EVERY_SECONDS = 15.0
COUNTED_AT_MOST = 10_000
"""More than this is the same alarm, and a longer count."""

Measure = Callable[[], Awaitable[None]]


class Gauges:
    """Runs each measure in turn; one that fails is left as it was, and tried again with the next round."""

    def __init__(self, measures: Sequence[Measure], *, every_seconds: float = EVERY_SECONDS) -> None:
        self._measures = measures
        self._every = every_seconds
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._measure_forever())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _measure_forever(self) -> None:
        while True:
            for measure in self._measures:
                try:
                    await measure()
                except Exception as error:  # noqa: BLE001 - what measures the trouble must not end with it
                    log.warning("not_measured", error=type(error).__name__)
            await asyncio.sleep(self._every)


def of_store(store: Store[Any], clock: Clock) -> Measure:
    """Measure how many documents wait for Kafka or for their deadline to be seen to, and for how long."""

    async def measure() -> None:
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

    return measure


def of_parking(parking: Parking, clock: Clock) -> Measure:
    async def measure() -> None:
        subjects, oldest = await parking.depth(COUNTED_AT_MOST)
        metrics.PARKED_SUBJECTS.set(subjects)
        metrics.PARKED_OLDEST.set(age(oldest, clock.now()))

    return measure


def age(since: datetime | None, now: datetime) -> float:
    """Give the seconds since then; 0 if there is no then."""
    return max(0.0, (now - since).total_seconds()) if since else 0.0
