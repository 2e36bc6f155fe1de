"""One OpenAPI document of all routes of the gateway: its own, and the services' with what the gateway adds to each."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, get_args

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from foothold_chassis.web.description import SCHEMES, describe, problem_schemas, security, widened
from foothold_chassis.web.refusals import Refusal, refusals_of
from foothold_gateway.proxy import Proxy
from foothold_gateway.routes import ROUTES, Route, Upstream

Json = dict[str, Any]


async def merged(gateway: FastAPI, proxy: Proxy) -> Json:
    """Return the merged document; schemas carry their service's name, so that none hides another's."""
    services: tuple[Upstream, ...] = get_args(Upstream)
    documents = await asyncio.gather(*(proxy.openapi(service) for service in services))
    return merge(gateway, dict(zip(services, documents, strict=True)))


def merge(gateway: FastAPI, documents: Mapping[Upstream, Json]) -> Json:
    """Merge the services' documents with the gateway's own. A route that its service does not have is left out."""
    own = _renamed("gateway", describe(gateway))
    of_service = {service: _renamed(service, document) for service, document in documents.items()}
    paths: dict[str, Json] = own["paths"]
    refusals = _refusals(gateway)
    for route in ROUTES:
        theirs = of_service[route.service]["paths"].get(route.upstream_path or route.path, {})
        if (operation := theirs.get(route.method.lower())) is not None:
            added = refusals[route.method, route.path]
            paths.setdefault(route.path, {})[route.method.lower()] = _fronted(operation, route, added)
    return {
        "openapi": own["openapi"],
        "info": {"title": "Foothold", "version": "1"},
        "paths": paths,
        "components": {"schemas": _schemas([own, *of_service.values()]), "securitySchemes": SCHEMES},
    }


def _fronted(operation: Json, route: Route, added: frozenset[Refusal]) -> Json:
    """Return a service's operation as it is behind the gateway, under an id that no other has."""
    path = route.path.removeprefix("/v1/").translate(str.maketrans("/-", "__", "{}"))
    return {
        **operation,
        "operationId": f"{route.method.lower()}_{path}",
        "responses": widened(operation["responses"], added),
        "security": security(added),
    }


def _refusals(gateway: FastAPI) -> dict[tuple[str, str], frozenset[Refusal]]:
    """Return what the gateway itself refuses, by method and path."""
    return {
        (method, str(context.path_format)): refusals_of(str(context.path_format), context.dependant)
        for context in iter_route_contexts(gateway.routes)
        for method in context.methods or ()
    }


def _schemas(documents: list[Json]) -> Json:
    found = {name: schema for each in documents for name, schema in each["components"]["schemas"].items()}
    return found | problem_schemas()


def _renamed(service: str, document: Json) -> Json:
    """Return a document whose schemas carry the service's name; those of problems are the same everywhere."""
    schemas = document.get("components", {}).get("schemas", {})
    text = json.dumps(document)
    for name in schemas.keys() - problem_schemas().keys():
        text = text.replace(f'"#/components/schemas/{name}"', f'"#/components/schemas/{service}.{name}"')
    renamed: Json = json.loads(text)
    own = renamed.get("components", {}).get("schemas", {})
    named = {f"{service}.{name}": schema for name, schema in own.items() if name not in problem_schemas()}
    return {**renamed, "components": {"schemas": named}}
