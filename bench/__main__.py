"""`python -m bench [NAME …] [--json FILE]`: run the benchmarks, all or those named. `make bench` gives them a stack."""

import argparse
import json
import logging
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import structlog
import uvloop
from rich.console import Console

from bench.consumer import bench_consumer
from bench.measure import Say
from bench.outage import bench_outage
from bench.place import Place
from bench.road import bench_road
from bench.store import bench_publish, bench_store
from bench.subject import PARTITIONS, Changed

BENCHES: dict[str, Callable[[Place, Say], Awaitable[dict[str, Any]]]] = {
    "store": bench_store,
    "publish": bench_publish,
    "consumer": bench_consumer,
    "road": bench_road,
    "outage": bench_outage,
}


async def run(names: list[str], found: dict[str, Any], say: Say, keep: Callable[[], None]) -> None:
    """Run these into `found`; each figure is kept as soon as it is there."""
    place = Place.of_environment()
    await place.make_topic(Changed.topic(), PARTITIONS)
    for name in names:
        say(f"[bold]{name}[/]")
        found[name] = await BENCHES[name](place, say)
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

    uvloop.run(run(asked.names or [*BENCHES], found, say, keep))
    sys.stdout.write(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
