"""The gateway's routes: each one of the table, checked, and passed on."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse

from foothold_chassis.errors import Invalid, Unavailable
from foothold_chassis.store import Projection
from foothold_chassis.web import Granted, refuses
from foothold_gateway.access import GatewayAccess, Party, standing_of
from foothold_gateway.openapi import Description
from foothold_gateway.policy import GatewayPolicy
from foothold_gateway.proxy import Proxy
from foothold_gateway.routes import ROUTES, Route
from foothold_gateway.timeline import Events, Timeline, timeline_of

Endpoint = Callable[[Request], Awaitable[Response]]


def forwarding_routes(proxy: Proxy) -> APIRouter:
    router = APIRouter()
    for route in ROUTES:
        router.add_api_route(
            route.path,
            forwarder(route, proxy),
            methods=[route.method],
            include_in_schema=False,
            dependencies=[Depends(standing_of(route))],
        )
    return router


def forwarder(route: Route, proxy: Proxy) -> Endpoint:
    @refuses(Invalid, "header_malformed")
    @refuses(Unavailable, "upstream_away")
    async def forward(request: Request) -> Response:
        return await proxy.forward(route, request, await request.body())

    return forward


def own_routes(description: Description, timeline: Projection, policy: GatewayPolicy) -> APIRouter:
    router = APIRouter(tags=["gateway"])
    may = GatewayAccess(timeline, policy)

    @router.get("/v1/contracts/{contract_id}/timeline")
    async def read_timeline(
        granted: Annotated[Granted[Events, Party], Depends(may.read_timeline)],
    ) -> Timeline:
        return await timeline_of(granted.object, timeline, policy.timeline_events)

    @router.get(
        "/v1/openapi.json", response_model=dict[str, Any], dependencies=[Depends(may.read_description)]
    )
    async def openapi(request: Request) -> Response:
        """Return this document: every call at the gateway, with all its answers."""
        return Response(await description.read(request.app), media_type="application/json")

    @router.get("/docs", response_class=HTMLResponse, dependencies=[Depends(may.read_description)])
    async def docs() -> HTMLResponse:
        """Return a page that shows the document."""
        return get_swagger_ui_html(openapi_url="/v1/openapi.json", title="Foothold")

    return router
