"""Each service alone in memory, and its routes as its own app has them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from deploy.k8s.wiring import PLACEHOLDER, wirings
from fastapi.routing import iter_route_contexts

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.runner import Runner
from foothold_chassis.testing import RunningService, running
from foothold_devstack import roster

WIRINGS = {wiring.name: wiring for wiring in wirings()}
SERVICES = roster.names()
PAGES = {"web"}
"""They answer people, with pages: an unknown path as well."""

AWAY = "http://127.0.0.1:1"
SUBJECT = "ctr_1"

Values = dict[str, str]


@asynccontextmanager
async def alone(name: str, **others: object) -> AsyncIterator[RunningService]:
    """Run this service as its app.py wires it; `others` are settings beside those that it requires."""
    settings = WIRINGS[name].settings
    required = {field for field, info in settings.model_fields.items() if info.is_required()}
    own = {
        field: AWAY if field.endswith("_url") else PLACEHOLDER
        for field in required - {"mongo_uri", "kafka_bootstrap"}
    }
    build = import_module(f"foothold_{name}.app").build
    async with running(build, settings, **own | {"time_machine": True} | others) as service:
        yield service


def routes_of(service: RunningService) -> list[tuple[str, str]]:
    """Return the method and the template of each of its routes, those of operators among them."""
    app = Runner(service.service).app()
    return [
        (method, str(context.path))
        for context in iter_route_contexts(app.routes)
        for method in sorted(context.methods or ())
        if method != "HEAD"
    ]


def values_of(template: str, thing: Aggregate) -> Values | None:
    """Return the ids of the path that lead to this object; `None` if they lead to another kind."""
    own = re.sub(r"(?<!^)(?=[A-Z])", "_", type(thing).__name__).lower() + "_id"
    default = SUBJECT if template.startswith("/v1/ops/") else None
    found = {
        name: thing.id if name == own else getattr(thing, name, default)
        for name in re.findall(r"{(\w+)}", template)
    }
    return found if found and all(found.values()) else None
