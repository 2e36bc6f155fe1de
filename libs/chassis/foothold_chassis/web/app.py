"""The two FastAPI apps of a service: its routes, and its inside, which the machines that run it ask."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, params
from fastapi.telemetry import TelemetryConfig

from foothold_chassis.web import problems
from foothold_chassis.web.description import describe
from foothold_chassis.web.keyring import Keyring
from foothold_chassis.web.limiting import LimitedByAddress, Limits, limited_by_account
from foothold_chassis.web.middleware import QuietContext, RequestContext
from foothold_chassis.web.paths import ids_in_path


def make_app(
    name: str,
    routers: Sequence[APIRouter],
    keyring: Keyring,
    site: FastAPI | None = None,
    *,
    max_body_bytes: int,
    faces_the_public: bool = False,
    limits: Limits | None = None,
) -> FastAPI:
    """Make the app that answers with these routes. One that `faces_the_public` begins the traces of its requests.

    A `site` answers each path that is none of theirs, with errors and headers of its own. With `limits` every call is
    counted.
    """
    counting = [] if limits is None else [Depends(limited_by_account)]
    app = _app(f"Foothold {name}", routers, dependencies=[*counting, Depends(ids_in_path)])
    app.state.keyring = keyring  # `CurrentPrincipal` reads it from here
    if site is not None:
        app.mount("/", site)
    if limits is not None:
        # inside of the context of a request, so that a refused one has its ids, its log line and its count
        app.add_middleware(LimitedByAddress, limits=limits)
    app.add_middleware(RequestContext, max_body_bytes=max_body_bytes, faces_the_public=faces_the_public)
    return app


def make_internal_app(name: str, health: APIRouter, described: FastAPI | None) -> FastAPI:
    """Make the app of the internal port: health, metrics, and the description of the routes of `described`."""
    app = _app(f"Foothold {name}, inside", [health])
    if described is not None:

        @app.get("/openapi.json", include_in_schema=False)
        async def description() -> dict[str, Any]:
            return describe(described)

    app.add_middleware(QuietContext)
    return app


def _app(title: str, routers: Sequence[APIRouter], dependencies: Sequence[params.Depends] = ()) -> FastAPI:
    # FastAPI's own spans would hold query strings, and its log the input of people
    silent: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
    app = FastAPI(
        title=title,
        version="1",
        openapi_url=None,  # no route of its own; the document is made all the same
        telemetry=silent,
        # a redirect would name the Host that the caller claims, and send its token there
        redirect_slashes=False,
        dependencies=dependencies,
    )
    problems.install(app)
    for router in routers:
        app.include_router(router)
    return app
