"""What a service's `access.py` is made of: dependencies that say who may call a route.

A line of `access.py` is such a dependency. One that guards an object loads it, refuses a caller who may not do this,
and hands the object on as `Granted`, so the route neither loads it again nor refuses anybody.

An object is loaded by the caller's part in it (`as_talent`, `as_member`). So an outsider is answered as if it did not
exist, by the same reads and after the same wait (ADR 0021). A caller with a part who may not do this is told so.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from foothold_chassis.errors import Forbidden
from foothold_chassis.web.auth import CurrentPrincipal, Principal
from foothold_chassis.web.refusals import refuses

T = TypeVar("T")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Granted(Generic[T, S]):
    """The object of a request, and the standing towards it by which the caller may do this."""

    object: T
    standing: S
    principal: Principal


def as_talent(principal: Principal) -> Mapping[str, object]:
    """Return the part of the talent that an object is about."""
    return {"talent_id": principal.talent_id}


def as_member(principal: Principal) -> Mapping[str, object]:
    """Return the part of the members of the organization that an object belongs to."""
    return {"organization_id": {"$in": sorted(principal.orgs)}}


async def anyone() -> None:
    """Admit every caller, also one without a token. A route that depends on this is public."""


@refuses(Forbidden, "not_a_member")
async def member_of_organization(organization_id: str, principal: CurrentPrincipal) -> Principal:
    """Admit the members of the organization in the path.

    Raises:
        Forbidden: the caller is no member of it.
    """
    principal.must_belong_to(organization_id)
    return principal


@refuses(Forbidden, "not_a_member", "not_a_company")
async def member_of_company(organization_id: str, principal: CurrentPrincipal) -> Principal:
    """Admit the members of the company in the path.

    Raises:
        Forbidden: the caller is no member of it, or it is no company.
    """
    principal.must_act_for_company(organization_id)
    return principal


def operator(scope: str) -> Callable[[Principal], Awaitable[Principal]]:
    """Return the dependency that admits the operators who have this scope, and raises `Forbidden` for others."""

    @refuses(Forbidden, "scope_missing")
    async def admitted(principal: CurrentPrincipal) -> Principal:
        principal.must_have(scope)
        return principal

    return admitted
