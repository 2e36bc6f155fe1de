"""The ledger, audited again and again: any difference is seen within minutes."""

import time
from collections.abc import Awaitable, Callable

from prometheus_client import Gauge

from foothold_chassis.ops import Measure
from foothold_payouts.audit import AuditReport
from foothold_payouts.policy import PayoutPolicy

DIFFERENCE = Gauge(
    "foothold_ledger_difference_minor_units", "Sum of all differences that the last audit found; 0 is sound"
)
DIFFERENCES = Gauge("foothold_ledger_differences", "Differences that the last audit found (named up to 100)")
AUDIT_AGE = Gauge(
    "foothold_ledger_audit_age_seconds", "Since the last audit has ended, or this process began"
)


def of_ledger(audit: Callable[[], Awaitable[AuditReport]], policy: PayoutPolicy) -> Measure:
    """Audit the ledger as often as the policy says. The age is there from now on, before the first audit has ended."""
    ended = time.monotonic()
    AUDIT_AGE.set_function(lambda: time.monotonic() - ended)

    async def take() -> None:
        nonlocal ended
        report = await audit()
        DIFFERENCE.set(report.imbalance)
        DIFFERENCES.set(len(report.differences))
        ended = time.monotonic()

    return Measure(
        "ledger",
        take,
        every=policy.audit_every.total_seconds(),
        within=policy.audit_within.total_seconds(),
    )
