"""Events on their way: published, waiting, handled."""

from deploy.observability.grafana import Dashboard, Panel
from deploy.observability.promql import CHOSEN, most, per_second, quantile, quantiles, share

REACTIONS = "foothold_reaction_duration_seconds"
END_TO_END = "foothold_event_end_to_end_seconds"

FLOW = Dashboard(
    name="flow",
    title="flow of events",
    about="From the commit at the producer to the effect at the consumer. Lag in seconds is the figure that matters.",
    panels=(
        Panel(
            title="Events published, by topic",
            unit="ops",
            queries={"{{topic}}": per_second("foothold_published_total", "topic")},
            help="Nothing at all while people are active: look at the outbox dashboard, Kafka may be away.",
            runbooks=("KafkaAway", "OutboxOld"),
        ),
        Panel(
            title="Events handled, by consumer",
            unit="ops",
            queries={"{{service}}": per_second(f"{REACTIONS}_count", "service")},
            help="Falls to nothing while lag grows: the consumer stands still. Look at its partitions below.",
            runbooks=("ConsumerLag", "ConsumerWithoutPartitions"),
        ),
        Panel(
            title="From the commit to the effect, by consumer",
            unit="s",
            queries=quantiles(END_TO_END, "service"),
            bad_above=5,
            help="Only handled events count here; one that hangs shows as lag instead. If acknowledgements are "
            "slow as well, the cause is before Kafka, else in the consumer.",
            runbooks=("EventEndToEnd",),
        ),
        Panel(
            title="From the commit to Kafka's acknowledgement, by topic, p99",
            unit="s",
            queries={"{{topic}}": quantile(0.99, "foothold_commit_to_ack_seconds", "topic")},
            bad_above=1,
            help="Seconds where milliseconds are usual mean that the sweeper publishes what a writer could not.",
            runbooks=("CommitToAck",),
        ),
        Panel(
            title="Lag: age of the oldest event not handled",
            unit="s",
            queries={"{{service}} {{topic}}": most("foothold_consumer_lag_seconds", "service", "topic")},
            bad_above=120,
            help="Rising by a second each second: stuck. Rising more slowly: too few workers. Small teeth are normal.",
            runbooks=("ConsumerLag",),
        ),
        Panel(
            title="Lag: events not handled",
            unit="short",
            queries={
                "{{service}} {{topic}}": "sum by (service, topic) (max by (service, topic, partition) "
                f"(foothold_consumer_lag_records{{{CHOSEN}}}))"
            },
            help="A falling number is a backlog being worked off. More workers help, up to 12: one for each partition.",
            runbooks=("ConsumerLag",),
        ),
        Panel(
            title="How reactions end",
            unit="ops",
            queries={"{{service}} {{outcome}}": per_second(f"{REACTIONS}_count", "service", "outcome")},
            help="`retried` is a passing fault, `parked` needs an operator, `unavailable` is MongoDB or Kafka away.",
            runbooks=("SubjectsParked", "PartitionsHeld"),
        ),
        Panel(
            title="Share of reactions that did not succeed, by event",
            unit="percentunit",
            queries={
                "{{service}} {{event_type}}": share(
                    per_second(
                        f"{REACTIONS}_count", "service", "event_type", where=f'{CHOSEN},outcome!="ok"'
                    ),
                    per_second(f"{REACTIONS}_count", "service", "event_type"),
                )
            },
            help="One event type alone: a fault in its reaction. All types: MongoDB, Kafka or the process.",
            runbooks=("SubjectsParked",),
        ),
        Panel(
            title="How long reactions take, by event, p99",
            unit="s",
            queries={"{{service}} {{event_type}}": quantile(0.99, REACTIONS, "service", "event_type")},
            help="Slow everywhere: MongoDB. Slow for one event: its reaction, or one document that many events change.",
            runbooks=("EventEndToEnd", "ConsumerLag"),
        ),
        Panel(
            title="How long the current batch has been in hand",
            unit="s",
            queries={"{{service}}": f"max by (service) (foothold_consumer_batch_age_seconds{{{CHOSEN}}})"},
            help="Mostly 0. A batch ends when each of its records is handled or parked; a worker takes nothing before.",
            runbooks=("BatchInHand", "ConsumerLag"),
        ),
        Panel(
            title="Partitions assigned, and held",
            unit="none",
            queries={
                "{{service}} assigned": f"sum by (service) (foothold_consumer_partitions_assigned{{{CHOSEN}}})",
                "{{service}} held": f"sum by (service) (foothold_consumer_partitions_held{{{CHOSEN}}})",
            },
            help="Assigned is 12 for each topic that a service hears, and less only during a rebalance. Held is 0 "
            "unless MongoDB is away or too much is parked for one subject.",
            runbooks=("PartitionsHeld", "ConsumerWithoutPartitions"),
        ),
    ),
)
