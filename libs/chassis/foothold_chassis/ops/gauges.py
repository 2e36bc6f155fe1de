"""Gauges of what no single request or event shows: how much waits, since when, and how far a consumer is behind."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import structlog

from foothold_chassis.bus.parking import Parking
from foothold_chassis.bus.reader import Reader
from foothold_chassis.clock import Clock
from foothold_chassis.process.loops import Loop
from foothold_chassis.store.backlog import DUE, UNPUBLISHED, due, unpublished
from foothold_chassis.store.frozen import Frozen
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
        self._loops = [
            Loop(partial(_take, measure), every=measure.every, failed="not_measured") for measure in measures
        ]

    async def start(self) -> None:
        for measure, loop in zip(self._measures, self._loops, strict=True):
            # otherwise a measure that never succeeds would have no age
            metrics.MEASURED.labels(measure.name).set_to_current_time()
            await loop.start()

    async def stop(self) -> None:
        await asyncio.gather(*(loop.stop() for loop in self._loops))


async def _take(measure: Measure) -> None:
    try:
        async with asyncio.timeout(measure.within):
            await measure.take()
    except Exception as error:  # noqa: BLE001 - what measures the trouble has no trace of its own
        log.warning("not_measured", measure=measure.name, error=type(error).__name__)
    else:
        metrics.MEASURED.labels(measure.name).set_to_current_time()


def of_store(store: Store[Any], clock: Clock) -> Measure:
    """Measure how many documents wait for Kafka or for a worker after their deadline, and for how long."""

    async def take() -> None:
        now = clock.now()
        pending, oldest = await UNPUBLISHED.depth(store.collection, unpublished(now), at_most=COUNTED_AT_MOST)
        metrics.OUTBOX_PENDING.labels(store.name).set(pending)
        metrics.OUTBOX_OLDEST.labels(store.name).set(age(oldest, now))
        waiting, latest = await DUE.depth(store.collection, due(now), at_most=COUNTED_AT_MOST)
        metrics.WAKES_DUE.labels(store.name).set(waiting)
        metrics.WAKES_LATE.labels(store.name).set(age(latest, now))

    return Measure(store.name, take)


def of_parking(parking: Parking, clock: Clock) -> Measure:
    async def take() -> None:
        subjects, oldest = await parking.depth(COUNTED_AT_MOST)
        metrics.PARKED_SUBJECTS.set(subjects)
        metrics.PARKED_OLDEST.set(age(oldest, clock.now()))

    return Measure("parked", take)


def of_readers(readers: Sequence[Reader]) -> Measure:
    """Measure how far this process is behind the topics that it follows into its memory."""

    async def take() -> None:
        await asyncio.gather(*(reader.measure() for reader in readers))

    return Measure("followed", take)


def of_frozen(frozen: Frozen, kinds: Sequence[str]) -> Measure:
    async def take() -> None:
        for kind in kinds:
            metrics.FROZEN.labels(kind).set(await frozen.count(kind))

    return Measure("frozen", take)


def age(since: datetime | None, now: datetime) -> float:
    """Return the seconds since this moment; 0 if there is none."""
    return max(0.0, (now - since).total_seconds()) if since else 0.0
