"""How much two more replicas of a worker help: on the road, and in reading a long backlog.

On the road three workers of contracts share the work of one. The gateway's worker reads the backlog: it reads every
topic, and can read the whole stream repeatedly, each time with a database and a group of its own.
"""

import asyncio
import time
from typing import Any

from bench.backlog import read_backlog
from bench.cores import Cores
from bench.market import Market, open_market
from bench.measure import REPEATS, Say
from bench.place import Place
from bench.replicas import REPLICAS, as_dict, in_words, nothing_yet, worker_of
from bench.road import closed_loop

BATCHES = 6
LIMITING = "contracts"
"""The worker that has most to do on the road (docs/performance.md)."""


async def bench_growth(place: Place, say: Say) -> dict[str, Any]:
    del place  # it has a stack of its own
    async with open_market("motor") as market:
        for _ in range(BATCHES):
            await closed_loop(market, await market.applications())
        road = await _road(market, say)
        return {"road": road, "backlog": await read_backlog(market, say)}


async def _road(market: Market, say: Say) -> dict[str, Any]:
    """Run the closed loop in turns: with one process of contracts, and with two more workers."""
    rates, busy = nothing_yet(), nothing_yet()
    for n in range(REPEATS):
        for replicas in REPLICAS:
            more = [worker_of(market, LIMITING, "foothold") for _ in range(replicas - 1)]
            try:
                for worker in more:
                    worker.start()
                applications = await market.applications()
                await closed_loop(market, applications[: len(applications) // 4])  # joined, and warm
                rest = applications[len(applications) // 4 :]
                pids = {f"one more {n}": worker.pid for n, worker in enumerate(more)}
                cores, began = Cores({**market.pids, **pids}), time.perf_counter()
                await closed_loop(market, rest)
                seconds = time.perf_counter() - began
                rates[replicas].append(len(rest) / seconds)
                busy[replicas].append(sum(cores.used().values()) / seconds)
            finally:
                await asyncio.gather(*(worker.stop() for worker in more))
        say(f"  {n + 1}/{REPEATS}: road, " + in_words(rates, "engagements/s"))
    return {"worker": LIMITING, **as_dict(rates, busy)}
