"""What two more replicas of a worker bring: on the road, and in reading a backlog.

The gateway's worker is taken: it reads every topic, and can be let loose on the whole stream again and again, with a
database and a group of its own, without a trace in the system. On the road three of them share what one did.
"""

import asyncio
import secrets
import sys
import time
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection

from bench.cores import Cores
from bench.market import Market, open_market
from bench.measure import REPEATS, Say, spread
from bench.place import Place
from bench.road import closed_loop
from foothold_devstack.process import ManagedProcess, free_port

BATCHES = 6
REPLICAS = (1, 3)
LOOK_SECONDS = 0.05
CATCH_UP_SECONDS = 180
LIMITING = "contracts"
"""The worker that has most to do on the road (docs/performance.md)."""


async def bench_growth(place: Place, say: Say) -> dict[str, Any]:
    del place  # it has a stack of its own
    async with open_market("motor") as market:
        for _ in range(BATCHES):
            await closed_loop(market, await market.applications())
        return {
            "backlog": await _backlog(market, say),
            "road": await _road(market, say),
        }


async def _road(market: Market, say: Say) -> dict[str, Any]:
    """The closed loop with one process of contracts, and with two workers more; in turns."""
    rates: dict[int, list[float]] = {replicas: [] for replicas in REPLICAS}
    busy: dict[int, list[float]] = {replicas: [] for replicas in REPLICAS}
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
        say(f"  {n + 1}/{REPEATS}: road, " + _told(rates, "engagements/s"))
    return {"worker": LIMITING, **_as_dict(rates, busy)}


async def _backlog(market: Market, say: Say) -> dict[str, Any]:
    """Read the whole stream into a new timeline, by one and by three."""
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(market.stack.mongo_uri)
    events = await client["foothold_gateway"]["timeline"].count_documents({})
    rates: dict[int, list[float]] = {replicas: [] for replicas in REPLICAS}
    cores: dict[int, list[float]] = {replicas: [] for replicas in REPLICAS}
    for n in range(REPEATS):
        for replicas in REPLICAS:
            prefix = f"bench_{secrets.token_hex(4)}"
            workers = [worker_of(market, "gateway", prefix) for _ in range(replicas)]
            try:
                seconds, busy = await _catch_up(market, client, workers, prefix, events)
            finally:
                await asyncio.gather(*(worker.stop() for worker in workers))
            rates[replicas].append(events / seconds)
            cores[replicas].append(busy)
            await client.drop_database(f"{prefix}_gateway")
        say(f"  {n + 1}/{REPEATS}: backlog, " + _told(rates, "events/s"))
    await client.close()
    return {"worker": "gateway", "events": events, **_as_dict(rates, cores)}


async def _catch_up(
    market: Market,
    client: AsyncMongoClient[dict[str, Any]],
    workers: list[ManagedProcess],
    prefix: str,
    events: int,
) -> tuple[float, float]:
    """Give the seconds from the first row to the last, and how many cores were busy meanwhile."""
    timeline = client[f"{prefix}_gateway"]["timeline"]
    for worker in workers:
        worker.start()
    async with asyncio.timeout(CATCH_UP_SECONDS):
        first = await _until(timeline, 1)
        servers = {name: market.pids[name] for name in ("mongod", "kafka")}
        cores = Cores({**servers, **{f"worker {n}": worker.pid for n, worker in enumerate(workers)}})
        began = time.perf_counter()
        await _until(timeline, events)
    seconds = time.perf_counter() - began
    return seconds * events / (events - first), sum(cores.used().values()) / seconds


async def _until(timeline: AsyncCollection[dict[str, Any]], least: int) -> int:
    """Wait until there are so many rows; give how many there are."""
    while (found := await timeline.estimated_document_count()) < least:  # noqa: ASYNC110 - nobody announces it
        await asyncio.sleep(LOOK_SECONDS)
    return found


def worker_of(market: Market, name: str, prefix: str) -> ManagedProcess:
    """Make a process of a service's worker, with a database and a group under this prefix."""
    env = {
        **market.platform.env(name),
        "FOOTHOLD_HTTP_PORT": str(free_port()),
        "FOOTHOLD_DATABASE_PREFIX": prefix,
        "FOOTHOLD_GROUP_PREFIX": prefix,
    }
    command = [sys.executable, "-m", f"foothold_{name}", "--role", "worker"]
    log = market.stack.folder / f"{name}-{secrets.token_hex(3)}.log"
    return ManagedProcess(f"{name} worker", command, log=log, env=env)


def _told(rates: dict[int, list[float]], unit: str) -> str:
    return ", ".join(f"{replicas} replicas {found[-1]:,.1f} {unit}" for replicas, found in rates.items())


def _as_dict(rates: dict[int, list[float]], cores: dict[int, list[float]]) -> dict[str, Any]:
    one, three = (rates[replicas] for replicas in REPLICAS)
    return {
        **{f"per_second_by_{replicas}": spread(found) for replicas, found in rates.items()},
        **{f"cores_used_by_{replicas}": spread(found) for replicas, found in cores.items()},
        "three_of_one": spread([many / single for many, single in zip(three, one, strict=True)]),
    }
