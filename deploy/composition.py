"""The parts of docker-compose.yml and its Prometheus about each service, generated from the services' declarations."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from deploy.k8s.services import addresses
from foothold_devstack import roster
from foothold_devstack.roster import GATEWAY, TRUSTED_PROXIES, Declaration

ROLES = ("api", "worker")
NETWORKS = "172.16.0.0/12,192.168.0.0/16"
"""Where an engine puts its containers, unless it is told otherwise. The ports of this machine are on 127.0.0.1 only."""


def services() -> Iterator[str]:
    """Return the lines of the services: of each its worker first, since its api extends it."""
    for number, service in enumerate(roster.services()):
        if number:
            yield ""
        yield from _worker(service)
        yield from _api(service)


def _worker(service: Declaration) -> Iterator[str]:
    yield f"{service.name}-worker: &{service.name}"
    yield "  <<: *service"
    yield f"  image: foothold/{service.name}:dev"
    yield (
        f"  build: {{context: ., args: {{SERVICE: {service.name}, "
        'PYTHON_IMAGE: "${PYTHON_IMAGE:-python:3.12-slim}"}}'
    )
    yield "  command: [--role, worker]"
    if service.secrets:
        yield "  depends_on: *after-secrets"
        yield f'  volumes: ["{service.name}-secrets:/run/secrets:ro"]'
    trusted = {TRUSTED_PROXIES: NETWORKS} if service.name == GATEWAY and roster.has_clients() else {}
    if environment := {**service.environment, **addresses(service), **trusted}:
        yield "  environment:"
        yield "    <<: *settings"
        yield from (f'    {name}: "{value}"' for name, value in environment.items())


def _api(service: Declaration) -> Iterator[str]:
    yield f"{service.name}-api:"
    yield f"  <<: *{service.name}"
    yield "  command: [--role, api]"
    if service.faces_public:
        yield f'  ports: ["127.0.0.1:${{{service.name.upper()}_PORT:-{service.local_port}}}:8080"]'
    if service.name == GATEWAY:
        yield "  depends_on: # the door opens when the rooms are ready, and the operator's address is taken"
        yield f"    <<: {'*after-secrets' if service.secrets else '*servers'}"
        yield "    first-operator: {condition: service_completed_successfully}"
        yield from (
            f"    {each.name}-api: {{condition: service_healthy}}" for each in roster.behind_gateway()
        )


def secrets() -> Iterator[str]:
    for service in roster.services():
        yield from (f"make /{service.name}/{file}" for file in service.secret_files)


def mounts() -> Iterator[str]:
    yield from (
        f"- {service.name}-secrets:/{service.name}" for service in roster.services() if service.secrets
    )


def volumes() -> Iterator[str]:
    yield from (f"{service.name}-secrets:" for service in roster.services() if service.secrets)


def targets() -> Iterator[str]:
    yield from (f"- {name}-{role}" for name in roster.names() for role in ROLES)


LISTS: Mapping[str, Callable[[], Iterable[str]]] = {
    "services": services,
    "secrets": secrets,
    "mounts": mounts,
    "volumes": volumes,
}
