"""The metrics (Prometheus); durations are in seconds.

The HTTP metrics have the names of OpenTelemetry's conventions, with exceptions: a server's requests have neither
`url.scheme` nor `error.type` (a status of 5xx is the error), and `server.address` is a service's name, not its host.
A label is empty if the request lacks it: `http_route` if no route matched.

Every worker measures the gauges of a database (outbox, wakes, parked) from the same documents: take the
`max` over replicas, never the sum. docs/observability.md says what they mean and when they alert.
"""

import importlib.metadata

from prometheus_client import Counter, Gauge, Histogram

FAST = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
SLOW = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)

HTTP_SERVER = Histogram(
    "http_server_request_duration_seconds",
    "Time to answer a request; without health checks and scrapes",
    ["http_request_method", "http_route", "http_response_status_code"],
    buckets=FAST,
)
HTTP_CONNECTIONS = Gauge("foothold_http_connections", "Connections of callers that are open, of both ports")
HTTP_REFUSED = Counter(
    "foothold_http_refused",
    "Connections and requests that were ended before they were routed, by the code of the problem",
    ["code"],
)
HTTP_CLIENT = Histogram(
    "http_client_request_duration_seconds",
    "Time a service behind the gateway took; without a status where no answer came",
    ["http_request_method", "server_address", "server_port", "http_response_status_code", "error_type"],
    buckets=FAST,
)

COMMIT = Histogram(
    "foothold_store_commit_duration_seconds",
    "Time of the one write of a command",
    ["aggregate"],
    buckets=FAST,
)
CONFLICTS = Counter(
    "foothold_store_conflicts", "Writes that lost against another and were decided again", ["aggregate"]
)
MONGO = Histogram(
    "foothold_mongo_operation_duration_seconds",
    "Time of a call of MongoDB",
    ["operation", "outcome"],
    buckets=FAST,
)

OUTBOX_PENDING = Gauge(
    "foothold_outbox_pending_documents",
    "Documents with events in their outbox (counted up to 10000)",
    ["aggregate"],
)
OUTBOX_OLDEST = Gauge(
    "foothold_outbox_oldest_age_seconds", "Age of the oldest event in an outbox; 0 without any", ["aggregate"]
)
PUBLISH = Histogram(
    "foothold_publish_duration_seconds",
    "From sending an event to Kafka's acknowledgement",
    ["topic"],
    buckets=FAST,
)
COMMIT_TO_ACK = Histogram(
    "foothold_commit_to_ack_seconds",
    "From an event's commit to Kafka's acknowledgement",
    ["topic"],
    buckets=SLOW,
)
PUBLISHED = Counter(
    "foothold_published",
    "Events acknowledged by Kafka, by who sent them: writer, or as a takeover next_writer or sweeper",
    ["topic", "by"],
)
KAFKA_AVAILABLE = Gauge("foothold_kafka_available", "1 while the producer is connected")

LAG_RECORDS = Gauge(
    "foothold_consumer_lag_records", "Records on Kafka that are not handled here", ["topic", "partition"]
)
LAG_SECONDS = Gauge(
    "foothold_consumer_lag_seconds",
    "Age of the oldest record not handled; 0 without any",
    ["topic", "partition"],
)
ASSIGNED = Gauge("foothold_consumer_partitions_assigned", "Partitions that this replica reads")
HELD = Gauge("foothold_consumer_partitions_held", "Partitions paused because something needed is away")
BATCH_AGE = Gauge(
    "foothold_consumer_batch_age_seconds", "How long the current batch has been in hand; 0 without one"
)
REACTION = Histogram(
    "foothold_reaction_duration_seconds",
    "One try at a record's reactions; outcome is ok, retried, parked or unavailable",
    ["event_type", "outcome"],
    buckets=FAST,
)
END_TO_END = Histogram(
    "foothold_event_end_to_end_seconds",
    "From an event's commit at its producer until it is handled here",
    ["event_type"],
    buckets=SLOW,
)

READER_LAG = Gauge(
    "foothold_reader_lag_records",
    "Records on Kafka that this process follows into its memory and does not have yet",
    ["topic"],
)
ENDED_SESSIONS = Gauge(
    "foothold_ended_sessions", "Ended sessions whose access tokens this process refuses until they run out"
)

PARKED_SUBJECTS = Gauge(
    "foothold_parked_subjects", "Subjects with events that wait because one could not be handled"
)
PARKED_OLDEST = Gauge("foothold_parked_oldest_age_seconds", "Age of the oldest parked subject; 0 without any")
DATABASE_BEHIND = Gauge(
    "foothold_database_behind_records",
    "Records that Kafka knows as handled and the database does not: it was restored, and its epoch was not raised",
)
FROZEN = Gauge(
    "foothold_frozen_documents",
    "Documents that are behind their own events after a restore, and wait for an operator",
    ["aggregate"],
)
PARKED_FOR = ("failed", "frozen", "no_event", "undecodable", "unknown_major")
"""Why a record is parked: its reaction failed, it is about a frozen document, or it cannot be read."""
PARKED = Counter("foothold_parked", "Records that could not be handled and were parked", ["reason"])
for _reason in PARKED_FOR:  # a counter that begins with its first event does not rise
    PARKED.labels(_reason)
DISCARDED = Counter("foothold_discarded", "Parked records that an operator discarded")
FOLLOWED_UNKNOWN_MAJORS = Counter(
    "foothold_followed_unknown_majors",
    "Events that the memory of this process lacks, since it does not know their major version",
)

WAKES_DUE = Gauge(
    "foothold_wakes_due", "Documents whose deadline has come and that nobody has claimed", ["aggregate"]
)
WAKES_LATE = Gauge(
    "foothold_wakes_late_seconds",
    "How long the longest due deadline has been waiting; 0 without any",
    ["aggregate"],
)
WAKES = Counter("foothold_wakes", "Documents woken", ["aggregate", "outcome"])

MEASURED = Gauge(
    "foothold_measure_last_success_timestamp_seconds",
    "When (UTC, seconds since 1970) the gauges of a measure were last set, or this worker began",
    ["measure"],
)
READY = Gauge("foothold_ready", "1 while this replica may be given work")
CLOCK_SKEW = Gauge("foothold_clock_skew_seconds", "By how much this clock differs from MongoDB's")
BUILD = Gauge("foothold_build_info", "What runs here", ["service", "role", "version", "driver"])


def describe(service: str, role: str, driver: str) -> None:
    """Set the gauge of what runs here; the version is the chassis's."""
    BUILD.labels(service, role, importlib.metadata.version("foothold-chassis"), driver).set(1)
