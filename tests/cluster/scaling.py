"""Step 7: KEDA takes a worker from one to many on lag, never above the partitions, and back."""

import time
from dataclasses import dataclass, field

from foothold_events.topics import TOPICS
from tests.cluster import bounds
from tests.cluster.kubectl import Json, until
from tests.cluster.markets import assert_sound, one_market, summary
from tests.cluster.player import Player
from tests.cluster.table import NotHere
from tests.cluster.trial import Trial

WORKER = "matching-worker"
EVENTS_AT_LEAST = 600
REPLICAS_WORTH = 8
"""The backlog is worth as many replicas as this, by the shipped threshold."""

TRIAL_WINDOW_SECONDS = 20
TRIAL_POLL_SECONDS = 5
PAUSED = "autoscaling.keda.sh/paused-replicas"
METRICS = "/apis/external.metrics.k8s.io/v1beta1"


@dataclass(slots=True)
class Seen:
    """The replicas over time, each change of them once."""

    steps: list[tuple[float, int]] = field(default_factory=list)
    _started: float = field(default_factory=time.monotonic)

    def take(self, replicas: int) -> int:
        if not self.steps or self.steps[-1][1] != replicas:
            self.steps.append((time.monotonic() - self._started, replicas))
        return replicas

    @property
    def most(self) -> int:
        return max(replicas for _, replicas in self.steps)

    def __str__(self) -> str:
        return ", ".join(f"{replicas} at {seconds:.0f} s" for seconds, replicas in self.steps)


def scaled(trial: Trial) -> None:
    trial.table.begin(f"KEDA scales {WORKER} on lag")
    with trial.table.claim("the component is taken, and KEDA is at work on it") as row:
        check_keda(trial)
        objects = [
            found for found in trial.with_component("keda") if found["apiVersion"].startswith("keda.sh/")
        ]
        scaler = next(
            found for found in objects if found["spec"].get("scaleTargetRef", {}).get("name") == WORKER
        )
        shipped, hurried = hurry(scaler)
        trial.cluster.apply(
            [{**found, **({"spec": hurried["spec"]} if found is scaler else {})} for found in objects]
        )
        until(
            lambda: _ready(trial, scaler),
            seconds=bounds.SCALE_UP,
            what=f"ScaledObject {name_of(scaler)} Ready",
        )
        row.figure = f"{len(objects)} objects; for this trial alone {shipped}"
    if row.outcome == "proven":
        _up_and_down(trial, scaler)
        trial.cluster.ask("delete", "scaledobjects.keda.sh", "--all", "--wait=false")


def check_keda(trial: Trial) -> None:
    """Check that KEDA runs here.

    Raises:
        NotHere: it does not.
    """
    if trial.served.namespaced("keda.sh/v1alpha1", "ScaledObject") is None:
        raise NotHere("this cluster has no ScaledObject (keda.sh/v1alpha1); install KEDA to try this")
    if not trial.cluster.ask("get", "--raw", METRICS).ok:
        raise NotHere(f"KEDA's metrics server does not answer at {METRICS}; is KEDA running?")


def hurry(scaler: Json) -> tuple[str, Json]:
    """Return the ScaledObject with short waits, since a trial cannot take half an hour, and the changes."""
    spec = scaler["spec"]
    scale_down = spec["advanced"]["horizontalPodAutoscalerConfig"]["behavior"]["scaleDown"]
    window = scale_down["stabilizationWindowSeconds"]
    poll = spec.get("pollingInterval", 30)
    quick = {
        "stabilizationWindowSeconds": TRIAL_WINDOW_SECONDS,
        "policies": [{"type": "Percent", "value": 100, "periodSeconds": 5}],
    }
    behavior = {**spec["advanced"]["horizontalPodAutoscalerConfig"]["behavior"], "scaleDown": quick}
    config = {**spec["advanced"]["horizontalPodAutoscalerConfig"], "behavior": behavior}
    hurried = {
        **spec,
        "pollingInterval": TRIAL_POLL_SECONDS,
        "advanced": {**spec["advanced"], "horizontalPodAutoscalerConfig": config},
    }
    changed = f"window down {window} → {TRIAL_WINDOW_SECONDS} s and all at once, poll {poll} → {TRIAL_POLL_SECONDS} s"
    return changed, {**scaler, "spec": hurried}


def name_of(found: Json) -> str:
    return str(found["metadata"]["name"])


def _ready(trial: Trial, scaler: Json) -> bool | None:
    found = trial.cluster.get("scaledobjects.keda.sh", name_of(scaler))
    conditions = {c["type"]: c["status"] for c in found.get("status", {}).get("conditions", [])}
    return conditions.get("Ready") == "True" or None


def _up_and_down(trial: Trial, scaler: Json) -> None:
    threshold = int(
        next(t["metadata"]["lagThreshold"] for t in scaler["spec"]["triggers"] if t["type"] == "kafka")
    )
    with trial.table.claim("a backlog is made while the worker stands still") as row:
        _annotate(trial, scaler, f"{PAUSED}=0")
        until(lambda: _replicas(trial) == 0 or None, seconds=bounds.SCALE_UP, what=f"{WORKER} at 0 replicas")
        events = max(EVENTS_AT_LEAST, threshold * REPLICAS_WORTH)
        with Player(trial, "burst", "burst", EVENTS=str(events)) as player:
            output = player.finish(bounds.BURST)
        row.figure = (
            f"{output.facts['updates']} events through the gateway; one replica for each {threshold} of lag"
        )
    with trial.table.claim("the worker goes from 1 to many, never above the partitions, and back") as row:
        row.figure = _watched(trial, scaler)
    with trial.table.claim(
        "a market afterwards is sound: the backlog was read, and nothing of it is missing"
    ) as row:
        reports = one_market(trial, "afterwards")
        row.figure = summary(reports)
        assert_sound(reports)


def _watched(trial: Trial, scaler: Json) -> str:
    """Start the worker, and return how its replicas rose and fell."""
    partitions = max(topic.partitions for topic in TOPICS)
    most = int(scaler["spec"]["maxReplicaCount"])
    seen = Seen()
    _annotate(trial, scaler, f"{PAUSED}-")
    until(
        lambda: seen.take(_replicas(trial)) > 1 or None, seconds=bounds.SCALE_UP, what="more than one replica"
    )
    until(
        lambda: _settled(trial, seen),
        seconds=bounds.SCALE_DOWN,
        what="one replica again",
        why=lambda: str(seen),
    )
    assert seen.most <= most <= partitions, (
        f"{seen}: above the {partitions} partitions there are to read from"
    )
    return f"replicas: {seen} (at most {most}, {partitions} partitions)"


def _settled(trial: Trial, seen: Seen) -> bool | None:
    return seen.take(_replicas(trial)) == 1 or None


def _replicas(trial: Trial) -> int:
    return int(trial.cluster.get("deployment", WORKER)["spec"]["replicas"])


def _annotate(trial: Trial, scaler: Json, annotation: str) -> None:
    trial.cluster.do("annotate", "--overwrite", "scaledobjects.keda.sh", name_of(scaler), annotation)
