"""The first look: are the promises kept, and is everything there?"""

from deploy.observability.grafana import Dashboard, Panel
from deploy.observability.promql import per_second, quantile, share
from deploy.observability.slo import OBJECTIVES

GATEWAY = 'service="gateway"'
REQUESTS = "http_server_request_duration_seconds"

OVERVIEW = Dashboard(
    name="overview",
    title="overview",
    about="Are the promises kept, and does everything run? Start here and follow the red panels.",
    by_service=False,
    panels=(
        *(
            Panel(
                title=objective.title,
                unit="percentunit",
                kind="stat",
                width=6,
                queries={"good in 3 d": f'1 - slo:errors:ratio_rate3d{{slo="{objective.slo}"}}'},
                bad_below=objective.target,
                help=f"The promise is {objective.target * 100:g} %. Below it, the burn rates beside show since when.",
                runbooks=(objective.alert,),
            )
            for objective in OBJECTIVES
        ),
        Panel(
            title="Burn rate of each budget, last hour",
            unit="none",
            queries={"{{slo}}": "slo:errors:ratio_rate1h / on (slo) slo:budget:ratio"},
            bad_above=14.4,
            help="1 uses up the budget in exactly 30 days; 14.4 uses 2 % of it in an hour and pages. Open the runbook "
            "of the objective that burns.",
            runbooks=tuple(objective.alert for objective in OBJECTIVES),
        ),
        Panel(
            title="Alerts that fire",
            unit="none",
            kind="table",
            queries={
                "{{alertname}}": 'count by (alertname, severity, service) (ALERTS{alertstate="firing"})'
            },
            help="Every alert has a page of its own name in docs/runbooks. Begin with KafkaAway, ServiceNotReady and "
            "MongoErrors: most others follow from them.",
            runbooks=("README",),
        ),
        Panel(
            title="Processes that are ready",
            unit="none",
            queries={"{{service}} {{role}}": "sum by (service, role) (foothold_ready)"},
            bad_below=1,
            help="At 0 no process does this work: /readyz of its processes names the check that fails.",
            runbooks=("ServiceNotReady", "ReplicaNotReady"),
        ),
        Panel(
            title="Requests at the gateway",
            unit="reqps",
            queries={
                "answered": per_second(f"{REQUESTS}_count", "service", where=GATEWAY),
                "5xx": per_second(
                    f"{REQUESTS}_count", "service", where=f'{GATEWAY},http_response_status_code=~"5.."'
                ),
            },
            help="No requests at all at a busy hour: look at the ingress before the gateway. For 5xx go on to the "
            "HTTP dashboard, which shows the route and the service.",
            runbooks=("GatewayAvailability",),
        ),
        Panel(
            title="Slowest hundredth of requests and events",
            unit="s",
            queries={
                "request at the gateway p99": quantile(0.99, REQUESTS, where=GATEWAY),
                "event from commit to acknowledgement p99": quantile(
                    0.99, "foothold_commit_to_ack_seconds", where=""
                ),
                "event from commit to its effects p99": quantile(
                    0.99, "foothold_event_end_to_end_seconds", where=""
                ),
            },
            help="Requests slow: HTTP and MongoDB dashboards. Acknowledgements slow: outbox. Only effects slow: flow.",
            runbooks=("GatewayLatency", "CommitToAck", "EventEndToEnd"),
        ),
        Panel(
            title="What waits that should not",
            unit="none",
            queries={
                "subjects parked at {{service}}": "max by (service) (foothold_parked_subjects) > 0",
                "partitions held by {{service}}": "sum by (service) (foothold_consumer_partitions_held) > 0",
                "differences in the ledger": "max(foothold_ledger_differences)",
            },
            bad_above=1,
            help="Each of these is 0 on a good day. The parked, flow and sagas dashboards show more.",
            runbooks=("SubjectsParked", "PartitionsHeld", "LedgerDifference"),
        ),
        Panel(
            title="Requests that failed at each service",
            unit="percentunit",
            queries={
                "{{service}}": share(
                    per_second(f"{REQUESTS}_count", "service", where='http_response_status_code=~"5.."'),
                    per_second(f"{REQUESTS}_count", "service", where=""),
                )
            },
            help="Look at the service that stands out; the gateway only passes on what it got.",
            runbooks=("GatewayAvailability",),
        ),
        Panel(
            title="What runs",
            unit="none",
            kind="table",
            queries={"{{service}}": "count by (service, role, version, driver) (foothold_build_info)"},
            help="Two versions of a service for longer than a rollout takes: the rollout hangs.",
            runbooks=("MetricsAbsent",),
        ),
    ),
)
