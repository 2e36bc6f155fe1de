"""Logging in, refreshing and logging out."""

from fastapi import APIRouter, Depends, Request, Response

from foothold_chassis.errors import NotFound, TooManyRequests, Unauthenticated, Unavailable
from foothold_chassis.network import network_of
from foothold_chassis.web import (
    OF_DOCUMENT,
    CurrentPrincipal,
    EmailAddress,
    RequestBody,
    Secret,
    client_address,
    note,
    refuses,
)
from foothold_identity.access import AccountAccess
from foothold_identity.logins import Logins
from foothold_identity.views import TokenView


class LoginBody(RequestBody):
    email: EmailAddress
    password: Secret


class RefreshBody(RequestBody):
    refresh_token: Secret


def session_routes(logins: Logins) -> APIRouter:
    router = APIRouter(prefix="/v1/sessions", tags=["sessions"])
    may = AccountAccess()

    @router.post("", status_code=201, dependencies=[Depends(may.log_in)])
    @refuses(Unauthenticated, "login_refused")
    @note(*OF_DOCUMENT)
    @refuses(TooManyRequests, "login_limited")
    @refuses(Unavailable, "busy")
    async def log_in(body: LoginBody, request: Request) -> TokenView:
        network = network_of(client_address(request))
        return TokenView.of(await logins.log_in(body.email, body.password.get_secret_value(), network))

    @router.post("/refresh", dependencies=[Depends(may.refresh)])
    @refuses(Unauthenticated, "refresh_refused")
    @note(*OF_DOCUMENT)
    async def refresh(body: RefreshBody) -> TokenView:
        return TokenView.of(await logins.refresh(body.refresh_token.get_secret_value()))

    @router.delete("/current", status_code=204, response_class=Response)
    @refuses(NotFound, "NotFound")
    @note(*OF_DOCUMENT)
    async def log_out(principal: CurrentPrincipal) -> None:
        await logins.log_out(principal.session_id)

    return router
