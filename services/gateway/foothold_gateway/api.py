"""The gateway's routes: each one of the table, limited, checked, and passed on."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse

from foothold_chassis.store import Projection
from foothold_chassis.web import Granted, OptionalPrincipal, Principal
from foothold_gateway.access import GatewayAccess, Party, standing_of
from foothold_gateway.answers import Answer, Answers
from foothold_gateway.limiting import RateLimits
from foothold_gateway.openapi import merged
from foothold_gateway.policy import GatewayPolicy
from foothold_gateway.proxy import Proxy
from foothold_gateway.routes import NEVER_KEPT, ROUTES, Route
from foothold_gateway.timeline import Events, Timeline, timeline_of

Endpoint = Callable[[Request, OptionalPrincipal], Awaitable[Response]]

NOT_KEPT_STATUS = frozenset({401, 403, 404, 429, 500, 502, 503, 504})
"""Statuses after which the same request may get another answer, later or with a new token."""


def forwarding_routes(proxy: Proxy, answers: Answers, limits: RateLimits) -> APIRouter:
    router = APIRouter()
    for route in ROUTES:
        router.add_api_route(
            route.path,
            forwarder(route, proxy, answers),
            methods=[route.method],
            include_in_schema=False,
            dependencies=[Depends(counted(limits)), Depends(standing_of(route))],
        )
    return router


def counted(limits: RateLimits) -> Callable[[Request, Principal | None], Awaitable[None]]:
    """Return the dependency that counts a request against the limits of its address and its account."""

    async def count(request: Request, principal: OptionalPrincipal) -> None:
        address = request.client.host if request.client else "unknown"
        await limits.count(address, principal.account_id if principal else None)

    return count


def forwarder(route: Route, proxy: Proxy, answers: Answers) -> Endpoint:
    async def forward(request: Request, principal: OptionalPrincipal) -> Response:
        body = await request.body()
        key = idempotency_key(route, request, principal)
        if key is None:
            return await proxy.forward(route, request, body)
        if (kept := await answers.take(key, body)) is not None:
            return Response(kept.body, kept.status, media_type=kept.content_type)
        return await answer_and_keep(key, route, request, body, proxy, answers)

    return forward


def idempotency_key(route: Route, request: Request, principal: Principal | None) -> str | None:
    """Return the key of a kept answer; `None` for reads, for callers without an account, and for tokens."""
    given = request.headers.get("idempotency-key")
    if given is None or principal is None or route.method == "GET" or route.path in NEVER_KEPT:
        return None
    unique = f"{principal.account_id}\n{route.method}\n{request.scope['path']}\n{given}"
    return hashlib.sha256(unique.encode()).hexdigest()


async def answer_and_keep(
    key: str, route: Route, request: Request, body: bytes, proxy: Proxy, answers: Answers
) -> Response:
    """Keep the service's answer, unless it asks for another try."""
    try:
        response = await proxy.forward(route, request, body)
    except Exception:
        await answers.give_back(key)
        raise
    if response.status_code in NOT_KEPT_STATUS or "retry-after" in response.headers:
        await answers.give_back(key)
    else:
        content_type = response.headers.get("content-type", "application/json")
        await answers.keep(key, Answer(response.status_code, content_type, bytes(response.body)))
    return response


def own_routes(proxy: Proxy, timeline: Projection, policy: GatewayPolicy) -> APIRouter:
    router = APIRouter(tags=["gateway"])
    may = GatewayAccess(timeline, policy)

    @router.get("/v1/contracts/{contract_id}/timeline")
    async def read_timeline(
        granted: Annotated[Granted[Events, Party], Depends(may.read_timeline)],
    ) -> Timeline:
        return await timeline_of(granted.object, timeline, policy.timeline_events)

    @router.get("/v1/openapi.json", include_in_schema=False, dependencies=[Depends(may.read_description)])
    async def openapi() -> dict[str, Any]:
        return await merged(proxy)

    @router.get("/docs", include_in_schema=False, dependencies=[Depends(may.read_description)])
    async def docs() -> HTMLResponse:
        return get_swagger_ui_html(openapi_url="/v1/openapi.json", title="Foothold")

    return router
