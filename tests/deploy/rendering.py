"""The objects that kustomize renders, each folder once in a process, and how the rules look at them."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from deploy.k8s.kubectl import HERE, KUBECTL

Object = dict[str, Any]
Objects = list[Object]

BASE = HERE / "base"
OVERLAYS = ("dev", "production", "managed")
COMPONENTS = tuple(sorted(path.parent.name for path in HERE.glob("components/*/kustomization.yaml")))
WORKLOADS = ("Deployment", "StatefulSet", "Job")
NAME, COMPONENT, PART_OF = (f"app.kubernetes.io/{part}" for part in ("name", "component", "part-of"))

MEMBER_ACCOUNTS = ("mongodb-database", "mongodb-kubernetes-appdb")
"""The accounts that MongoDB's operators, the former and the present one, give their pods; their names are fixed."""


RENDER_SECONDS = 60
"""How long kustomize may take for one folder; it takes half a second."""


class RenderError(RuntimeError):
    """kustomize refuses a folder, or calls something in it deprecated; the message is what it prints."""


@cache
def overlay(name: str) -> Objects:
    """Return the objects of an overlay. They are shared by all tests: a test that changes one changes a copy."""
    return parsed(rendered(HERE / "overlays" / name))


@cache
def rendered(folder: Path) -> str:
    """Return the YAML of a folder of the repository.

    Raises:
        RenderError: it does not render without a complaint.
    """
    return _kustomize(folder)


def rendered_with(folder: Path, *components: Path) -> str:
    """Return the YAML of a folder with components that a user adds in a kustomization of their own.

    Raises:
        RenderError: they do not render together without a complaint.
    """
    with TemporaryDirectory() as made:
        here = Path(made).resolve()
        kustomization = {
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "resources": [os.path.relpath(folder, here)],
            "components": [os.path.relpath(component, here) for component in components],
        }
        (here / "kustomization.yaml").write_text(yaml.safe_dump(kustomization))
        return _kustomize(here)


def _kustomize(folder: Path) -> str:
    assert shutil.which(KUBECTL), f"{KUBECTL} is missing: `make setup` installs it, KUBECTL names another one"
    done = subprocess.run(
        [KUBECTL, "kustomize", str(folder)],
        capture_output=True,
        text=True,
        timeout=RENDER_SECONDS,
        check=False,
    )
    if done.returncode or done.stderr:
        raise RenderError(done.stderr.strip())
    return done.stdout


def parsed(text: str) -> Objects:
    """Return the objects of a YAML stream."""
    return [found for found in yaml.load_all(text, yaml.CSafeLoader) if found]


def of(objects: Objects, *kinds: str) -> Iterator[Object]:
    yield from (found for found in objects if found["kind"] in kinds)


def workloads(objects: Objects) -> Iterator[Object]:
    """Yield everything that makes pods, also a pod template that is handed to an operator."""
    yield from of(objects, *WORKLOADS)
    for database in of(objects, "MongoDBCommunity"):
        # what the operator makes its StatefulSet of
        yield {**database, "spec": database["spec"]["statefulSet"]["spec"]}


def operator_pods(objects: Objects) -> Objects:
    """Return the pods that operators make of custom resources.

    They have the labels that the resource asks for and those that the operator sets.
    """
    made = []
    for pool in of(objects, "KafkaNodePool"):
        its_labels = {**pool["spec"]["template"]["pod"]["metadata"]["labels"], **labels(pool)}
        made.append(bare_pod("kafka", "foothold", its_labels))
    for database in of(objects, "MongoDBCommunity"):
        template = database["spec"]["statefulSet"]["spec"]["template"]
        its_labels = {**template["metadata"]["labels"], "app": f"{database['metadata']['name']}-svc"}
        made.append(bare_pod("mongo", "foothold", its_labels))
    return made


def bare_pod(name: str, namespace: str, its_labels: dict[str, str]) -> Object:
    """Return a pod of which only the namespace and the labels count."""
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace, "labels": its_labels},
        "spec": {"containers": [{"name": "one", "image": "one:1"}]},
    }


def services(objects: Objects) -> Iterator[Object]:
    """Yield the Deployments of our services, api and worker."""
    yield from (
        found
        for found in of(objects, "Deployment")
        if found["metadata"]["labels"].get(COMPONENT) in {"api", "worker"}
    )


def pod(workload: Object) -> Object:
    found: Object = workload["spec"]["template"]["spec"]
    return found


def containers(workload: Object) -> Iterator[Object]:
    spec = pod(workload)
    yield from spec.get("initContainers", [])
    yield from spec["containers"]


def pod_labels(workload: Object) -> dict[str, str]:
    """Return the labels that a workload gives its pods."""
    found: dict[str, str] = workload["spec"]["template"]["metadata"].get("labels", {})
    return found


def called(item: Object) -> str:
    """Return `Kind name`, by which complaints name an object."""
    return f"{item['kind']} {item['metadata']['name']}"


def labels(item: Object) -> dict[str, str]:
    found: dict[str, str] = item["metadata"].get("labels", {})
    return found


def selects(selector: Object, found: dict[str, str]) -> bool:
    """Return whether a label selector takes an object that has these labels."""
    wanted = all(found.get(key) == value for key, value in selector.get("matchLabels", {}).items())
    return wanted and all(_meets(term, found) for term in selector.get("matchExpressions", []))


def _meets(term: Object, found: dict[str, str]) -> bool:
    value, values = found.get(term["key"]), term.get("values", [])
    match term["operator"]:
        case "In":
            return value in values
        case "NotIn":
            return value not in values
        case "Exists":
            return value is not None
        case other:
            raise ValueError(f"{other} is no operator that these manifests use")
