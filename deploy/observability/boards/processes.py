"""The processes themselves."""

from deploy.observability.grafana import Dashboard, Panel
from deploy.observability.promql import CHOSEN, per_second

PROCESSES = Dashboard(
    name="processes",
    title="processes",
    about="Readiness, clocks, CPU and memory of each process.",
    panels=(
        Panel(
            title="Ready",
            unit="none",
            queries={"{{service}} {{role}} {{instance}}": f"foothold_ready{{{CHOSEN}}}"},
            bad_below=1,
            help="0 for more than a start: its /readyz names the check that fails.",
            runbooks=("ReplicaNotReady", "ServiceNotReady"),
        ),
        Panel(
            title="Difference to MongoDB's clock",
            unit="s",
            queries={"{{service}} {{instance}}": f"foothold_clock_skew_seconds{{{CHOSEN}}}"},
            bad_above=2,
            help="From 5 s on a process is not ready and runs no wakes. All at once: MongoDB's clock is wrong.",
            runbooks=("ClockSkew",),
        ),
        Panel(
            title="Since it was last measured",
            unit="s",
            queries={
                "{{service}} {{measure}}": "time() - min by (service, measure) "
                f'(foothold_measure_last_success_timestamp_seconds{{{CHOSEN},measure!="ledger"}})'
            },
            bad_above=300,
            help="Beyond a minute the gauges of this measure show old values. The worker's log says "
            "not_measured, and why.",
            runbooks=("NotMeasured",),
        ),
        Panel(
            title="Behind what it follows",
            unit="none",
            queries={"{{service}} {{instance}} {{topic}}": f"foothold_reader_lag_records{{{CHOSEN}}}"},
            bad_above=1,
            help="Of identity's sessions: this process still takes tokens of sessions that have ended. Zero within a "
            "second of each record.",
            runbooks=("NotMeasured",),
        ),
        Panel(
            title="Ended sessions that it refuses",
            unit="none",
            queries={"{{service}} {{instance}}": f"foothold_ended_sessions{{{CHOSEN}}}"},
            help="The same for all processes that are not behind. It holds 100,000 at most; each for 16 minutes.",
            runbooks=("NotMeasured",),
        ),
        Panel(
            title="Processor",
            unit="percentunit",
            queries={
                "{{service}} {{role}} {{instance}}": per_second(
                    "process_cpu_seconds_total", "service", "role", "instance"
                )
            },
            bad_above=0.9,
            help="A process uses one core at most. Near 1: add replicas; workers up to 12, one for each partition.",
            runbooks=("ConsumerLag", "GatewayLatency"),
        ),
        Panel(
            title="Memory",
            unit="bytes",
            queries={"{{service}} {{role}} {{instance}}": f"process_resident_memory_bytes{{{CHOSEN}}}"},
            help="Rises after the start and then stays. Rising for days is a leak: restart, and take a profile.",
            runbooks=("ReplicaNotReady",),
        ),
        Panel(
            title="Open files and connections",
            unit="short",
            queries={"{{service}} {{role}} {{instance}}": f"process_open_fds{{{CHOSEN}}}"},
            help="Rising without end: connections are not released.",
            runbooks=("ReplicaNotReady",),
        ),
        Panel(
            title="Starts",
            unit="short",
            queries={
                "{{service}} {{role}}": f"sum by (service, role) (changes(process_start_time_seconds{{{CHOSEN}}}[15m]))"
            },
            help="Restarts in the last 15 minutes. Beyond a rollout they are crashes: read the log's last lines.",
            runbooks=("ReplicaNotReady", "ServiceNotReady"),
        ),
    ),
)
