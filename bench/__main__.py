"""`python -m bench [NAME …] [--json FILE]`: run the benchmarks, all or those named. `make bench` gives them a stack.

Names that are not run keep their figures in the file.
"""

import argparse
import json
import logging
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import structlog
import uvloop
from rich.console import Console

from bench.consumer import bench_consumer
from bench.gateway import bench_commands, bench_gateway
from bench.growth import bench_growth
from bench.idle import bench_idle
from bench.machine import machine
from bench.measure import Say
from bench.outage import bench_outage
from bench.place import Place
from bench.profile import bench_profile
from bench.road import bench_road
from bench.startup import bench_startup
from bench.store import bench_publish, bench_store
from bench.subject import PARTITIONS, Changed
from bench.telemetry import bench_telemetry
from foothold_devstack.interruption import interrupt_on_signals

BENCHES: dict[str, Callable[[Place, Say], Awaitable[dict[str, Any]]]] = {
    "store": bench_store,
    "publish": bench_publish,
    "consumer": bench_consumer,
    "road": bench_road,
    "growth": bench_growth,
    "gateway": bench_gateway,
    "commands": bench_commands,
    "telemetry": bench_telemetry,
    "profile": bench_profile,
    "startup": bench_startup,
    "outage": bench_outage,
    "idle": bench_idle,
}


async def run(names: list[str], found: dict[str, Any], say: Say, keep: Callable[[], None]) -> None:
    """Run these benchmarks into `found`. Each result is kept at once, with the time and the machine."""
    place = Place.of_environment()
    await place.make_topic(Changed.topic(), PARTITIONS)
    for n, name in enumerate(names, 1):
        measured, began = machine(), time.perf_counter()
        say(f"[bold]{n}/{len(names)} {name}[/]")
        figures = await BENCHES[name](place, say)
        found[name] = {"measured": measured, "seconds": round(time.perf_counter() - began), **figures}
        keep()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], help="default: all of them")
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    asked = parser.parse_args()
    logging.disable(logging.ERROR)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    console = Console(stderr=True)
    file: Path | None = asked.json
    found: dict[str, Any] = json.loads(file.read_text()) if file and file.exists() else {}

    def say(message: str) -> None:
        console.print(message, highlight=False)

    def keep() -> None:
        if file:
            file.write_text(json.dumps(found, indent=2) + "\n")

    interrupt_on_signals()
    uvloop.run(run(asked.names or [*BENCHES], found, say, keep))
    sys.stdout.write(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
