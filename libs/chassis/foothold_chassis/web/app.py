"""The FastAPI app of a service: its routes, its problem documents, its middleware."""

from collections.abc import Sequence

from fastapi import APIRouter, Depends, FastAPI
from fastapi.telemetry import TelemetryConfig

from foothold_chassis.web import problems
from foothold_chassis.web.keyring import Keyring
from foothold_chassis.web.middleware import RequestContext
from foothold_chassis.web.paths import ids_in_path


def make_app(
    name: str,
    routers: Sequence[APIRouter],
    keyring: Keyring,
    *,
    max_body_bytes: int,
    faces_the_public: bool = False,
) -> FastAPI:
    """Make the app that answers with these routes. One that `faces_the_public` begins the traces of its requests."""
    # FastAPI's own spans would hold query strings, and its log the input of people
    silent: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
    app = FastAPI(
        title=f"Foothold {name}",
        version="1",
        docs_url=None,
        redoc_url=None,
        telemetry=silent,
        # a redirect would name the Host that the caller claims, and send its token there
        redirect_slashes=False,
        dependencies=[Depends(ids_in_path)],
    )
    app.state.keyring = keyring  # `CurrentPrincipal` reads it from here
    problems.install(app)
    for router in routers:
        app.include_router(router)
    app.add_middleware(RequestContext, max_body_bytes=max_body_bytes, faces_the_public=faces_the_public)
    return app
