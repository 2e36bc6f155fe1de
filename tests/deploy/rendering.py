"""What kustomize makes of an overlay, and how the rules look at it."""

import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from deploy.k8s.kubectl import HERE, KUBECTL

Object = dict[str, Any]
Objects = list[Object]

OVERLAYS = ("dev", "production", "managed")
COMPONENTS = tuple(sorted(path.parent.name for path in HERE.glob("components/*/kustomization.yaml")))
WORKLOADS = ("Deployment", "StatefulSet", "Job")
NAME, COMPONENT, PART_OF = (f"app.kubernetes.io/{part}" for part in ("name", "component", "part-of"))

MEMBER_ACCOUNTS = ("mongodb-database", "mongodb-kubernetes-appdb")
"""What MongoDB's operators, the former and the present one, name as their pods' account; nobody can change it."""


def build(directory: Path) -> Objects:
    assert shutil.which(KUBECTL), f"{KUBECTL} is missing: `make setup` installs it, KUBECTL names another one"
    done = subprocess.run([KUBECTL, "kustomize", str(directory)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not done.stderr, done.stderr  # what is deprecated
    return [found for found in yaml.load_all(done.stdout, yaml.CSafeLoader) if found]


@cache
def overlay(name: str) -> Objects:
    return build(HERE / "overlays" / name)


def of(objects: Objects, *kinds: str) -> Iterator[Object]:
    yield from (found for found in objects if found["kind"] in kinds)


def workloads(objects: Objects) -> Iterator[Object]:
    """Everything that makes pods, also as it is handed to an operator."""
    yield from of(objects, *WORKLOADS)
    for database in of(objects, "MongoDBCommunity"):
        # what the operator is told about its StatefulSet
        yield {**database, "spec": database["spec"]["statefulSet"]["spec"]}


def services(objects: Objects) -> Iterator[Object]:
    """The Deployments of our services, api and worker."""
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


def called(thing: Object) -> str:
    return f"{thing['kind']} {thing['metadata']['name']}"


def labels(thing: Object) -> dict[str, str]:
    found: dict[str, str] = thing["metadata"].get("labels", {})
    return found


def selects(selector: Object, marks: dict[str, str]) -> bool:
    """Whether a label selector takes what is marked so."""
    wanted = all(marks.get(key) == value for key, value in selector.get("matchLabels", {}).items())
    return wanted and all(_meets(term, marks) for term in selector.get("matchExpressions", []))


def _meets(term: Object, marks: dict[str, str]) -> bool:
    value, values = marks.get(term["key"]), term.get("values", [])
    match term["operator"]:
        case "In":
            return value in values
        case "NotIn":
            return value not in values
        case "Exists":
            return value is not None
        case other:
            raise ValueError(f"{other} is no operator that these manifests use")
