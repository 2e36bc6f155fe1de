"""One OpenAPI document of all routes of the gateway, merged from the services' own."""

import asyncio
import json
from typing import Any, get_args

from foothold_gateway.proxy import Proxy
from foothold_gateway.routes import ROUTES, Upstream


async def merged(proxy: Proxy) -> dict[str, Any]:
    """Return the merged document; schemas carry their service's name, so that none hides another's."""
    services: tuple[Upstream, ...] = get_args(Upstream)
    documents = await asyncio.gather(*(proxy.openapi(service) for service in services))
    of_service: dict[str, dict[str, Any]] = {
        service: _renamed(service, document) for service, document in zip(services, documents, strict=True)
    }
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        theirs = of_service[route.service]["paths"].get(route.upstream_path or route.path, {})
        if (operation := theirs.get(route.method.lower())) is not None:
            paths.setdefault(route.path, {})[route.method.lower()] = operation
    schemas = {
        name: schema
        for document in of_service.values()
        for name, schema in document.get("components", {}).get("schemas", {}).items()
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Foothold", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _renamed(service: str, document: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(document).replace("#/components/schemas/", f"#/components/schemas/{service}.")
    renamed: dict[str, Any] = json.loads(text)
    schemas = renamed.get("components", {}).get("schemas", {})
    renamed.setdefault("components", {})["schemas"] = {
        f"{service}.{name}": schema for name, schema in schemas.items()
    }
    return renamed
