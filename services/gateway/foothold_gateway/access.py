"""Who is let through the door: the standing of each route of the table, and the parties of a timeline.

What exactly a caller may do to an object, its service decides.
"""

from collections.abc import Awaitable, Callable
from typing import Literal

from foothold_chassis.errors import Forbidden, Unauthenticated
from foothold_chassis.store import Projection
from foothold_chassis.web import (
    CurrentPrincipal,
    Granted,
    OptionalPrincipal,
    Principal,
    anyone,
    as_member,
    as_talent,
    refuses,
)
from foothold_gateway.policy import GatewayPolicy
from foothold_gateway.routes import Route
from foothold_gateway.timeline import Events, of_contract

Party = Literal["company", "talent"]


class GatewayAccess:
    """The standing that each of the gateway's own routes takes."""

    def __init__(self, timeline: Projection, policy: GatewayPolicy) -> None:
        self.read_timeline = party_of(timeline, policy)
        self.read_description = anyone


def standing_of(route: Route) -> Callable[[Principal | None], Awaitable[None]]:
    """Return the dependency that turns away callers who cannot be entitled to this route.

    It raises `Unauthenticated` where a token is needed, and `Forbidden` where the scope of an operator is.
    """
    if route.standing == "anyone":
        return anyone_with_a_right_token

    codes = [] if route.standing == "account" else ["scope_missing"]

    @refuses(Unauthenticated, "token_missing")
    @refuses(Forbidden, *codes)
    async def admitted(principal: OptionalPrincipal) -> None:
        if principal is None:
            raise Unauthenticated("Log in first: POST /v1/sessions gives a token.", code="token_missing")
        if route.standing != "account":
            principal.must_have(route.standing)

    return admitted


async def anyone_with_a_right_token(_principal: OptionalPrincipal) -> None:
    """Admit every caller, but none with a token that is not valid."""


def party_of(
    timeline: Projection, policy: GatewayPolicy
) -> Callable[[str, Principal], Awaitable[Granted[Events, Party]]]:
    """Return the dependency that admits the parties of the contract in the path, and hands on its events. For an
    outsider there are none."""

    async def granted(contract_id: str, principal: CurrentPrincipal) -> Granted[Events, Party]:
        part = [as_talent(principal), as_member(principal)]
        events = await of_contract(contract_id, timeline, policy.timeline_events, part)
        party: Party = "talent" if principal.talent_id == events.talent_id else "company"
        return Granted(events, party, principal)

    return granted
