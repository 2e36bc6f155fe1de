"""The scalers: workers by the lag of their consumer group, api by its CPU."""

from collections.abc import Iterator
from typing import Any

from deploy.k8s.wiring import Wiring, wirings
from foothold_devstack import roster
from foothold_devstack.roster import Declaration
from foothold_events.topics import TOPICS

BOOTSTRAP = "kafka-0.kafka.foothold.svc.cluster.local:9092"
"""The Kafka of the overlay dev. KEDA runs in a namespace of its own, so it needs the whole name."""

PARTITIONS = {topic.name: topic.partitions for topic in TOPICS}

LAG_PER_REPLICA = 500
"""In records: a second or two of one worker's work."""

CPU_PERCENT = 70


def scaled_objects() -> list[dict[str, Any]]:
    """Return one for each worker with a consumer group; replicas beyond the partitions would have no work."""
    return [_scaled_object(wiring) for wiring in wirings() if wiring.group]


def autoscalers() -> list[dict[str, Any]]:
    return [_autoscaler(service) for service in roster.services()]


def fewest() -> Iterator[str]:
    """Patches of an overlay for production: a scaler never goes below what the service declares."""
    for wiring in wirings():
        if wiring.group:
            count = wiring.declaration.worker_replicas
            yield f"- target: {{kind: ScaledObject, name: {wiring.name}-worker}}"
            yield "  patch: |-"
            yield f"    - {{op: replace, path: /spec/minReplicaCount, value: {count}}}"


def labels(name: str, component: str) -> dict[str, str]:
    return {
        "app.kubernetes.io/name": name,
        "app.kubernetes.io/component": component,
        "app.kubernetes.io/part-of": "foothold",
    }


def _scaled_object(wiring: Wiring) -> dict[str, Any]:
    return {
        "apiVersion": "keda.sh/v1alpha1",
        "kind": "ScaledObject",
        "metadata": {"name": f"{wiring.name}-worker", "labels": labels(wiring.name, "worker")},
        "spec": {
            "scaleTargetRef": {"name": f"{wiring.name}-worker"},
            "minReplicaCount": 1,
            "maxReplicaCount": min(PARTITIONS[topic] for topic in wiring.consumes),
            "pollingInterval": 10,
            # without a measurement, no fewer than now
            "fallback": {"failureThreshold": 3, "replicas": 2, "behavior": "currentReplicasIfHigher"},
            "advanced": {"horizontalPodAutoscalerConfig": {"behavior": _behavior()}},
            # no topic: the lag of the whole group
            "triggers": [
                {
                    "type": "kafka",
                    "metadata": {
                        "bootstrapServers": BOOTSTRAP,
                        "consumerGroup": wiring.group,
                        "lagThreshold": str(LAG_PER_REPLICA),
                        "offsetResetPolicy": "earliest",
                        "allowIdleConsumers": "false",
                    },
                }
            ],
        },
    }


def _behavior() -> dict[str, Any]:
    """Return how to scale: each change is a rebalance, so up in few steps, and down by one after quiet minutes."""
    return {
        "scaleUp": {
            "stabilizationWindowSeconds": 0,
            "policies": [{"type": "Pods", "value": 4, "periodSeconds": 30}],
        },
        "scaleDown": {
            "stabilizationWindowSeconds": 300,
            "policies": [{"type": "Pods", "value": 1, "periodSeconds": 60}],
        },
    }


def _autoscaler(service: Declaration) -> dict[str, Any]:
    fewest, most = service.api_replicas
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": f"{service.name}-api", "labels": labels(service.name, "api")},
        "spec": {
            "scaleTargetRef": {
                "apiVersion": "apps/v1",
                "kind": "Deployment",
                "name": f"{service.name}-api",
            },
            "minReplicas": fewest,
            "maxReplicas": most,
            "metrics": [
                {
                    "type": "Resource",
                    "resource": {
                        "name": "cpu",
                        "target": {"type": "Utilization", "averageUtilization": CPU_PERCENT},
                    },
                }
            ],
            "behavior": {
                "scaleDown": {
                    "stabilizationWindowSeconds": 300,
                    "policies": [{"type": "Pods", "value": 1, "periodSeconds": 60}],
                }
            },
        },
    }
