"""Step 3: `dev` in an empty namespace that enforces *restricted*, up to the last pod that is ready."""

import time
from collections import Counter
from collections.abc import Callable

from deploy.k8s.dev import make_secrets

from tests.cluster import bounds
from tests.cluster.kubectl import ClusterError, Json, until
from tests.cluster.table import NotHere, Outcome
from tests.cluster.trial import Trial

RESTRICTED = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "warn")}
SERVING = ("api", "worker")
HOPELESS = frozenset({"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"})
"""What a container waits for without any hope that waiting helps."""


def make_namespace(trial: Trial) -> None:
    """Make the trial's namespace, and the account without which it takes no pods (a controller may be faster)."""
    name = trial.cluster.namespace
    labels = {**RESTRICTED, "foothold.example/trial": "true"}
    trial.cluster.apply(
        [
            {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}},
            {
                "apiVersion": "v1",
                "kind": "ServiceAccount",
                "metadata": {"name": "default", "namespace": name},
            },
        ]
    )


def remove_namespace(trial: Trial) -> None:
    trial.table.begin("Nothing is left")
    with trial.table.claim(f"namespace {trial.cluster.namespace} is removed") as row:
        trial.cluster.do("delete", "namespace", trial.cluster.namespace, "--wait=false")
        # nothing starts any more; without hurry the namespace would wait for each pod's whole drain
        trial.cluster.ask("delete", "pods", "--all", "--grace-period=5", "--wait=false")
        if not trial.nodes:
            raise NotHere("marked; a cluster without nodes may have no controller that removes it")
        until(
            lambda: not trial.cluster.ask("get", "namespace", trial.cluster.namespace).ok or None,
            seconds=bounds.NAMESPACE_GONE,
            what="the end of the namespace",
        )
        row.figure = "with all that was in it"


def deployed(trial: Trial) -> bool:
    """Deploy as `make deploy-dev` does, services after their stores; return whether everything runs."""
    trial.table.begin("`dev` runs in an empty namespace with Pod Security restricted enforced")
    started = time.monotonic()
    first = [found for found in trial.dev if component(found) not in SERVING]
    with trial.table.claim("Kafka and MongoDB are ready") as row:
        make_secrets(trial.cluster.namespace)
        trial.cluster.apply(first)
        row.figure = all_of(trial, "statefulset", started, _rolled_out)
    with trial.table.claim("every Job completes: topics, indexes, the first operator") as row:
        row.figure = all_of(trial, "job", started, _complete)
    with trial.table.claim("every Deployment is ready") as row:
        trial.cluster.apply([found for found in trial.dev if component(found) in SERVING])
        row.figure = all_of(trial, "deployment", started, _rolled_out)
    runs = all(row.outcome is Outcome.PROVEN for row in trial.table.sections[-1].rows)
    with trial.table.claim("no service had to be started again") as row:
        pods = trial.cluster.items("pods")
        restarts = restarts_of([pod for pod in pods if component(pod) in SERVING])
        tries = restarts_of([pod for pod in pods if component(pod) not in SERVING])
        row.figure = (
            f"{restarts.total()} restarts; Jobs that came before their store tried {tries.total()} times more"
        )
        assert not restarts, f"{dict(restarts)}: look at `kubectl logs --previous`"
    return runs


def component(found: Json) -> str:
    return str(found["metadata"].get("labels", {}).get("app.kubernetes.io/component", ""))


def all_of(trial: Trial, kind: str, started: float, done: Callable[[Json], bool]) -> str:
    """Wait for all objects of a kind; return how many there are and how long it took.

    Raises:
        ClusterError: one was not done in time, or never will be; with what keeps it.
    """
    names = sorted(found["metadata"]["name"] for found in trial.cluster.items(kind))
    assert names, f"there is no {kind}"
    for name in names:

        def look(name: str = name) -> bool | None:
            if stuck := hopeless(trial.cluster.items("pods")):
                raise ClusterError(stuck)
            return done(trial.cluster.get(kind, name)) or None

        left = max(bounds.STACK_READY - (time.monotonic() - started), bounds.LOOK_EVERY)
        until(look, seconds=left, what=f"{kind} {name}", why=lambda: state_of_pods(trial))
    return f"{len(names)}, {time.monotonic() - started:.0f} s after the first object: {', '.join(names)}"


def _rolled_out(found: Json) -> bool:
    status, wanted = found.get("status", {}), found["spec"].get("replicas", 1)
    counts = {status.get(name, 0) for name in ("replicas", "readyReplicas", "updatedReplicas")}
    seen: int = status.get("observedGeneration", 0)
    return seen >= found["metadata"]["generation"] and counts == {wanted}


def _complete(found: Json) -> bool:
    conditions = {c["type"]: c["status"] for c in found.get("status", {}).get("conditions", [])}
    if conditions.get("Failed") == "True":
        raise ClusterError(f"Job {found['metadata']['name']} failed; see its pods' logs")
    return bool(conditions.get("Complete") == "True")


def hopeless(pods: list[Json]) -> str:
    """Return which container cannot start and what would help; empty if none is stuck."""
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
    """Return one line about the pods that are not ready and why."""
    shown = []
    for pod in trial.cluster.items("pods"):
        for container in _containers(pod):
            if not container.get("ready") and pod["status"].get("phase") != "Succeeded":
                state = next(iter(container.get("state", {"unknown": {}}).items()))
                shown.append(f"{pod['metadata']['name']} {state[0]} {state[1].get('reason', '')}".strip())
    return f"Not ready: {'; '.join(shown) or 'nothing'}. To look at it, try again with --keep."


def restarts_of(pods: list[Json]) -> Counter[str]:
    """Count how often containers were started again, by pod."""
    return +Counter(
        {pod["metadata"]["name"]: sum(c["restartCount"] for c in _containers(pod)) for pod in pods}
    )


def _containers(pod: Json) -> list[Json]:
    found = pod.get("status", {})
    return [*found.get("initContainerStatuses", []), *found.get("containerStatuses", [])]
