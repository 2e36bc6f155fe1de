"""What telemetry costs: no tracing, one trace in ten, all traces, exported to a sink; and a scrape of metrics.

A process decides at its start whether to trace. So the consumer runs in a new process each time, the road on a platform
for each variant. The variants take turns. They are compared by CPU, since other processes share the cores.
"""

import asyncio
import json
import os
import sys
import time
from contextlib import AsyncExitStack
from typing import Any

from bench.cores import Cores
from bench.http import Connection
from bench.market import Market, open_market
from bench.measure import REPEATS, Say, spread
from bench.place import Place
from bench.road import closed_loop
from foothold_devstack import roster
from foothold_devstack.traces import TraceSink

OFF = "off"
SCRAPES = 30


def variants(sink: TraceSink) -> dict[str, dict[str, str]]:
    """Return OpenTelemetry's own settings of each variant."""
    on = {"OTEL_EXPORTER_OTLP_ENDPOINT": sink.endpoint}
    return {
        OFF: {},
        "ten_percent": {
            **on,
            "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
            "OTEL_TRACES_SAMPLER_ARG": "0.1",
        },
        "always": {**on, "OTEL_TRACES_SAMPLER": "parentbased_always_on"},
    }


async def bench_telemetry(place: Place, say: Say) -> dict[str, Any]:
    with TraceSink(keep=False) as sink:  # the cost of tracing for the services, without the collector's
        return {"consumer": await _consumer(place, sink, say), "road": await _road(sink, say)}


async def _consumer(place: Place, sink: TraceSink, say: Say) -> dict[str, Any]:
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in variants(sink)}
    for n in range(REPEATS):
        for name, settings in variants(sink).items():
            runs[name].append(await _consumer_once(place, settings))
        costs = (f"{name} {r[-1]['cpu_us']:.0f} µs of CPU a record" for name, r in runs.items())
        say(f"  {n + 1}/{REPEATS}: consumer, " + ", ".join(costs))
    return {
        name: {
            "per_second": spread([run["per_second"] for run in found]),
            "cpu_us_a_record": spread([run["cpu_us"] for run in found]),
            "cpu_of_off": spread(
                [run["cpu_us"] / off["cpu_us"] for run, off in zip(found, runs[OFF], strict=True)]
            ),
        }
        for name, found in runs.items()
    }


async def _consumer_once(place: Place, settings: dict[str, str]) -> dict[str, float]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.consumer"),
        env={
            **os.environ,
            **settings,
            "FOOTHOLD_KAFKA_BOOTSTRAP": place.kafka,
            "FOOTHOLD_MONGO_URI": place.mongo,
        },
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, "the consumer's own process failed"
    found: dict[str, float] = json.loads(output.splitlines()[-1])
    return found


async def _road(sink: TraceSink, say: Say) -> dict[str, Any]:
    """Run three platforms in turns, one of each variant; the waiting ones cost little, and all cost the same."""
    async with AsyncExitStack() as opened:
        markets = {
            name: await opened.enter_async_context(open_market("motor", **settings))
            for name, settings in variants(sink).items()
        }
        for market in markets.values():
            await closed_loop(market, await market.applications())  # warm
        each: dict[str, list[float]] = {name: [] for name in markets}
        for n in range(REPEATS):
            for name, market in markets.items():
                each[name].append(await _cpu_each(market))
            costs = ", ".join(f"{name} {found[-1]:.0f} ms" for name, found in each.items())
            say(f"  {n + 1}/{REPEATS}: CPU an engagement, {costs}")
        scrape = await _scrape(markets[OFF])
    by_variant = {
        name: {
            "cpu_ms_each": spread(found),
            "of_off": spread([ms / off for ms, off in zip(found, each[OFF], strict=True)]),
        }
        for name, found in each.items()
    }
    return {**by_variant, "scrape": scrape, "exported_bytes": sink.bytes, "exports": sink.requests}


async def _cpu_each(market: Market) -> float:
    """Return the milliseconds of CPU that one engagement takes of the services, Kafka and MongoDB."""
    applications = await market.applications()
    cores = Cores({name: pid for name, pid in market.pids.items() if name != "people"})
    await closed_loop(market, applications)
    return sum(cores.used().values()) / len(applications) * 1000


async def _scrape(market: Market) -> dict[str, Any]:
    """Ask each service for its metrics, after a run of the road has filled them."""
    milliseconds, sizes = [], []
    for name in roster.names():
        async with Connection(market.platform.internal_url(name)) as connection:
            for _ in range(SCRAPES):
                began = time.perf_counter()
                status, body = await connection.get("/metrics")
                assert status == 200
                milliseconds.append((time.perf_counter() - began) * 1000)
            sizes.append(len(body))
    return {"ms": spread(milliseconds), "bytes_largest": max(sizes)}
