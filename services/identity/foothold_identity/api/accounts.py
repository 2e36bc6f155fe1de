"""Registering an account."""

from fastapi import APIRouter, Depends, Request

from foothold_chassis.errors import TooManyRequests, Unavailable
from foothold_chassis.network import network_of
from foothold_chassis.web import (
    CurrentCommand,
    EmailAddress,
    Name,
    Password,
    RequestBody,
    client_address,
    refuses,
)
from foothold_identity.access import AccountAccess
from foothold_identity.registering import Registrations
from foothold_identity.views import RegistrationView


class AccountBody(RequestBody):
    email: EmailAddress
    password: Password
    name: Name


def account_routes(registrations: Registrations) -> APIRouter:
    router = APIRouter(tags=["accounts"])
    may = AccountAccess()

    @router.post("/v1/accounts", status_code=202, dependencies=[Depends(may.register)])
    @refuses(TooManyRequests, "registration_limited")
    @refuses(Unavailable, "busy")
    async def register(body: AccountBody, request: Request, command: CurrentCommand) -> RegistrationView:
        """Register an account. The answer is the same if the address has one; then nothing changes."""
        await registrations.register(body, network_of(client_address(request)), command)
        return RegistrationView(email=body.email)

    return router
