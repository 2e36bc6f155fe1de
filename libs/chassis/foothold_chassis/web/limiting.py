"""Where the limits of a service that people reach are asked: before anything is routed, and before any dependency.

So no route can be without: an unknown path, a token that is not valid and a live stream count as any other call.
"""

from typing import Protocol

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from foothold_chassis.errors import TooManyRequests
from foothold_chassis.network import NOWHERE, network_of
from foothold_chassis.web.auth import OptionalPrincipal
from foothold_chassis.web.problems import problem_of
from foothold_chassis.web.refusals import refuses

_KEY = "foothold.in_hand"


class InHand(Protocol):
    """A call that is being answered."""

    def is_of(self, account_id: str) -> None:
        """Count the call for the account of its token.

        Raises:
            TooManyRequests: a limit of this account is used up.
        """
        ...

    def end(self) -> None: ...


class Limits(Protocol):
    """What a service allows its callers."""

    def begin(self, network: str) -> InHand:
        """Take a call in hand, by the network that it comes from.

        Raises:
            TooManyRequests: a limit of this network is used up.
        """
        ...


class LimitedByAddress:
    """Takes each call in hand, until the last byte of its answer."""

    def __init__(self, app: ASGIApp, *, limits: Limits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client")
        try:
            in_hand = self._limits.begin(network_of(client[0]) if client else NOWHERE)
        except TooManyRequests as error:
            await problem_of(Request(scope), error)(scope, receive, send)
            return
        scope[_KEY] = in_hand
        try:
            await self._app(scope, receive, send)
        finally:
            in_hand.end()


@refuses(TooManyRequests, "rate_limited", "too_many_at_once")
async def limited_by_account(request: Request, principal: OptionalPrincipal) -> None:
    """Count a call for the account of its token. `make_app` puts this before the dependencies of every route."""
    if principal is not None:
        in_hand: InHand = request.scope[_KEY]
        in_hand.is_of(principal.account_id)
