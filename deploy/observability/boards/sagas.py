"""Engagements on their way from the selection to the payout, their wakes, and the money held for them."""

from deploy.observability.grafana import Dashboard, Panel
from deploy.observability.promql import most, per_second

OLDEST = "max by (state) (foothold_engagements_oldest_age_seconds)"

SAGAS = Dashboard(
    name="sagas",
    title="engagements and money",
    about="Engagements by state and age, the deadlines that move them, and the ledger that pays for them.",
    panels=(
        Panel(
            title="Engagements, by state",
            unit="short",
            queries={"{{state}}": "max by (state) (foothold_engagements)"},
            help="`drafted` waits for signatures, `executed` for the company's money, `active` for the work, "
            "`submitted` for the review, `completed` for the payout. A growing `completed` is money owed.",
            runbooks=("EngagementStuck", "PayoutPromise"),
        ),
        Panel(
            title="Oldest engagement, as a share of what its state may last",
            unit="percentunit",
            queries={"{{state}}": f"{OLDEST} / on (state) foothold:engagement_limit:seconds"},
            bad_above=1,
            help="Every wait has an end. Above 1 no worker acted on a deadline: look at wakes below.",
            runbooks=("EngagementStuck", "WakesLate"),
        ),
        Panel(
            title="Oldest accepted work that is not paid",
            unit="s",
            queries={
                "oldest": 'max(foothold_engagements_oldest_age_seconds{state="completed"})',
                "promised: two business days": "max(foothold:payout_promise:seconds)",
            },
            help="The promise is two business days; weekends lift the line. A payout usually takes seconds.",
            runbooks=("PayoutPromise",),
        ),
        Panel(
            title="Oldest engagement, by state",
            unit="s",
            queries={"{{state}}": OLDEST},
            help="How long the slowest waits. `active` lasts as long as the project does.",
            runbooks=("EngagementStuck",),
        ),
        Panel(
            title="Deadlines due and not taken up",
            unit="short",
            queries={"{{service}} {{aggregate}}": most("foothold_wakes_due", "service", "aggregate")},
            help="A worker looks every 0.5 s, so this is near 0. A falling number follows an outage.",
            runbooks=("WakesLate",),
        ),
        Panel(
            title="How late the latest deadline is",
            unit="s",
            queries={
                "{{service}} {{aggregate}}": most("foothold_wakes_late_seconds", "service", "aggregate")
            },
            bad_above=300,
            help="Above seconds: no wakes run. No worker runs, MongoDB is away, or clocks disagree.",
            runbooks=("WakesLate", "ClockSkew"),
        ),
        Panel(
            title="Wakes, by outcome",
            unit="ops",
            queries={
                "{{service}} {{aggregate}} {{outcome}}": per_second(
                    "foothold_wakes_total", "service", "aggregate", "outcome"
                )
            },
            help="A failed wake is tried again after 1 s, doubling up to 10 min. If failures last, read "
            "`wake_failed` in the log.",
            runbooks=("WakesFailing",),
        ),
        Panel(
            title="Difference in the ledger, minor units",
            unit="none",
            queries={
                "amount": "max(foothold_ledger_difference_minor_units)",
                "documents that differ": "max(foothold_ledger_differences)",
            },
            bad_above=1,
            help="Anything but 0 is money that the books do not explain. Stop payouts, then run the audit by hand.",
            runbooks=("LedgerDifference",),
        ),
        Panel(
            title="Age of the last audit of the ledger",
            unit="s",
            queries={"age": 'min(foothold_ledger_audit_age_seconds{role!="api"})'},
            bad_above=1800,
            help="Audited every 5 minutes by payouts' worker. If it is older, the difference beside it is old too.",
            runbooks=("LedgerAuditStale",),
        ),
    ),
)
