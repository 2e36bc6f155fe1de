"""Interleaved runs of a bare and a whole variant, and their ratio."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

REPEATS = 5

Say = Callable[[str], None]
Run = Callable[[], Awaitable[float]]
"""Does the work once and returns the work done in a second."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """`whole` over `bare`, in each of the repeats; rates in calls or records a second."""

    bare: list[float]
    whole: list[float]

    def as_dict(self) -> dict[str, Any]:
        return {
            "ratio": spread([whole / bare for whole, bare in zip(self.whole, self.bare, strict=True)]),
            "bare_per_second": spread(self.bare),
            "whole_per_second": spread(self.whole),
        }


def spread(found: Sequence[float]) -> dict[str, float]:
    """Return the median of the repeats, the least and the most."""
    return {
        name: float(f"{value:.4g}")
        for name, value in (("median", statistics.median(found)), ("least", min(found)), ("most", max(found)))
    }


async def interleaved(bare: Run, whole: Run, say: Say, *, repeats: int = REPEATS) -> Ratio:
    """Warm both up, then take turns, so that other load on the machine affects both alike."""
    await bare()
    await whole()
    found = Ratio([], [])
    for n in range(repeats):
        found.bare.append(await bare())
        found.whole.append(await whole())
        say(f"  {n + 1}/{repeats}: bare {found.bare[-1]:,.0f}/s, whole {found.whole[-1]:,.0f}/s")
    return found


async def rate_of(count: int, work: Awaitable[object]) -> float:
    """Return `count` divided by the seconds that the work takes."""
    started = time.perf_counter()
    await work
    return count / (time.perf_counter() - started)


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Return p50, p95, p99 and the longest, in milliseconds."""
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return {
        name: round(value * 1000, 2)
        for name, value in zip(
            ("p50", "p95", "p99", "max"), (cuts[49], cuts[94], cuts[98], max(seconds)), strict=True
        )
    }


async def until(holds: Callable[[], bool]) -> None:
    """Poll for a condition that has no event; the step is far below what is measured."""
    while not holds():  # noqa: ASYNC110 - there is no event to wait for
        await asyncio.sleep(0.001)
