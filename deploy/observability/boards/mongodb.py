"""MongoDB, as the services see it."""

from deploy.observability.grafana import Dashboard, Panel
from deploy.observability.promql import CHOSEN, per_second, quantile, quantiles, share

OPERATIONS = "foothold_mongo_operation_duration_seconds"
COMMITS = "foothold_store_commit_duration_seconds"

MONGODB = Dashboard(
    name="mongodb",
    title="MongoDB",
    about="MongoDB as the services see it; its own exporter has disks, caches and replication.",
    panels=(
        Panel(
            title="Operations, by service",
            unit="ops",
            queries={"{{service}}": per_second(f"{OPERATIONS}_count", "service")},
            help="Far more operations than requests and events: something polls, or a page is read one by one.",
            runbooks=("MongoErrors",),
        ),
        Panel(
            title="Share of operations that failed",
            unit="percentunit",
            queries={
                "{{service}}": share(
                    per_second(f"{OPERATIONS}_count", "service", where=f'{CHOSEN},outcome="error"'),
                    per_second(f"{OPERATIONS}_count", "service"),
                )
            },
            bad_above=0.05,
            help="All services: no primary or no majority. One service: its credentials or its network.",
            runbooks=("MongoErrors",),
        ),
        Panel(
            title="Operations, by kind",
            unit="ops",
            queries={"{{operation}}": per_second(f"{OPERATIONS}_count", "operation")},
            help="Shows the parts of the load. One update for each command is the design.",
            runbooks=("MongoErrors",),
        ),
        Panel(
            title="Duration, by kind, p99",
            unit="s",
            queries={"{{operation}}": quantile(0.99, OPERATIONS, "operation")},
            help="Only writes slow: the majority or the journal's disk. Finds slow: an index is missing.",
            runbooks=("GatewayLatency", "MongoErrors"),
        ),
        Panel(
            title="Duration, by service",
            unit="s",
            queries=quantiles(OPERATIONS, "service"),
            help="One service alone: a document of its own has grown large, or its process is short of CPU.",
            runbooks=("GatewayLatency",),
        ),
        Panel(
            title="Commits, by aggregate",
            unit="ops",
            queries={"{{service}} {{aggregate}}": per_second(f"{COMMITS}_count", "service", "aggregate")},
            help="The work that is done: one commit is one command or one reaction that changed something.",
            runbooks=("EventEndToEnd",),
        ),
        Panel(
            title="Duration of commits, by aggregate, p99",
            unit="s",
            queries={"{{service}} {{aggregate}}": quantile(0.99, COMMITS, "service", "aggregate")},
            help="Includes lost tries. With conflicts beside it: many writers change one document.",
            runbooks=("GatewayLatency",),
        ),
        Panel(
            title="Conflicts for each commit, by aggregate",
            unit="none",
            queries={
                "{{service}} {{aggregate}}": share(
                    per_second("foothold_store_conflicts_total", "service", "aggregate"),
                    per_second(f"{COMMITS}_count", "service", "aggregate"),
                )
            },
            bad_above=1,
            help="Above 1 each change loses more than once before it wins. Nothing is lost; it only costs.",
            runbooks=("EventEndToEnd",),
        ),
    ),
)
