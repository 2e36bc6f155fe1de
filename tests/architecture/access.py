"""The rule of `access.py`: it alone says who may do what, and every route of a service has a line there."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from .sources import Module, modules

LINES_FOR_ALL = "foothold_chassis.web.access"
CALLER = "foothold_chassis.web.auth._current"
"""The dependency behind `CurrentPrincipal`: the caller is known, and nothing is said of an object."""


def api_modules(package: Path) -> list[Module]:
    """Return `api.py`, or every file of `api/`."""
    prefix = f"{package.name}.api"
    return [m for m in modules(package) if m.name == prefix or m.name.startswith(f"{prefix}.")]


def judgements(package: Path) -> list[str]:
    """Name every place where an api module itself decides who may call: it names Forbidden or calls a `must_…`."""
    return [complaint for module in api_modules(package) for complaint in _judgements_of(module)]


def _judgements_of(module: Module) -> Iterator[str]:
    if "Forbidden" in {meant.rpartition(".")[2] for meant in module.names.values()}:
        yield f"{module.name} imports Forbidden"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr == "Forbidden":
            yield f"{module.name}:{node.lineno} names Forbidden"
        elif isinstance(node, ast.Call) and (name := _called(node)).startswith("must_"):
            yield f"{module.name}:{node.lineno} calls {name}"


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def routes_without_access(service: str, routers: Iterable[APIRouter]) -> list[str]:
    """Name the routes that no line of access covers.

    A route is covered by a dependency that the service's `access.py` made or the chassis holds ready (`anyone`,
    `member_of_organization`, `operator`). A route about the caller alone, without an id in its path, needs only
    `CurrentPrincipal`.
    """
    return [
        f"{service}: {', '.join(sorted(route.methods))} {route.path}"
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute) and not _is_covered(route, f"foothold_{service}.access")
    ]


def _is_covered(route: APIRoute, access: str) -> bool:
    names = _names(route.dependant)
    if any(name.startswith((f"{access}.", f"{LINES_FOR_ALL}.")) for name in names):
        return True
    return CALLER in names and not route.param_convertors


def _names(dependant: Dependant) -> Sequence[str]:
    """Return the dotted names of all that a route depends on, directly or not."""
    found = []
    for inner in dependant.dependencies:
        call = inner.call
        found.append(f"{getattr(call, '__module__', '')}.{getattr(call, '__qualname__', '')}")
        found += _names(inner)
    return found
