"""One OpenAPI document of all routes of the gateway: its own, and the services' with what the gateway adds to each."""

import asyncio
import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

import structlog
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from foothold_chassis.errors import Unavailable
from foothold_chassis.web.description import SCHEMES, describe, problem_schemas, security, widened
from foothold_chassis.web.refusals import Refusal, refusals_of
from foothold_gateway.policy import GatewayPolicy
from foothold_gateway.proxy import Proxy
from foothold_gateway.routes import ROUTES, Route, Upstream

log = structlog.get_logger()

Json = dict[str, Any]


class Description:
    """The merged document, made once for all who ask for it meanwhile, and kept for a while.

    If a service does not answer, its routes are missing. The document says so, and is kept for a shorter while.
    """

    def __init__(
        self, proxy: Proxy, policy: GatewayPolicy, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._proxy = proxy
        self._policy = policy
        self._now = now
        self._making = asyncio.Lock()
        self._kept = b""
        self._until = -math.inf

    async def read(self, gateway: FastAPI) -> bytes:
        """Return the document as JSON."""
        if self._now() >= self._until:
            async with self._making:
                if self._now() >= self._until:
                    await self._make(gateway)
        return self._kept

    async def _make(self, gateway: FastAPI) -> None:
        services: tuple[Upstream, ...] = get_args(Upstream)
        found = dict(zip(services, await asyncio.gather(*map(self._ask, services)), strict=True))
        answered = {service: document for service, document in found.items() if document is not None}
        missing = sorted(found.keys() - answered.keys())
        policy = self._policy
        kept = policy.description_kept_incomplete if missing else policy.description_kept
        self._kept = json.dumps(merge(gateway, answered, missing)).encode()
        self._until = self._now() + kept.total_seconds()

    async def _ask(self, service: Upstream) -> Json | None:
        try:
            return await self._proxy.openapi(service)
        except Unavailable as error:
            log.warning("description_incomplete", service=service, reason=error.detail)
            return None


def merge(gateway: FastAPI, documents: Mapping[Upstream, Json], missing: Sequence[str] = ()) -> Json:
    """Merge the services' documents with the gateway's own; schemas carry their service's name, so that none hides
    another's. A route that its service does not have is left out, and so are those of the `missing` services."""
    own = _renamed("gateway", describe(gateway))
    of_service = {service: _renamed(service, document) for service, document in documents.items()}
    paths: dict[str, Json] = own["paths"]
    refusals = _refusals(gateway)
    for route in ROUTES:
        theirs = _paths(of_service, route).get(route.upstream_path or route.path, {})
        if (operation := theirs.get(route.method.lower())) is not None:
            added = refusals[route.method, route.path]
            paths.setdefault(route.path, {})[route.method.lower()] = _fronted(operation, route, added)
    return {
        "openapi": own["openapi"],
        "info": {"title": "Foothold", "version": "1", **_incomplete(missing)},
        "paths": paths,
        "components": {"schemas": _schemas([own, *of_service.values()]), "securitySchemes": SCHEMES},
    }


def _paths(documents: Mapping[Upstream, Json], route: Route) -> Json:
    found: Json = documents.get(route.service, {}).get("paths", {})
    return found


def _incomplete(missing: Sequence[str]) -> Json:
    """Return what `info` says of services that do not answer: in words, and for programs."""
    if not missing:
        return {}
    words = f"Incomplete: the routes of {', '.join(missing)} are missing, which does not answer now."
    return {"description": words, "x-missing-services": list(missing)}


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
