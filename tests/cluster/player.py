"""A pod beside the platform that plays markets, and what it tells of them.

In the cluster, since a port-forward ends with the pod behind it and Kafka is found by its Service's name only.
"""

import base64
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from foothold_devstack import roster
from tests.cluster import bounds
from tests.cluster.kubectl import ClusterError, Json, until
from tests.cluster.packing import packed
from tests.cluster.trial import Trial

ENGAGED = "applying, choosing, working"
RUN_AS = 10001
KAFKA = "kafka:9092"
CONFIG = CLIENT = "trial-client"
NAME = "app.kubernetes.io/name"
OPERATOR = [
    {"name": name, "valueFrom": {"secretKeyRef": {"name": "operator", "key": key}}}
    for name, key in (("OPERATOR_EMAIL", "email"), ("OPERATOR_PASSWORD", "password"))
]
"""The first operator, whom `dev` makes from this Secret."""


@dataclass(slots=True)
class Output:
    """The pod's lines, read: how the present market stands, and the reports of those that ended."""

    now: Json = field(default_factory=dict)
    reports: list[Json] = field(default_factory=list)
    facts: Json = field(default_factory=dict)

    @property
    def in_the_middle(self) -> bool:
        """Some engagements are closed and others are on their way."""
        states: Counter[str] = Counter(self.now.get("states", {}))
        return self.now.get("act") == ENGAGED and 0 < states["closed"] < states.total()

    @property
    def open_engagements(self) -> int:
        states: Counter[str] = Counter(self.now.get("states", {}))
        return states.total() - states["closed"]


def read(lines: Iterable[str]) -> Output:
    """Return what the pod printed, without lines that are cut short or come from other programs."""
    output = Output()
    for line in lines:
        try:
            found: Any = json.loads(line)
        except ValueError:
            continue
        if not isinstance(found, dict):
            continue
        if "report" in found:
            output.reports.append(found["report"])
        elif "act" in found:
            output.now = found
        else:
            output.facts |= found
    return output


def pod(name: str, module: str, image: str, **env: str) -> Json:
    """Return the client's pod, as restricted as the platform's own."""
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": {NAME: CLIENT}},
        "spec": {
            "restartPolicy": "Never",
            "automountServiceAccountToken": False,
            "terminationGracePeriodSeconds": 1,
            "securityContext": {
                "runAsNonRoot": True,
                "runAsUser": RUN_AS,
                "runAsGroup": RUN_AS,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "containers": [_container(module, image, env)],
            "volumes": [
                {"name": "client", "configMap": {"name": CONFIG}},
                {"name": "tmp", "emptyDir": {"sizeLimit": "16Mi"}},
            ],
        },
    }


def _container(module: str, image: str, env: dict[str, str]) -> Json:
    variables = {
        "PYTHONPATH": "/client/client.zip",
        "GATEWAY": "http://gateway-api:8080",
        "SERVICES": " ".join(roster.with_operator_calls()),
        **env,
    }
    return {
        "name": "client",
        "image": image,
        "imagePullPolicy": "IfNotPresent",
        "command": ["python", "-m", f"tests.cluster.inside.{module}"],
        "env": [*({"name": key, "value": value} for key, value in variables.items()), *OPERATOR],
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"memory": "512Mi"}},
        "volumeMounts": [
            {"name": "client", "mountPath": "/client", "readOnly": True},
            {"name": "tmp", "mountPath": "/tmp"},
        ],
    }


def send_client(trial: Trial) -> None:
    """Bring the client's code into the namespace."""
    code = {"client.zip": base64.b64encode(packed()).decode()}
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": CONFIG}, "binaryData": code}
    trial.cluster.apply([config, *policies()])


def policies() -> list[Json]:
    """Return the policies for the connections that the client needs: out, and in to the gateway and Kafka."""
    client = {"matchLabels": {NAME: CLIENT}}
    asked = {"matchExpressions": [{"key": NAME, "operator": "In", "values": ["gateway", "kafka"]}]}
    specs = {
        "trial-client-out": {"podSelector": client, "policyTypes": ["Egress"], "egress": [{}]},
        "trial-client-in": {
            "podSelector": asked,
            "policyTypes": ["Ingress"],
            "ingress": [{"from": [{"podSelector": client}]}],
        },
    }
    return [
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"name": name},
            "spec": spec,
        }
        for name, spec in specs.items()
    ]


class Player:
    """One client pod. Use it as a context: it is gone afterwards."""

    def __init__(self, trial: Trial, name: str, module: str = "markets", **env: str) -> None:
        self.name = name
        self._trial = trial
        self._pod = pod(name, module, trial.images.of("gateway"), FOOTHOLD_KAFKA_BOOTSTRAP=KAFKA, **env)

    def __enter__(self) -> Self:
        self._trial.cluster.apply([self._pod])
        return self

    def __exit__(self, *_: object) -> None:
        self._trial.cluster.ask("delete", "pod", self.name, "--ignore-not-found", "--wait=false")

    def output(self, *, lines: int = -1) -> Output:
        """Read its last lines, or all."""
        answer = self._trial.cluster.ask("logs", self.name, f"--tail={lines}")
        return read(answer.out.splitlines())

    def await_word(self) -> None:
        """Wait until it has begun.

        Raises:
            ClusterError: it did not, or the client failed.
        """

        def look() -> bool | None:
            self._raise_if_failed()
            return bool(self.output().now) or None

        until(look, seconds=bounds.IN_THE_MIDDLE, what=f"a word of {self.name}", why=self._last_words)

    def await_the_middle(self) -> Output:
        """Wait until the engagements of a market are in progress, and return its state.

        Raises:
            ClusterError: it never was, or the client failed.
        """

        def look() -> Output | None:
            self._raise_if_failed()
            output = self.output(lines=2)
            return output if output.in_the_middle else None

        return until(look, seconds=bounds.IN_THE_MIDDLE, what="a market in full swing", why=self._last_words)

    def enough(self) -> None:
        """End the player after the current market."""
        self._trial.cluster.do("exec", self.name, "--", "touch", "/tmp/enough")

    def finish(self, seconds: float) -> Output:
        """Wait until the player has ended, and return all its lines.

        Raises:
            ClusterError: it did not end within `seconds`, or it failed; with its last words.
        """

        def look() -> bool | None:
            self._raise_if_failed()
            return self._phase() == "Succeeded" or None

        until(look, seconds=seconds, what=f"the end of {self.name}", why=self._last_words)
        return self.output()

    def _phase(self) -> str:
        found: str = self._trial.cluster.get("pod", self.name)["status"].get("phase", "Pending")
        return found

    def _raise_if_failed(self) -> None:
        if self._phase() == "Failed":
            raise ClusterError(f"the client failed. {self._last_words()}")

    def _last_words(self) -> str:
        lines = self._trial.cluster.ask("logs", self.name, "--tail=3").out.splitlines()
        return f"{self.name} said last: {' / '.join(line[-300:] for line in lines)}"
