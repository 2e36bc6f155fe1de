"""Engagements by state and age: what operators see standing still."""

from prometheus_client import Gauge

from foothold_chassis.clock import Clock
from foothold_chassis.ops import COUNTED_AT_MOST, age
from foothold_chassis.store import Store
from foothold_contracts.contract import FINAL, STATUSES, Contract

ENGAGEMENTS = Gauge(
    "foothold_engagements", "Contracts that have not ended, by state (counted up to 10000)", ["state"]
)
OLDEST = Gauge(
    "foothold_engagements_oldest_age_seconds", "How long the first of them has been in its state", ["state"]
)

OPEN = tuple(status for status in STATUSES if status not in FINAL)


async def measure_engagements(contracts: Store[Contract], clock: Clock) -> None:
    for state in OPEN:
        count, since = await contracts.in_phase(state, at_most=COUNTED_AT_MOST)
        ENGAGEMENTS.labels(state).set(count)
        OLDEST.labels(state).set(age(since, clock.now()))
