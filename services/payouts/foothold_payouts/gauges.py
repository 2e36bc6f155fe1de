"""The ledger, audited again and again: any difference is seen within minutes."""

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

from prometheus_client import Gauge

from foothold_payouts.audit import AuditReport

DIFFERENCE = Gauge(
    "foothold_ledger_difference_minor_units", "Sum of all differences that the last audit found; 0 is sound"
)
DIFFERENCES = Gauge("foothold_ledger_differences", "Differences that the last audit found (named up to 100)")
AUDIT_AGE = Gauge(
    "foothold_ledger_audit_age_seconds", "Since the last audit has ended, or this process began"
)


class LedgerGauges:
    """Audits when `every` has passed since the last time."""

    def __init__(self, audit: Callable[[], Awaitable[AuditReport]], every: timedelta) -> None:
        self._audit = audit
        self._every = every.total_seconds()
        self._ended = time.monotonic()
        self._next = self._ended
        AUDIT_AGE.set_function(lambda: time.monotonic() - self._ended)

    async def measure(self) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self._every
        report = await self._audit()
        DIFFERENCE.set(report.imbalance)
        DIFFERENCES.set(len(report.differences))
        self._ended = time.monotonic()
