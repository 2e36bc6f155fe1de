"""The alerts for services without any metrics: they ask for each service by name, in each of its roles."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from foothold_devstack import roster

ROLES = ("api", "worker")

MEASURED_BY_WORKERS = {
    "contracts": "foothold_engagements_oldest_age_seconds",
    "payouts": "foothold_ledger_audit_age_seconds",
}
"""Gauges that other alerts read, and that only the workers of this service set."""


def rules() -> dict[str, Any]:
    return {"groups": [{"name": "presence", "rules": [_target_down(), _metrics_absent()]}]}


def _target_down() -> dict[str, Any]:
    return {
        "alert": "TargetDown",
        "expr": f'up{{service=~"{"|".join(roster.names())}"}} == 0',
        "for": "5m",
        "labels": {"severity": "ticket"},
        "annotations": {
            "summary": (
                "A process of {{ $labels.service }} ({{ $labels.role }}, {{ $labels.instance }}) does not answer"
            ),
            "description": (
                "Prometheus gets no metrics from it. It is gone, hangs, or the network between is closed."
            ),
            "runbook_url": "docs/runbooks/TargetDown.md",
        },
    }


def _metrics_absent() -> dict[str, Any]:
    """Return an alert that asks for each role of a service by itself.

    Without a series neither ServiceNotReady nor a burn rate fires, and the other role says nothing about this one.
    """
    ready = [f'foothold_ready{{service="{name}",role!="%s"}}' for name in roster.names()]
    workers = [f'{gauge}{{service="{name}",role!="api"}}' for name, gauge in MEASURED_BY_WORKERS.items()]
    api = _absent("api", (series % "worker" for series in ready))
    worker = _absent("worker", [*(series % "api" for series in ready), *workers])
    return {
        "alert": "MetricsAbsent",
        "expr": f"{api}\nor\n{worker}\n",
        "for": "10m",
        "labels": {"severity": "page"},
        "annotations": {
            "summary": "Nothing is heard of {{ $labels.service }} {{ $labels.role }}",
            "description": (
                "Metrics that a process in this role always has are missing, so no other alert can tell how it is. "
                "It does not run, or nobody scrapes it."
            ),
            "runbook_url": "docs/runbooks/MetricsAbsent.md",
        },
    }


def _absent(role: str, series: Iterable[str]) -> str:
    """Return a query for missing series, which labels each with its role."""
    asked = "\n  or ".join(f"absent({each})" for each in series)
    return f'label_replace(\n  {asked},\n  "role", "{role}", "", ""\n)'


def _heard(*roles: str, gone: str = "", but: str = "") -> Iterator[str]:
    """Return the series of a rules test: every service in these roles, of which one ends after four minutes."""
    for name in roster.names():
        for role in roles if name != but else ():
            values = "1x4" if role == gone else "1x30"
            yield f"""- {{series: 'foothold_ready{{service="{name}",role="{role}"}}', values: {values}}}"""


def _missed(role: str) -> Iterator[str]:
    firing = 'ALERTS{alertname="MetricsAbsent",severity="page",alertstate="firing"'
    for name in roster.names():
        yield f"""- {{labels: '{firing},service="{name}",role="{role}"}}', value: 1}}"""


TESTS: Mapping[str, Callable[[], Iterable[str]]] = {
    "api-gone": partial(_heard, *ROLES, gone="api"),
    "api-missed": partial(_missed, "api"),
    "worker-gone": partial(_heard, *ROLES, gone="worker"),
    "worker-missed": partial(_missed, "worker"),
    "heard": partial(_heard, *ROLES),
    "heard-but-the-gateway": partial(_heard, *ROLES, but=roster.GATEWAY),
}
"""Return the part of rules/tests/processes.yml about every service."""
