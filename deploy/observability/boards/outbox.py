"""Events that are committed and not yet known to be on Kafka."""

from deploy.observability.grafana import Dashboard, Panel
from deploy.observability.promql import CHOSEN, most, per_second, quantiles, share

OUTBOX = Dashboard(
    name="outbox",
    title="outbox",
    about="Events that are committed and not yet known to be on Kafka. Watch the age of the oldest.",
    panels=(
        Panel(
            title="Age of the oldest unpublished event",
            unit="s",
            queries={
                "{{service}} {{aggregate}}": most(
                    "foothold_outbox_oldest_age_seconds", "service", "aggregate"
                )
            },
            bad_above=60,
            help="A writer needs milliseconds; a sweeper takes events older than 3 s. Above a minute while Kafka "
            "answers, Kafka refuses the events of one document, or no sweeper runs.",
            runbooks=("OutboxOld",),
        ),
        Panel(
            title="Documents with unpublished events",
            unit="short",
            queries={
                "{{service}} {{aggregate}}": most("foothold_outbox_pending_documents", "service", "aggregate")
            },
            help="Counted up to 10,000. Grows while Kafka is away and falls by itself once it is back. A document "
            "with 256 events refuses further commands with 503.",
            runbooks=("KafkaAway", "OutboxOld"),
        ),
        Panel(
            title="Kafka there, as processes see it",
            unit="none",
            queries={
                "{{service}} {{role}}": f"min by (service, role) (foothold_kafka_available{{{CHOSEN}}})"
            },
            bad_below=1,
            help="0 for all: the brokers. 0 for one service: its network or its ACLs.",
            runbooks=("KafkaAway",),
        ),
        Panel(
            title="Published by writers, next writers and sweepers",
            unit="ops",
            queries={"{{service}} {{by}}": per_second("foothold_published_total", "service", "by")},
            help="Next writers and sweepers publish only the events that a crash or an outage left. All the time: "
            "writers fail, look for `publish` in the service's log.",
            runbooks=("CommitToAck",),
        ),
        Panel(
            title="Takeovers: share published by another process than the writer",
            unit="percentunit",
            queries={
                "{{service}}": share(
                    per_second("foothold_published_total", "service", where=f'{CHOSEN},by!="writer"'),
                    per_second("foothold_published_total", "service"),
                )
            },
            help="Near 0 on a good day, near 1 for some minutes after Kafka has come back. Each one is an event that "
            "may have gone out twice.",
            runbooks=("CommitToAck", "OutboxOld"),
        ),
        Panel(
            title="Sending: from the send to the acknowledgement",
            unit="s",
            queries=quantiles("foothold_publish_duration_seconds", "service"),
            help="This is Kafka's own time. Slow: under-replicated partitions, full disks, too few in-sync replicas.",
            runbooks=("CommitToAck",),
        ),
        Panel(
            title="From the commit to the acknowledgement",
            unit="s",
            queries=quantiles("foothold_commit_to_ack_seconds", "service"),
            bad_above=1,
            help="Far above the time of sending: events wait behind others of the same document, or "
            "for a sweeper.",
            runbooks=("CommitToAck",),
        ),
        Panel(
            title="Events of commits, and events published",
            unit="ops",
            queries={
                "{{service}} commits": per_second("foothold_store_commit_duration_seconds_count", "service"),
                "{{service}} events": per_second("foothold_published_total", "service"),
            },
            help="They rise and fall together. Commits without events: Kafka away. Events without commits: catching "
            "up.",
            runbooks=("KafkaAway", "OutboxOld"),
        ),
    ),
)
