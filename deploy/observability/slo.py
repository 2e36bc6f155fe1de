"""The objectives, and the rules that measure how fast their budgets burn.

Multi-window, multi-burn-rate alerts as in "The Site Reliability Workbook", chapter 5, table 5-8, for a period of 30
days: a page when 2 % of the budget went in an hour or 5 % in six hours, a ticket when 10 % went in a day or three. The
short window beside each long one lets the alert end soon after its cause.
"""

from dataclasses import dataclass
from typing import Any

from foothold_chassis.web.caller import CALLER_GONE

WINDOWS = ("5m", "30m", "1h", "2h", "6h", "1d", "3d")
PAGE = (("1h", "5m", 14.4), ("6h", "30m", 6.0))
TICKET = (("1d", "2h", 3.0), ("3d", "6h", 1.0))


@dataclass(frozen=True, slots=True)
class Objective:
    """A share that has to be good. `bad` and `all` are rates with `$window` in them."""

    slo: str
    alert: str
    title: str
    target: float
    bad: str
    all: str
    broken: str
    """What people notice while it burns, one sentence."""

    @property
    def budget(self) -> float:
        return round(1 - self.target, 6)


def _slow(histogram: str, seconds: str, where: str = "") -> tuple[str, str]:
    every = f"sum(rate({histogram}_count{{{where}}}[$window]))"
    matchers = ",".join(filter(None, (where, f'le="{seconds}"')))
    # Prometheus extrapolates a new series from its first values, a bucket a little further than the count
    return f"clamp_min({every} - sum(rate({histogram}_bucket{{{matchers}}}[$window])), 0)", every


GATEWAY = f'service="gateway",http_response_status_code!="{CALLER_GONE}"'
"""Requests at the gateway, but for those whose caller broke off: how long these took is the caller's doing."""

REQUESTS = "http_server_request_duration_seconds"
SLOW_REQUESTS, ALL_REQUESTS = _slow(REQUESTS, "0.5", GATEWAY)
SLOW_PUBLISHES, ALL_PUBLISHES = _slow("foothold_commit_to_ack_seconds", "1.0")
SLOW_EVENTS, ALL_EVENTS = _slow("foothold_event_end_to_end_seconds", "5.0")

OBJECTIVES = (
    Objective(
        slo="gateway-availability",
        alert="GatewayAvailability",
        title="Requests answered, of those at the gateway",
        target=0.999,
        bad=f'sum(rate({REQUESTS}_count{{service="gateway",http_response_status_code=~"5.."}}[$window])) or vector(0)',
        all=ALL_REQUESTS,
        broken="People get 5xx answers at the gateway.",
    ),
    Objective(
        slo="gateway-latency",
        alert="GatewayLatency",
        title="Requests answered within 0.5 s at the gateway",
        target=0.99,
        bad=SLOW_REQUESTS,
        all=ALL_REQUESTS,
        broken="People wait longer than half a second for answers.",
    ),
    Objective(
        slo="commit-to-ack",
        alert="CommitToAck",
        title="Events on Kafka within 1 s of their commit",
        target=0.995,
        bad=SLOW_PUBLISHES,
        all=ALL_PUBLISHES,
        broken="What was committed reaches Kafka late, so everything that follows from it is late.",
    ),
    Objective(
        slo="event-end-to-end",
        alert="EventEndToEnd",
        title="Events handled by their consumers within 5 s of their commit",
        target=0.99,
        bad=SLOW_EVENTS,
        all=ALL_EVENTS,
        broken="Effects in other services come late: contracts, charges and payouts wait.",
    ),
)


def rules() -> dict[str, Any]:
    """Return the rule file: for each objective its budget, the bad share in each window, and its alerts."""
    return {"groups": [_group(objective) for objective in OBJECTIVES]}


def _group(objective: Objective) -> dict[str, Any]:
    budget = _record(objective, "slo:budget:ratio", f"vector({objective.budget:g})")
    ratio = f"({objective.bad}) / {objective.all}"
    ratios = [
        _record(objective, f"slo:errors:ratio_rate{window}", ratio.replace("$window", window))
        for window in WINDOWS
    ]
    alerts = [_alert(objective, "page", PAGE), _alert(objective, "ticket", TICKET)]
    return {"name": f"slo-{objective.slo}", "rules": [budget, *ratios, *alerts]}


def _record(objective: Objective, name: str, expr: str) -> dict[str, Any]:
    return {"record": name, "labels": {"slo": objective.slo}, "expr": expr}


def _alert(objective: Objective, severity: str, burns: tuple[tuple[str, str, float], ...]) -> dict[str, Any]:
    def burning(window: str, factor: float) -> str:
        return f'slo:errors:ratio_rate{window}{{slo="{objective.slo}"}} > {factor:g} * {objective.budget:g}'

    expr = " or ".join(
        f"({burning(long, factor)} and {burning(short, factor)})" for long, short, factor in burns
    )
    return {
        "alert": objective.alert,
        "expr": expr,
        "labels": {"severity": severity},
        "annotations": {
            "summary": f"{objective.title}: the budget burns {'fast' if severity == 'page' else 'slowly'}",
            "description": (
                f"{objective.broken} {{{{ $value | humanizePercentage }}}} is bad over the longer window; "
                f"{objective.budget * 100:g}% may be."
            ),
            "runbook_url": f"docs/runbooks/{objective.alert}.md",
        },
    }
