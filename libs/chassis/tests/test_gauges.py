"""No measure waits for another, and a failing measure is logged and tried again."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import asynccontextmanager

import pytest
from prometheus_client import REGISTRY

from foothold_chassis.ops.gauges import Gauges, Measure
from foothold_chassis.telemetry import metrics

from .conditions import SOON, until


@pytest.fixture(autouse=True)
def nothing_measured_yet() -> Iterator[None]:
    metrics.MEASURED.clear()
    yield
    metrics.MEASURED.clear()


def measured(name: str) -> float | None:
    return REGISTRY.get_sample_value("foothold_measure_last_success_timestamp_seconds", {"measure": name})


@asynccontextmanager
async def measuring(*measures: Measure):
    gauges = Gauges(measures)
    await gauges.start()
    try:
        yield
    finally:
        await gauges.stop()


class Taken:
    """Counts its calls, and then runs `then`."""

    def __init__(self, then: Callable[[], Awaitable[object]] | None = None) -> None:
        self.times = 0
        self._then = then

    async def __call__(self) -> None:
        self.times += 1
        if self._then is not None:
            await self._then()


async def fail() -> None:
    raise ValueError("a bug")


async def test_a_measure_that_hangs_holds_up_no_other() -> None:
    hanging, other = Taken(asyncio.Event().wait), Taken()

    async with measuring(Measure("audit", hanging, every=SOON), Measure("outbox", other, every=SOON)):
        await until(lambda: other.times > 3)

    assert hanging.times == 1


async def test_a_measure_that_hangs_is_given_up_and_tried_again(lines) -> None:
    hanging = Taken(asyncio.Event().wait)

    async with measuring(Measure("audit", hanging, every=SOON, within=SOON)):
        await until(lambda: hanging.times > 3)

    assert {
        "event": "not_measured",
        "measure": "audit",
        "error": "TimeoutError",
        "log_level": "warning",
    } in lines


async def test_when_something_was_last_measured_is_shown() -> None:
    taken = Taken()
    before = time.time()

    async with measuring(Measure("outbox", taken, every=SOON)):
        await until(lambda: taken.times > 1)

    assert before <= (measured("outbox") or 0) <= time.time()


async def test_a_measure_that_fails_grows_old(monkeypatch) -> None:
    failing = Taken(fail)
    monkeypatch.setattr(time, "time", lambda: 1_000.0)

    async with measuring(Measure("outbox", failing, every=SOON)):
        await until(lambda: failing.times > 0)
        monkeypatch.setattr(time, "time", lambda: 2_000.0)
        await until(lambda: failing.times > 3)

    assert measured("outbox") == 1_000, "since this process began"
