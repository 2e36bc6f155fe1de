"""Rules for how services start, are asked, are moved, and end."""

from deploy.k8s.wiring import variable

from foothold_chassis.settings import ServiceSettings

from .configuration import environment
from .rendering import (
    COMPONENT,
    NAME,
    PART_OF,
    Object,
    Objects,
    called,
    containers,
    labels,
    of,
    pod,
    pod_labels,
    selects,
    services,
)

PROBES = {"startupProbe": "/livez", "livenessProbe": "/livez", "readinessProbe": "/readyz"}
START_SECONDS = 300
"""What a service may take to begin to answer before it is given up."""

PAUSE_SECONDS = 5
"""How long the cluster may take to stop sending requests to a pod that ends."""


def services_are_probed(objects: Objects) -> list[str]:
    """The liveness probe asks only whether the process answers: MongoDB away must restart nothing."""
    wrong = []
    for found in services(objects):
        [only] = containers(found)
        for probe, path in PROBES.items():
            if only.get(probe, {}).get("httpGet") != {"path": path, "port": "internal"}:
                wrong.append(f"{called(found)} {probe} does not ask {path}")
        start = only.get("startupProbe", {})
        if start.get("periodSeconds", 10) * start.get("failureThreshold", 3) < START_SECONDS:
            wrong.append(f"{called(found)} is given up too early")
    return wrong


def stores_are_probed(objects: Objects) -> list[str]:
    return [
        f"{called(found)} {c['name']} has no {probe}"
        for found in of(objects, "Deployment", "StatefulSet")
        for c in containers(found)
        for probe in PROBES
        if probe not in c
    ]


def endings_are_given_time(objects: Objects) -> list[str]:
    """A pod is killed no earlier than after preStop and the longest shutdown that the code knows."""
    wrong = []
    for found in services(objects):
        [only] = containers(found)
        pause = only.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
        if pause < PAUSE_SECONDS:
            wrong.append(f"{called(found)} ends while it is still sent requests")
        least = pause + _longest_stop(found, objects)
        if (grace := pod(found).get("terminationGracePeriodSeconds", 30)) <= least:
            wrong.append(f"{called(found)} is killed after {grace} s, and may need {least:.0f} s")
    return wrong


def _longest_stop(found: Object, objects: Objects) -> float:
    """Return the longest shutdown that the code computes from the settings of this workload."""
    variables = environment(found, objects)
    given = {
        name: float(variables[variable(name)])
        for name in ("drain_seconds", "leave_seconds")
        if variable(name) in variables
    }
    return ServiceSettings(kafka_bootstrap="", mongo_uri="mongodb://nowhere", **given).longest_stop_seconds


def rollouts_keep_everything_up(objects: Objects) -> list[str]:
    wanted = {"maxSurge": 1, "maxUnavailable": 0}
    return [
        f"{called(found)} may be down while it is rolled out"
        for found in services(objects)
        if found["spec"].get("strategy", {}).get("rollingUpdate") != wanted
    ]


def disruptions_are_bounded(objects: Objects) -> list[str]:
    """Each Deployment has one budget, which selects its pods and lets one of them go: else no node could be drained."""
    budgets = list(of(objects, "PodDisruptionBudget"))
    wrong = []
    for found in of(objects, "Deployment"):
        own = pod_labels(found)
        mine = [b["spec"] for b in budgets if selects(b["spec"]["selector"], own)]
        if len(mine) != 1 or mine[0].get("maxUnavailable") != 1:
            wrong.append(f"{called(found)} has {len(mine)} budgets: {mine}")
        elif mine[0].get("unhealthyPodEvictionPolicy") != "AlwaysAllow":
            wrong.append(f"{called(found)}: a broken pod keeps its node")
    return wrong


def zones_are_spread_over(objects: Objects) -> list[str]:
    """In production the spread over zones is a condition, and a zone that is away does not count."""
    production = any(True for _ in of(objects, "ExternalSecret"))
    wrong = []
    for found in of(objects, "Deployment"):
        own = pod_labels(found)
        zones = [
            spread
            for spread in pod(found).get("topologySpreadConstraints", [])
            if spread["topologyKey"] == "topology.kubernetes.io/zone"
            and selects(spread["labelSelector"], own)
        ]
        if not zones or (production and zones[0]["whenUnsatisfiable"] != "DoNotSchedule"):
            wrong.append(f"{called(found)} may stand in one zone")
        elif production and zones[0].get("nodeTaintsPolicy") != "Honor":
            wrong.append(f"{called(found)} cannot be moved out of a zone that is away")
    return wrong


def everything_is_there_twice(objects: Objects) -> list[str]:
    """In production there are two replicas at least, whether the manifest or a scaler sets their number."""
    least = {
        f["spec"]["scaleTargetRef"]["name"]: f["spec"]["minReplicaCount"] for f in of(objects, "ScaledObject")
    }
    least |= {
        f["spec"]["scaleTargetRef"]["name"]: f["spec"]["minReplicas"]
        for f in of(objects, "HorizontalPodAutoscaler")
    }
    return [
        f"{called(found)} may be there {count} times"
        for found in of(objects, "Deployment")
        if (count := least.get(found["metadata"]["name"], found["spec"].get("replicas", 1))) < 2
    ]


def jobs_end(objects: Objects) -> list[str]:
    """A Job cannot be changed, so it has to be gone by the next release."""
    needed = {"ttlSecondsAfterFinished", "activeDeadlineSeconds", "backoffLimit"}
    return [
        f"{called(found)} lacks {sorted(lack)}"
        for found in of(objects, "Job")
        if (lack := needed - found["spec"].keys())
    ]


def everything_is_labelled(objects: Objects) -> list[str]:
    return [
        f"{called(found)} lacks {sorted(lack)}"
        for found in of(objects, "Deployment", "StatefulSet", "Job", "Service", "PodDisruptionBudget")
        for own in (labels(found), found["spec"].get("template", found)["metadata"].get("labels", {}))
        if (lack := {NAME, COMPONENT, PART_OF} - own.keys())
    ]


def addresses_lead_somewhere(objects: Objects) -> list[str]:
    """Each Service selects the pods of exactly one workload, which has the ports that it names."""
    wrong = []
    for found in of(objects, "Service"):
        selector = {"matchLabels": found["spec"]["selector"]}
        taken = [
            w for w in of(objects, "Deployment", "StatefulSet", "Job") if selects(selector, pod_labels(w))
        ]
        ports = {port["name"] for w in taken for c in containers(w) for port in c.get("ports", [])}
        if len(taken) != 1 or {port["targetPort"] for port in found["spec"]["ports"]} - ports:
            wrong.append(f"{called(found)} takes {[called(w) for w in taken]} with ports {sorted(ports)}")
    return wrong
