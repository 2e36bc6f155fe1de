"""Kafka's part: the declared topics, and the rights of each service on them, from its wiring."""

from typing import Any

from deploy.k8s.wiring import Wiring, wirings
from foothold_events.topics import TOPICS

CLUSTER = {"strimzi.io/cluster": "foothold"}
REPLICAS = 3
IN_SYNC = 2
"""Two of three replicas must have a record before it counts as written."""

READ = ["Read"]
WRITE = ["Write"]
"""On any topic this right also allows an idempotent producer [KIP-679], so no service needs IdempotentWrite.
The gateway writes to no topic, so it lacks the right, and its producer is not idempotent."""


def topics() -> list[dict[str, Any]]:
    return [
        {
            "apiVersion": "kafka.strimzi.io/v1",
            "kind": "KafkaTopic",
            "metadata": {"name": topic.name, "labels": CLUSTER},
            "spec": {
                "partitions": topic.partitions,
                "replicas": REPLICAS,
                "config": {**topic.config(), "min.insync.replicas": str(IN_SYNC)},
            },
        }
        for topic in TOPICS
    ]


def users() -> list[dict[str, Any]]:
    """Return a user for each service, one for the topics' Job, and one for the scaler, which only reads."""
    everything = [topic.name for topic in TOPICS]
    consuming = [wiring for wiring in wirings() if wiring.group]
    consumed = sorted({topic for wiring in consuming for topic in wiring.consumes})
    return [
        *(_user(wiring.name, _acls(wiring)) for wiring in wirings()),
        _user(
            "topics",
            [_allow("topic", name, ["Create", "Describe", "DescribeConfigs"]) for name in everything],
        ),
        _user(
            "keda",
            [_allow("group", str(wiring.group), ["Describe"]) for wiring in consuming]
            + [_allow("topic", name, ["Describe"]) for name in consumed],
        ),
    ]


def _acls(wiring: Wiring) -> list[dict[str, Any]]:
    written = {*wiring.produces}
    read = {*wiring.consumes, *wiring.follows, *written}  # after a restore it reads what it has told itself
    group = [_allow("group", wiring.group, ["Read"])] if wiring.group else []
    return [
        *group,
        *(
            _allow("topic", name, [*(READ * (name in read)), *(WRITE * (name in written)), "Describe"])
            for name in sorted(read | written)
        ),
    ]


def _allow(kind: str, name: str, operations: list[str]) -> dict[str, Any]:
    return {
        "resource": {"type": kind, "name": name, "patternType": "literal"},
        "operations": operations,
    }


def _user(name: str, acls: list[dict[str, Any]]) -> dict[str, Any]:
    password = {"secretKeyRef": {"name": f"{name}-secrets", "key": "foothold_kafka_password"}}
    return {
        "apiVersion": "kafka.strimzi.io/v1",
        "kind": "KafkaUser",
        "metadata": {"name": name, "labels": CLUSTER},
        "spec": {
            "authentication": {"type": "scram-sha-512", "password": {"valueFrom": password}},
            "authorization": {"type": "simple", "acls": acls},
        },
    }
