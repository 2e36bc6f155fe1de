"""Generated lists of services inside files that people write: the text between two marks, from the declarations."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from deploy import composition
from deploy.k8s import scaling, secrets
from deploy.k8s.wiring import wirings
from deploy.observability import presence
from foothold_devstack import marked, roster
from foothold_devstack.marked import Lines

ROOT = roster.ROOT
REGISTRY = "registry.example.org/foothold"
RELEASE = "0.1.0"


def folders() -> Iterator[str]:
    yield from (f"- {name}" for name in roster.names())


def images() -> Iterator[str]:
    for name in roster.names():
        yield f"- {{name: foothold/{name}, newName: {REGISTRY}/{name}, newTag: {RELEASE}}}"


def all_workers() -> Iterator[str]:
    for service in roster.services():
        yield f"- {{name: {service.name}-worker, count: {service.worker_replicas}}}"


def workers_without_a_scaler() -> Iterator[str]:
    unscaled = {wiring.name for wiring in wirings() if not wiring.group}
    for service in roster.services():
        if service.name in unscaled:
            yield f"- {{name: {service.name}-worker, count: {service.worker_replicas}}}"


def scaled_workers() -> Iterator[str]:
    scaled = "|".join(wiring.name for wiring in wirings() if wiring.group)
    yield f"- target: {{kind: Deployment, name: ({scaled})-worker}}"
    yield "  patch: |-"
    yield "    - {op: remove, path: /spec/replicas}"


FILES: Mapping[str, Mapping[str, Lines]] = {
    "docker-compose.yml": composition.LISTS,
    "deploy/compose/prometheus.yml": {"targets": composition.targets},
    "deploy/k8s/README.md": {"secrets": secrets.table},
    "deploy/k8s/base/kustomization.yaml": {"services": folders},
    "deploy/k8s/components/keda/kustomization.yaml": {"scaled": scaled_workers},
    "deploy/k8s/overlays/managed/kustomization.yaml": {"images": images, "replicas": all_workers},
    "deploy/observability/rules/tests/processes.yml": presence.TESTS,
    "deploy/k8s/overlays/production/kustomization.yaml": {
        "images": images,
        "replicas": workers_without_a_scaler,
        "scalers": scaling.fewest,
    },
}


def differing() -> dict[Path, str]:
    """Return the files whose generated lines differ from the declarations, with the right content."""
    return marked.differing(ROOT, FILES)
