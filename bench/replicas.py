"""One and three replicas of a worker beside those of the platform, and the figures about them."""

import secrets
import sys
from typing import Any

from bench.market import Market
from bench.measure import spread
from foothold_devstack.ports import hold_port
from foothold_devstack.process import ManagedProcess

REPLICAS = (1, 3)

ByReplicas = dict[int, list[float]]


def nothing_yet() -> ByReplicas:
    return {replicas: [] for replicas in REPLICAS}


def worker_of(market: Market, name: str, prefix: str) -> ManagedProcess:
    """Make a process of a service's worker, with a database and a group of this prefix."""
    env = {
        **market.platform.env(name),
        "FOOTHOLD_INTERNAL_PORT": str(hold_port()),
        "FOOTHOLD_DATABASE_PREFIX": prefix,
        "FOOTHOLD_GROUP_PREFIX": prefix,
    }
    command = [sys.executable, "-m", f"foothold_{name}", "--role", "worker"]
    log = market.stack.folder / f"{name}-{secrets.token_hex(3)}.log"
    return ManagedProcess(f"{name} worker", command, log=log, env=env)


def in_words(rates: ByReplicas, unit: str) -> str:
    return ", ".join(f"{replicas} replicas {found[-1]:,.1f} {unit}" for replicas, found in rates.items())


def as_dict(rates: ByReplicas, cores: ByReplicas) -> dict[str, Any]:
    one, three = (rates[replicas] for replicas in REPLICAS)
    return {
        **{f"per_second_by_{replicas}": spread(found) for replicas, found in rates.items()},
        **{f"cores_used_by_{replicas}": spread(found) for replicas, found in cores.items()},
        "three_of_one": spread([many / single for many, single in zip(three, one, strict=True)]),
    }
