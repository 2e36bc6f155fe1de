"""The whole road: engagements a second through all services, their cost, and their duration.

The people act as soon as the event stream shows their turn, so the benchmark measures the platform and not them.
A run of the road and a run of bare loads and updates take turns, on the same mongod. The road's rate is compared
with the possible one: bare pairs a second, divided by the commits of one engagement, as counted in this run.
"""

import asyncio
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bench.cores import Cores
from bench.counts import MOVEMENTS, READ_MODELS, Counts
from bench.market import Application, Market, open_market
from bench.measure import REPEATS, Say, percentiles, spread
from bench.place import Place
from bench.raw import Raw, RawPairs
from foothold_chassis.store.mongo import Driver

AT_ONCE = 16
OPEN_LOOP_SHARE = 0.6
"""The share of the closed loop's rate: the platform is busy, but not overloaded."""

OPEN_LOOPS = 3
"""One after the other. 120 engagements are enough for a 95th percentile, but not for a 99th."""

DRIVERS: tuple[Driver, ...] = ("motor", "pymongo")


async def bench_road(place: Place, say: Say) -> dict[str, Any]:
    del place  # it has a stack of its own
    return {driver: await road(driver, say) for driver in DRIVERS}


async def road(driver: Driver, say: Say, *, repeats: int = REPEATS, **telemetry: str) -> dict[str, Any]:
    """Measure the road with one driver (and these settings of telemetry)."""
    say(f"the road with {driver}: people sign up")
    async with open_market(driver, **telemetry) as market:
        counts = Counts(market.stack.mongo_uri)
        try:
            async with RawPairs(market.place, driver, market.pids["mongod"]) as raw:
                return await _measure(market, raw, counts, say, repeats)
        finally:
            await counts.close()


@dataclass
class Closed:
    """The results of the closed loops, run by run."""

    done: int = 0
    rates: list[float] = field(default_factory=list)
    raw: list[Raw] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    cores: Counter[str] = field(default_factory=Counter)
    commits: Counter[str] = field(default_factory=Counter)
    commands: Counter[str] = field(default_factory=Counter)

    @property
    def commits_each(self) -> float:
        return self.commits.total() / self.done

    @property
    def aggregates_each(self) -> float:
        """The commits of aggregates only: without projections and the provider's movements."""
        return sum(n for name, n in self.commits.items() if name not in READ_MODELS | MOVEMENTS) / self.done

    def shares(self, commits: float) -> list[float]:
        return [rate * commits / raw.per_second for rate, raw in zip(self.rates, self.raw, strict=True)]

    def as_dict(self) -> dict[str, Any]:
        cpu = {name: round(s / self.done * 1000, 1) for name, s in self.cores.most_common()}
        pair_ms = statistics.median(raw.cpu_ms for raw in self.raw)
        return {
            "at_once": AT_ONCE,
            "engagements_per_second": spread(self.rates),
            "bare_pairs_per_second": spread([raw.per_second for raw in self.raw]),
            "commits_each": round(self.commits_each, 1),
            "share_of_bare": spread(self.shares(self.commits_each)),
            "aggregate_commits_each": round(self.aggregates_each, 1),
            "share_of_bare_aggregates_only": spread(self.shares(self.aggregates_each)),
            "cpu_ms_each": cpu,
            "cpu_ms_each_in_all": round(sum(cpu.values()), 1),
            "cpu_ms_of_a_bare_pair": round(pair_ms, 2),
            "cpu_share_of_bare": round(self.commits_each * pair_ms / sum(cpu.values()), 3),
            "commits": {name: round(n / self.done, 1) for name, n in self.commits.most_common()},
            "commands": {name: round(n / self.done, 1) for name, n in self.commands.most_common()},
            "selection_to_paid_ms": percentiles(self.seconds),
        }


async def _measure(market: Market, raw: RawPairs, counts: Counts, say: Say, repeats: int) -> dict[str, Any]:
    await closed_loop(market, await market.applications())  # warm
    found = Closed()
    for n in range(repeats):
        found.raw.append(await raw.run())
        await _closed_run(market, counts, found)
        share = found.shares(found.commits_each)[-1]
        say(
            f"  {n + 1}/{repeats}: {found.rates[-1]:.2f} engagements/s of {found.commits_each:.0f} commits, "
            f"bare pairs {found.raw[-1].per_second:,.0f}/s: {share:.2f}"
        )
    pace = statistics.median(found.rates) * OPEN_LOOP_SHARE
    say(f"  open loop at {pace:.2f} engagements/s")
    taken = [
        seconds
        for _ in range(OPEN_LOOPS)
        for seconds in await open_loop(market, await market.applications(), pace)
    ]
    return {
        "closed_loop": found.as_dict(),
        "open_loop": {"engagements_per_second": round(pace, 2), "selection_to_paid_ms": percentiles(taken)},
    }


async def _closed_run(market: Market, counts: Counts, found: Closed) -> None:
    applications = await market.applications()
    commits, commands = await counts.commits(), await counts.commands()
    cores, started = Cores(market.pids), time.perf_counter()
    found.seconds += await closed_loop(market, applications)
    found.rates.append(len(applications) / (time.perf_counter() - started))
    found.cores.update(cores.used())
    found.done += len(applications)
    # the last writes, such as the timeline's rows, follow within a moment, and no one waits for them
    await asyncio.sleep(1)
    found.commits.update(await counts.commits() - commits)
    found.commands.update(await counts.commands() - commands)


async def closed_loop(market: Market, applications: list[Application]) -> list[float]:
    """Run so many engagements at once, and begin the next when one is paid."""
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(application: Application) -> float:
        async with slots:
            return await market.engage(*application, time.perf_counter())

    return list(await asyncio.gather(*map(one, applications)))


async def open_loop(market: Market, applications: list[Application], per_second: float) -> list[float]:
    """Begin each engagement at its time, whether or not earlier ones have ended; latencies count from that time."""
    began = time.perf_counter()

    async def one(n: int, application: Application) -> float:
        intended = began + n / per_second
        await asyncio.sleep(max(0.0, intended - time.perf_counter()))
        return await market.engage(*application, intended)

    return list(await asyncio.gather(*(one(n, found) for n, found in enumerate(applications))))
