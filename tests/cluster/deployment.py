"""Step 3: `dev` in an empty namespace that enforces *restricted*, up to the last pod that is ready."""

import time
from collections import Counter

from tests.cluster import bounds
from tests.cluster.kubectl import ClusterError, Json, until
from tests.cluster.trial import Trial

RESTRICTED = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "warn")}
HOPELESS = frozenset(
    {
        "ErrImagePull",
        "ImagePullBackOff",
        "InvalidImageName",
        "ErrImageNeverPull",
        "CreateContainerConfigError",
    }
)
"""What a container waits for without any hope that waiting helps."""


def make_namespace(trial: Trial) -> None:
    """Make the trial's namespace, and wait for the account without which it takes no pods."""
    name = trial.cluster.namespace
    labels = {**RESTRICTED, "foothold.example/trial": "true"}
    trial.cluster.apply(
        [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}]
    )
    until(
        lambda: trial.cluster.ask("get", "serviceaccount", "default").ok or None,
        seconds=bounds.NAMESPACE_READY,
        what=f"the default ServiceAccount of {name}",
    )


def remove_namespace(trial: Trial) -> None:
    seconds = bounds.NAMESPACE_GONE
    # pods that are in no hurry would make the namespace wait for each one's whole drain
    trial.cluster.ask("delete", "pods", "--all", "--grace-period=5", "--wait=false")
    trial.cluster.do(
        "delete", "namespace", trial.cluster.namespace, f"--timeout={seconds:.0f}s", seconds=seconds + 10
    )


def deployed(trial: Trial) -> bool:
    """Deploy and wait; tell whether the platform is there to be tried."""
    trial.table.begin("`dev` runs in an empty namespace with Pod Security restricted enforced")
    started = time.monotonic()
    with trial.table.claim("every object is taken") as row:
        trial.cluster.apply(trial.dev)
        row.figure = f"{len(trial.dev)} objects in namespace {trial.cluster.namespace}"
    for kind, done in (("statefulset", _rolled_out), ("job", _complete), ("deployment", _rolled_out)):
        with trial.table.claim(f"every {kind} {'completes' if kind == 'job' else 'is ready'}") as row:
            names = sorted(found["metadata"]["name"] for found in trial.cluster.items(kind))
            for name in names:
                left = bounds.STACK_READY - (time.monotonic() - started)
                until(
                    lambda kind=kind, name=name, done=done: _looked(trial, kind, name, done),
                    seconds=max(left, 1),
                    what=f"{kind} {name}",
                    why=lambda: state_of_pods(trial),
                )
            row.figure = (
                f"{len(names)}, {time.monotonic() - started:.0f} s after the first object: {', '.join(names)}"
            )
    with trial.table.claim("no container had to be started again") as row:
        restarts = restarts_of(trial)
        row.figure = f"{restarts.total()} restarts" + (f" ({dict(restarts)})" if restarts else "")
        assert not restarts, "look at `kubectl logs --previous`"
    return all(row.outcome == "proven" for row in trial.table.sections[-1].rows[:-1])


def _looked(trial: Trial, kind: str, name: str, done: object) -> bool | None:
    if stuck := hopeless(trial.cluster.items("pods")):
        raise ClusterError(stuck)
    return done(trial.cluster.get(kind, name)) or None  # type: ignore[operator]


def _rolled_out(found: Json) -> bool:
    status, wanted = found.get("status", {}), found["spec"].get("replicas", 1)
    return (
        status.get("observedGeneration", 0) >= found["metadata"]["generation"]
        and status.get("readyReplicas", 0) == status.get("updatedReplicas", 0) == wanted
        and status.get("replicas", 0) == wanted
    )


def _complete(found: Json) -> bool:
    conditions = {c["type"]: c["status"] for c in found.get("status", {}).get("conditions", [])}
    if conditions.get("Failed") == "True":
        raise ClusterError(f"Job {found['metadata']['name']} failed; see its pods' logs")
    return conditions.get("Complete") == "True"


def hopeless(pods: list[Json]) -> str:
    """Say which container cannot start and what would help; empty if none is stuck."""
    for pod in pods:
        for container in _containers(pod):
            waiting = container.get("state", {}).get("waiting", {})
            if waiting.get("reason") in HOPELESS:
                return (
                    f"pod {pod['metadata']['name']} cannot start: {waiting['reason']}: {waiting.get('message', '')} "
                    f"Bring the image {container['image']} to the nodes (`kind load docker-image`), "
                    "or push it and say where with --image-prefix and --image-tag."
                )
    return ""


def state_of_pods(trial: Trial) -> str:
    """Say in one line which pods are not ready and why."""
    shown = []
    for pod in trial.cluster.items("pods"):
        for container in _containers(pod):
            if not container.get("ready") and pod["status"].get("phase") != "Succeeded":
                state = next(iter(container.get("state", {"unknown": {}}).items()))
                shown.append(f"{pod['metadata']['name']} {state[0]} {state[1].get('reason', '')}".strip())
    return f"Not ready: {'; '.join(shown) or 'nothing'}. To look at it, try again with --keep."


def restarts_of(trial: Trial) -> Counter[str]:
    counts = Counter(
        {
            pod["metadata"]["name"]: sum(c["restartCount"] for c in _containers(pod))
            for pod in trial.cluster.items("pods")
        }
    )
    return +counts


def _containers(pod: Json) -> list[Json]:
    found = pod.get("status", {})
    return [*found.get("initContainerStatuses", []), *found.get("containerStatuses", [])]
