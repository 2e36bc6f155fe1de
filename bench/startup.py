"""From the start of a process until it is ready, service by service; and of an api while Kafka is away.

Cold is the first start ever: indexes are made, and identity makes its first signing key. Then each is started again.
Services start one after the other, since two at once would share the cores.
"""

import asyncio
import sys
import time
from typing import Any

import httpx2

from bench.market import environment
from bench.measure import REPEATS, Say, spread
from bench.place import Place
from foothold_devstack import roster
from foothold_devstack.platform import Platform
from foothold_devstack.process import ManagedProcess
from foothold_devstack.stack import Stack

LOOK_SECONDS = 0.02
READY_SECONDS = 120


async def bench_startup(place: Place, say: Say) -> dict[str, Any]:
    del place  # it has a stack of its own
    with environment(FOOTHOLD_KAFKA_BOOTSTRAP="", FOOTHOLD_MONGO_URI=""):
        async with Stack() as stack:
            platform = Platform(stack)  # for its environment; the processes are started here
            services = {name: process_of(stack, platform, name, "all") for name in roster.names()}
            try:
                return await _measure(stack, platform, services, say)
            finally:
                for process in services.values():
                    await process.stop()


async def _measure(
    stack: Stack, platform: Platform, services: dict[str, ManagedProcess], say: Say
) -> dict[str, Any]:
    # identity comes first, since no service is ready without a key
    cold = {name: await _until_ready(services[name], platform.internal_url(name)) for name in roster.names()}
    say("  cold: " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in cold.items()))
    again: dict[str, list[float]] = {name: [] for name in roster.names()}
    for n in range(REPEATS):
        for name, process in services.items():
            await process.stop()
            again[name].append(await _until_ready(process, platform.internal_url(name)))
        say(f"  {n + 1}/{REPEATS}: " + ", ".join(f"{name} {r[-1]:.1f} s" for name, r in again.items()))
    await services["contracts"].stop()
    assert stack.kafka is not None
    stack.kafka.kill()
    api = process_of(stack, platform, "contracts", "api")
    try:
        alone = await _until_ready(api, platform.internal_url("contracts"))
    finally:
        await api.stop()
    say(f"  contracts as api with Kafka away: {alone:.1f} s")
    return {
        "cold_s": {name: round(seconds, 2) for name, seconds in cold.items()},
        "again_s": {name: spread(seconds) for name, seconds in again.items()},
        "contracts_api_with_kafka_away_s": round(alone, 2),
    }


def process_of(stack: Stack, platform: Platform, name: str, role: str) -> ManagedProcess:
    command = [sys.executable, "-m", f"foothold_{name}", "--role", role]
    return ManagedProcess(name, command, log=stack.folder / f"{name}-{role}.log", env=platform.env(name))


async def _until_ready(process: ManagedProcess, url: str) -> float:
    began = time.perf_counter()
    process.start()
    await _ready(url)
    return time.perf_counter() - began


async def _ready(url: str) -> None:
    async with (
        httpx2.AsyncClient(base_url=url, timeout=READY_SECONDS) as client,
        asyncio.timeout(READY_SECONDS),
    ):
        while True:
            try:
                if (await client.get("/readyz")).status_code == httpx2.codes.OK:
                    return
            except httpx2.TransportError:
                pass  # it does not listen yet
            await asyncio.sleep(LOOK_SECONDS)
