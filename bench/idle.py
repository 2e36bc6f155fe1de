"""What an idle platform costs: the CPU and the memory of each process while nothing happens.

Every service runs as one process in the role `all`, as `foothold up` starts it, on a stack of its own. No one calls it,
and no deadline falls into the time. The figures are shares of one core, from the CPU time that the kernel counted.
"""

import asyncio
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from bench.cores import Cores, listener_on
from bench.counts import Counts
from bench.market import environment
from bench.measure import Say
from bench.place import Place
from foothold_chassis.store.mongo import Driver
from foothold_devstack import roster
from foothold_devstack.platform import Platform
from foothold_devstack.stack import Stack

SETTLE_SECONDS = 20.0
"""From readiness until the measurement: the first metadata, indexes and connections are then made."""

IDLE_SECONDS = 60.0
DRIVERS: tuple[Driver, ...] = ("motor", "pymongo")
SERVERS = ("kafka", "mongod")

_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1_000_000


async def bench_idle(place: Place, say: Say) -> dict[str, Any]:
    del place  # it has a stack of its own
    return {driver: await idle(driver, say) for driver in DRIVERS}


async def idle(driver: Driver, say: Say, *, seconds: float = IDLE_SECONDS) -> dict[str, Any]:
    """Start a platform with this driver, leave it alone, and return what its processes used."""
    with environment(FOOTHOLD_KAFKA_BOOTSTRAP="", FOOTHOLD_MONGO_URI="", MONGO_DRIVER=driver):
        async with Stack() as stack, Platform(stack) as platform:
            pids = pids_of(stack, platform)
            await asyncio.sleep(SETTLE_SECONDS)
            counts = Counts(stack.mongo_uri)
            try:
                found = await _leave_alone(pids, counts, seconds)
            finally:
                await counts.close()
    say(
        f"  {driver}: all services {found['percent_of_a_core_of_services']} % of a core, {found['percent_of_a_core']}"
    )
    return found


async def _leave_alone(pids: dict[str, int], counts: Counts, seconds: float) -> dict[str, Any]:
    commands, switches = await counts.commands(), {name: switches_of(pid) for name, pid in pids.items()}
    cores = Cores(pids)
    await asyncio.sleep(seconds)
    used = cores.used()
    switched = {name: switches_of(pid) - switches[name] for name, pid in pids.items()}
    commands = await counts.commands() - commands
    percent = {name: cpu / seconds * 100 for name, cpu in used.items()}
    return {
        "seconds_left_alone": seconds,
        "percent_of_a_core_of_services": round(sum(percent[name] for name in pids if name not in SERVERS), 2),
        "percent_of_a_core": {name: round(share, 2) for name, share in percent.items()},
        "memory_mb": {name: round(memory_of(pid)) for name, pid in pids.items()},
        "wakes_of_threads_per_second": {name: round(n / seconds, 1) for name, n in switched.items()},
        "mongo_commands_per_second": {name: round(n / seconds, 2) for name, n in commands.most_common()},
    }


def pids_of(stack: Stack, platform: Platform) -> dict[str, int]:
    """Return the processes of the services, of Kafka and of mongod."""
    mongo = urlparse(stack.mongo_uri).netloc.split(",")[0]
    ports = {name: urlparse(platform.url(name)).port or 0 for name in roster.names()}
    ports |= {
        "mongod": int(mongo.rpartition(":")[2]),
        "kafka": int(stack.kafka_bootstrap.rpartition(":")[2]),
    }
    return {name: listener_on(port) for name, port in ports.items()}


def memory_of(pid: int) -> float:
    """Return the resident memory of a process in MB, with the pages that it shares."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_MB


def switches_of(pid: int) -> int:
    """Return how often the threads of a process have waited and been woken."""
    return sum(
        int(line.split()[1])
        for task in Path(f"/proc/{pid}/task").iterdir()
        for line in (task / "status").read_text().splitlines()
        if line.startswith("voluntary_ctxt_switches")
    )
