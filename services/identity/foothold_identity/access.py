"""Who may do what in identity. A route without a line here belongs to the caller's own account."""

from collections.abc import Awaitable, Callable
from typing import Literal

from foothold_chassis.errors import Forbidden
from foothold_chassis.store import Store
from foothold_chassis.web import (
    CurrentPrincipal,
    Granted,
    Principal,
    anyone,
    as_member,
    as_talent,
    member_of_organization,
    operator,
    refuses,
)
from foothold_identity.affiliation import Affiliation


class AccountAccess:
    """Registering, logging in and refreshing make the token that every other route asks for."""

    def __init__(self) -> None:
        self.register = anyone
        self.log_in = anyone
        self.refresh = anyone


class OrganizationAccess:
    """One line for each command: who may call it."""

    def __init__(self) -> None:
        self.read = anyone
        self.verify = operator("trust")
        self.list_unverified = operator("trust")


class AffiliationAccess:
    """One line for each command: who may call it."""

    def __init__(self, affiliations: Store[Affiliation]) -> None:
        self.confirm = institution_of(affiliations)
        self.list = member_of_organization


def institution_of(
    affiliations: Store[Affiliation],
) -> Callable[[str, Principal], Awaitable[Granted[Affiliation, Literal["institution"]]]]:
    """Return the dependency that admits the members of the institution that an affiliation asks, and refuses the
    talent who asked. For an outsider there is none."""

    @refuses(Forbidden, "not_a_member")
    async def granted(
        affiliation_id: str, principal: CurrentPrincipal
    ) -> Granted[Affiliation, Literal["institution"]]:
        affiliation = await affiliations.get(
            affiliation_id, part=[as_talent(principal), as_member(principal)]
        )
        principal.must_belong_to(affiliation.organization_id)
        return Granted(affiliation, "institution", principal)

    return granted
