"""Lists inside files that people write: what stands between two marks follows from declarations and routes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from deploy import composition
from deploy.k8s import scaling, secrets
from deploy.k8s.wiring import wirings
from deploy.observability import presence
from foothold_devstack import roster
from foothold_devstack.marked import fill
from foothold_gateway.routes import ROUTES

ROOT = roster.ROOT
REGISTRY = "registry.example.org/foothold"
RELEASE = "0.1.0"

OF_EVERY_SERVICE = tuple(f"/v1/ops/{name}/" for name in roster.names())
"""Paths that each service has under its own name; the page shows them once."""

Lines = Callable[[], Iterable[str]]


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


def calls() -> Iterator[str]:
    yield from (f"gateway -->|HTTP| {service.name}" for service in roster.behind_gateway())


def streams() -> Iterator[str]:
    yield from (f"kafka[(Kafka)] ---|events| {name}" for name in roster.names())


def services() -> Iterator[str]:
    yield "| service | what it is about |"
    yield "|---|---|"
    for service in roster.services():
        yield f"| [{service.name}](services/{service.name}/README.md) | {service.description} |"


def routes() -> Iterator[str]:
    yield "| call | service | standing |"
    yield "|---|---|---|"
    for route in ROUTES:
        if not route.path.startswith(OF_EVERY_SERVICE):
            yield f"| `{route.method} {route.path}` | {route.service} | {route.standing} |"


FILES: Mapping[str, Mapping[str, Lines]] = {
    "README.md": {"calls": calls, "services": services},
    "docker-compose.yml": composition.LISTS,
    "deploy/compose/prometheus.yml": {"targets": composition.targets},
    "deploy/k8s/README.md": {"secrets": secrets.table},
    "deploy/k8s/base/kustomization.yaml": {"services": folders},
    "deploy/k8s/components/keda/kustomization.yaml": {"scaled": scaled_workers},
    "deploy/k8s/overlays/managed/kustomization.yaml": {"images": images, "replicas": all_workers},
    "docs/architecture.md": {"calls": calls, "streams": streams},
    "docs/domain.md": {"routes": routes},
    "deploy/observability/rules/tests/processes.yml": presence.TESTS,
    "deploy/k8s/overlays/production/kustomization.yaml": {
        "images": images,
        "replicas": workers_without_a_scaler,
        "scalers": scaling.fewest,
    },
}


def differing() -> dict[Path, str]:
    """Return the files whose lines between marks are not as the declarations want them, with what they have to be."""
    found = {}
    for name, places in FILES.items():
        path = ROOT / name
        text = fill(path.read_text(), {place: lines() for place, lines in places.items()})
        if text != path.read_text():
            found[path] = text
    return found
