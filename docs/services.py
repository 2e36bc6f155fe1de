"""Lists of the services and of the calls at the gateway, as the pages have them."""

from collections.abc import Iterator

from foothold_devstack import roster
from foothold_gateway.routes import ROUTES

OF_EVERY_SERVICE = tuple(f"/v1/ops/{name}/" for name in roster.names())
"""Paths that each service has under its own name; the page shows them once."""


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
