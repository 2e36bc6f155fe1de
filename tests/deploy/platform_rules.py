"""Rules for what others act on: scalers, gateways, the network, Prometheus."""

import yaml
from deploy.k8s.services import PORT
from deploy.k8s.wiring import wirings

from foothold_events.topics import TOPICS

from .rendering import NAME, Objects, called, labels, of, pod_labels, selects, services

PARTITIONS = {topic.name: topic.partitions for topic in TOPICS}
PUBLIC = {("gateway-api", "/v1"), ("gateway-api", "/docs"), ("web-api", "/")}
"""Which paths lead from outside to whom."""

SLOW_SECONDS = 300
BATCH_SIZE = 8192
"""The collector's default."""


def workers_scale_within_partitions(objects: Objects) -> list[str]:
    wrong = []
    for found in of(objects, "ScaledObject"):
        spec = found["spec"]
        [wiring] = [w for w in wirings() if spec["scaleTargetRef"]["name"] == f"{w.name}-worker"]
        useful = min(PARTITIONS[topic] for topic in wiring.consumes)
        if not 1 <= spec["minReplicaCount"] <= spec["maxReplicaCount"] <= useful:
            wrong.append(
                f"{called(found)}: of {spec['maxReplicaCount']} replicas only {useful} have a partition"
            )
        if [trigger["metadata"]["consumerGroup"] for trigger in spec["triggers"]] != [wiring.group]:
            wrong.append(f"{called(found)} does not look at {wiring.group}")
    return wrong


def scalers_come_down_slowly(objects: Objects) -> list[str]:
    behaviors = [
        (
            found,
            found["spec"].get("advanced", {}).get("horizontalPodAutoscalerConfig", {}).get("behavior", {}),
        )
        for found in of(objects, "ScaledObject")
    ] + [(found, found["spec"].get("behavior", {})) for found in of(objects, "HorizontalPodAutoscaler")]
    return [
        f"{called(found)} comes down too fast"
        for found, behavior in behaviors
        if (down := behavior.get("scaleDown", {})).get("stabilizationWindowSeconds", 0) < SLOW_SECONDS
        or [policy["value"] for policy in down.get("policies", [])] != [1]
    ]


def scalers_alone_count(objects: Objects) -> list[str]:
    """A workload that is scaled has no replicas in the manifest, which would set them back at each apply."""
    scaled = {
        f["spec"]["scaleTargetRef"]["name"] for f in of(objects, "ScaledObject", "HorizontalPodAutoscaler")
    }
    deployments = {found["metadata"]["name"]: found for found in of(objects, "Deployment")}
    wrong = [f"{name} is scaled and not there" for name in sorted(scaled - deployments.keys())]
    return wrong + [
        f"{name} is counted twice"
        for name in sorted(scaled & deployments.keys())
        if "replicas" in deployments[name]["spec"]
    ]


def everything_that_can_scales(objects: Objects) -> list[str]:
    wanted = {f"{w.name}-worker" for w in wirings() if w.group} | {f"{w.name}-api" for w in wirings()}
    scaled = {
        f["spec"]["scaleTargetRef"]["name"] for f in of(objects, "ScaledObject", "HorizontalPodAutoscaler")
    }
    return [f"{name} is not scaled" for name in sorted(wanted - scaled)]


def nothing_passes_by_default(objects: Objects) -> list[str]:
    closed = [
        found
        for found in of(objects, "NetworkPolicy")
        if found["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    ]
    return [] if closed else ["no policy closes what is not opened"]


def only_the_api_is_public(objects: Objects) -> list[str]:
    """The internal port stays inside; only the gateway and the web app are reached from outside."""
    wrong = []
    for found in of(objects, "HTTPRoute"):
        for rule in found["spec"]["rules"]:
            paths = [
                match.get("path", {"type": "PathPrefix", "value": "/"}) for match in rule.get("matches", [{}])
            ]
            wrong += [
                f"{called(found)} lets {p['value']} in to {b['name']}"
                for p in paths
                for b in rule["backendRefs"]
                if (b["name"], p["value"]) not in PUBLIC or p["type"] == "RegularExpression"
            ]
            if rule.get("filters"):
                wrong.append(f"{called(found)} changes what it passes on")
            wrong += [
                f"{called(found)} leads to {b['name']}:{b['port']}"
                for b in rule["backendRefs"]
                if b["port"] != PORT or b["name"] not in {name for name, _path in PUBLIC}
            ]
        if not found["spec"].get("hostnames"):
            wrong.append(f"{called(found)} takes every host name")
    for found in of(objects, "Service"):
        if found["spec"].get("type", "ClusterIP") != "ClusterIP":
            wrong.append(f"{called(found)} is reached from outside")
    wrong += [f"{called(found)} is another way in" for found in of(objects, "Ingress")]
    return wrong


def everything_is_measured(objects: Objects) -> list[str]:
    """Every process is scraped, under the names that dashboards and rules use."""
    wrong = []
    for found in of(objects, "PodMonitor"):
        [endpoint] = found["spec"]["podMetricsEndpoints"]
        if (endpoint["port"], endpoint["path"]) != ("internal", "/metrics"):
            wrong.append(f"{called(found)} asks {endpoint['port']}{endpoint['path']}")
        if {r["targetLabel"] for r in endpoint["relabelings"]} != {"service", "role", "pod"}:
            wrong.append(f"{called(found)} does not say whose it is")
        wrong += [
            f"{called(d)} is not measured"
            for d in services(objects)
            if not selects(found["spec"]["selector"], pod_labels(d))
        ]
        wrong += [
            f"{called(d)} is no service"
            for d in of(objects, "Deployment")
            if labels(d)[NAME] not in {w.name for w in wirings()}
            and selects(found["spec"]["selector"], labels(d))
        ]
    return wrong


def collectors_take_their_configuration(objects: Objects) -> list[str]:
    """A batch may not begin at a size above its maximum, since the collector then refuses to start."""
    wrong = []
    for found in of(objects, "ConfigMap"):
        for name, text in found.get("data", {}).items():
            batch = _section(text, "processors", "batch") if name.endswith(".yaml") else {}
            least, most = batch.get("send_batch_size", BATCH_SIZE), batch.get("send_batch_max_size", 0)
            if 0 < most < least:
                wrong.append(f"{called(found)}: a batch begins at {least} and may have {most}")
    return wrong


def _section(text: str, *path: str) -> dict[str, int]:
    found = yaml.safe_load(text)
    for key in path:
        found = found.get(key, {}) if isinstance(found, dict) else {}
    return found
