"""Manifests made wrong on purpose: each is one change to a right object, and the reason for which it is refused."""

import copy
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.cluster.kubectl import Answer, Json

BEFORE, AFTER = 30, 80
"""The characters of an answer that are shown before and after the reason."""

MISSPELT = r'unknown field "[^"]*{0}"|\.{0}: field not declared in schema'
Change = Callable[[Json], Json]


@dataclass(frozen=True)
class Wrong:
    """One way to make an object wrong; `reason` is a regular expression that the API server's answer has to match."""

    what: str
    kind: str
    change: Change
    reason: str

    def made_of(self, objects: Iterable[Json]) -> Json | None:
        """Return the first object of this kind, made wrong; `None` if there is none."""
        right = next((found for found in objects if found["kind"] == self.kind), None)
        return self.change(copy.deepcopy(right)) if right else None

    def refused(self, answer: Answer) -> bool:
        """Return whether the API server refused it, and for this reason."""
        return not answer.ok and re.search(self.reason, answer.err) is not None

    def why(self, answer: Answer) -> str:
        """Return the part of the answer that has the reason; the whole answer if it has another one."""
        message = " ".join(answer.err.split())
        found = re.search(self.reason, message)
        if found is None:
            return message
        start, end = max(found.start() - BEFORE, 0), found.end() + AFTER
        return f"{'…' * (start > 0)}{message[start:end]}{'…' * (end < len(message))}"


def _spec(**changes: object) -> Change:
    def change(found: Json) -> Json:
        return {**found, "spec": {**found["spec"], **changes}}

    return change


def _container(**changes: object) -> Change:
    def change(found: Json) -> Json:
        found["spec"]["template"]["spec"]["containers"][0].update(changes)
        return found

    return change


def _of_version(version: str) -> Change:
    return lambda found: {**found, "apiVersion": version}


def _as_pod(change: Callable[[Json], object]) -> Change:
    """Change the pod that the template describes: Pod Security refuses pods, and only warns about their owners."""

    def made(found: Json) -> Json:
        template = found["spec"]["template"]
        metadata = {"name": "wrong", "namespace": found["metadata"]["namespace"], **template["metadata"]}
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]}
        pod["spec"].pop("serviceAccountName", None)  # there is none yet, which would be another reason
        change(pod["spec"])
        return pod

    return made


def _as_root(spec: Json) -> None:
    for context in (spec["securityContext"], spec["containers"][0]["securityContext"]):
        context.update({"runAsUser": 0, "runAsNonRoot": False})


def _host_path(spec: Json) -> None:
    spec["volumes"] = [*spec.get("volumes", []), {"name": "host", "hostPath": {"path": "/"}}]


def _port_name(found: Json) -> Json:
    found["spec"]["ports"][0]["name"] = "HTTP_port"
    return found


def _wrong_selector(found: Json) -> Json:
    found["spec"]["selector"] = {"matchLabels": {"app": "somebody-else"}}
    return found


def _misspelt_endpoint(found: Json) -> Json:
    found["spec"]["podMetricsEndpoints"][0]["intervall"] = "15s"
    return found


def _misspelt_rule(found: Json) -> Json:
    rule = {"alert": "Wrong", "expr": "1", "expresion": "1"}
    return {**found, "spec": {"groups": [{"name": "wrong", "rules": [rule]}]}}


def _unknown_match(found: Json) -> Json:
    found["spec"]["rules"][0]["matches"] = [{"path": {"type": "Glob", "value": "/*"}}]
    return found


WRONG = (
    Wrong("a misspelt field", "Deployment", _spec(replica=2), MISSPELT.format("replica")),
    Wrong(
        "a word for a number",
        "Deployment",
        _spec(replicas="two"),
        r"expected numeric|cannot unmarshal string",
    ),
    Wrong(
        "a version that does not exist",
        "Deployment",
        _of_version("apps/v2"),
        r'no matches for kind "Deployment"',
    ),
    Wrong(
        "a selector that misses its pods",
        "Deployment",
        _wrong_selector,
        r"`selector` does not match template",
    ),
    Wrong(
        "an unreadable quantity",
        "Deployment",
        _container(resources={"requests": {"memory": "256MegaByte"}}),
        r"quantities must match the regular expression",
    ),
    Wrong(
        "a limit below the request",
        "Deployment",
        _container(resources={"requests": {"memory": "2Gi"}, "limits": {"memory": "1Gi"}}),
        r"must be less than or equal to memory limit",
    ),
    Wrong(
        "a probe that asks nothing",
        "Deployment",
        _container(readinessProbe={"periodSeconds": 5}),
        r"must specify a handler type",
    ),
    Wrong(
        "a pod as root",
        "Deployment",
        _as_pod(_as_root),
        r'violates PodSecurity "restricted.*runAsNonRoot',
    ),
    Wrong(
        "a pod on node files",
        "Deployment",
        _as_pod(_host_path),
        r'violates PodSecurity "restricted.*hostPath',
    ),
    Wrong("a port name with a capital", "Service", _port_name, r"spec\.ports\[0\]\.name: Invalid value"),
    Wrong(
        "a budget with two answers",
        "PodDisruptionBudget",
        _spec(minAvailable=1, maxUnavailable=1),
        r"cannot be both set",
    ),
    Wrong(
        "a number of replicas in words",
        "ScaledObject",
        _spec(maxReplicaCount="many"),
        r"maxReplicaCount: expected numeric|maxReplicaCount.*integer",
    ),
    Wrong(
        "a topic of no partition",
        "KafkaTopic",
        _spec(partitions=0),
        r"partitions.*greater than or equal to 1",
    ),
    Wrong("a misspelt field of an endpoint", "PodMonitor", _misspelt_endpoint, MISSPELT.format("intervall")),
    Wrong("a misspelt field of a rule", "PrometheusRule", _misspelt_rule, MISSPELT.format("expresion")),
    Wrong("a match of an unknown type", "HTTPRoute", _unknown_match, r"Unsupported value: \"Glob\""),
)
