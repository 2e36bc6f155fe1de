"""Events that could not be handled, and the events that wait behind them."""

from deploy.observability.grafana import Dashboard, Panel
from deploy.observability.promql import CHOSEN, most, per_second, quantile

REACTIONS = "foothold_reaction_duration_seconds"

PARKED = Dashboard(
    name="parked",
    title="parked events",
    about="An event that failed five times, or cannot be read, waits here with later events of its subject. "
    "All other subjects go on.",
    panels=(
        Panel(
            title="Subjects that wait",
            unit="short",
            queries={"{{service}}": most("foothold_parked_subjects", "service")},
            bad_above=1,
            help="Each is one contract, project, … that stands still in this service. They are tried again by "
            "themselves at most 10 min apart; a fault in the code needs a repair.",
            runbooks=("SubjectsParked",),
        ),
        Panel(
            title="How long the oldest has waited",
            unit="s",
            queries={"{{service}}": most("foothold_parked_oldest_age_seconds", "service")},
            bad_above=900,
            help="Above a quarter of an hour it was tried many times and will not heal alone.",
            runbooks=("SubjectsParked",),
        ),
        Panel(
            title="Handled records that the database does not know of",
            unit="short",
            queries={"{{service}}": most("foothold_database_behind_records", "service")},
            bad_above=1,
            help="The database was put back to an earlier moment, and its epoch was not raised: what the service "
            "decided since is undone in silence. Stop it, and raise the epoch.",
            runbooks=("RestoreUnnoticed",),
        ),
        Panel(
            title="Documents that a restore froze",
            unit="short",
            queries={"{{service}} {{aggregate}}": most("foothold_frozen_documents", "service", "aggregate")},
            bad_above=1,
            help="Each is behind its own events and waits for an operator; events about it are parked meanwhile. "
            "GET /v1/ops/{service}/frozen has what the stream tells of it.",
            runbooks=("DocumentsFrozen",),
        ),
        Panel(
            title="Events parked each second",
            unit="ops",
            queries={
                "{{service}} {{reason}}": per_second("foothold_parked_total", "service", "reason"),
                "{{service}} discarded": per_second("foothold_discarded_total", "service"),
            },
            help="A burst of `failed` right after a rollout: the new version cannot handle an event. Roll it back. "
            "`unknown_major`: this service is older than the event. `no_event`, `undecodable`: no code can read it. "
            "An operator can discard one; GET /v1/ops/{service}/actions has who and why.",
            runbooks=("SubjectsParked", "UnknownMajor"),
        ),
        Panel(
            title="Events of unknown versions that a process lacks",
            unit="short",
            queries={"{{service}}": most("foothold_followed_unknown_majors_total", "service")},
            bad_above=1,
            help="A process that follows a topic by itself cannot park: it goes on without these until it is upgraded.",
            runbooks=("UnknownMajor",),
        ),
        Panel(
            title="Reactions tried again or parked, by event",
            unit="ops",
            queries={
                "{{service}} {{event_type}} {{outcome}}": per_second(
                    f"{REACTIONS}_count",
                    "service",
                    "event_type",
                    "outcome",
                    where=f'{CHOSEN},outcome=~"retried|parked"',
                )
            },
            help="Shows which event it is. GET /v1/ops/{service}/parked has the reason.",
            of_failures=True,
            runbooks=("SubjectsParked",),
        ),
        Panel(
            title="How long failing reactions take, p99",
            unit="s",
            queries={
                "{{service}} {{event_type}}": quantile(
                    0.99, REACTIONS, "service", "event_type", where=f'{CHOSEN},outcome!="ok"'
                )
            },
            help="A round number of seconds is a timeout of something that the reaction waits for.",
            of_failures=True,
            runbooks=("SubjectsParked", "PartitionsHeld"),
        ),
        Panel(
            title="Partitions held",
            unit="none",
            queries={"{{service}}": f"sum by (service) (foothold_consumer_partitions_held{{{CHOSEN}}})"},
            bad_above=1,
            help="A subject with 8 MB parked holds its partition. If nothing is parked, MongoDB is away.",
            runbooks=("PartitionsHeld",),
        ),
    ),
)
