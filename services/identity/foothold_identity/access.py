"""Who may do what in identity. A route without a line here belongs to the caller's own account."""

from collections.abc import Awaitable, Callable
from typing import Literal

from foothold_chassis.errors import RuleBroken
from foothold_chassis.store import Store
from foothold_chassis.web import (
    CurrentPrincipal,
    Granted,
    Principal,
    anyone,
    member_of_organization,
    operator,
)
from foothold_identity.affiliation import Affiliation
from foothold_identity.organization import Organization
from foothold_identity.policy import IdentityPolicy


class AccountAccess:
    """Registering, logging in and refreshing make the token that every other route asks for."""

    def __init__(self) -> None:
        self.register = anyone
        self.log_in = anyone
        self.refresh = anyone


class OrganizationAccess:
    """One line for each command: who may call it."""

    def __init__(self, organizations: Store[Organization], policy: IdentityPolicy) -> None:
        self.register = member_of_fewer_than(policy.organizations_per_account, organizations)
        self.read = anyone
        self.verify = operator("trust")
        self.list_unverified = operator("trust")


class AffiliationAccess:
    """One line for each command: who may call it."""

    def __init__(self, affiliations: Store[Affiliation]) -> None:
        self.confirm = institution_of(affiliations)
        self.list = member_of_organization


def member_of_fewer_than(
    most: int, organizations: Store[Organization]
) -> Callable[[Principal], Awaitable[Principal]]:
    """Return the dependency that admits an account while it belongs to fewer than `most` organizations."""

    async def admitted(principal: CurrentPrincipal) -> Principal:
        if await organizations.count({"members.account_id": principal.account_id}) >= most:
            raise RuleBroken(
                f"An account belongs to at most {most} organizations.", code="too_many_organizations"
            )
        return principal

    return admitted


def institution_of(
    affiliations: Store[Affiliation],
) -> Callable[[str, Principal], Awaitable[Granted[Affiliation, Literal["institution"]]]]:
    """Return the dependency that admits the members of the institution that an affiliation asks."""

    async def granted(
        affiliation_id: str, principal: CurrentPrincipal
    ) -> Granted[Affiliation, Literal["institution"]]:
        affiliation = await affiliations.get(affiliation_id)
        principal.must_belong_to(affiliation.organization_id)
        return Granted(affiliation, "institution", principal)

    return granted
