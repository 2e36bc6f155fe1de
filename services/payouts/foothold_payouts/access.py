"""Who may do what with the money: one line a command."""

from collections.abc import Awaitable, Callable, Collection

from foothold_chassis.errors import Forbidden
from foothold_chassis.store import Store
from foothold_chassis.web import (
    CurrentPrincipal,
    Granted,
    Principal,
    as_member,
    as_talent,
    member_of_company,
    member_of_organization,
    operator,
    refuses,
)
from foothold_events.contracts import Party
from foothold_payouts.escrow import Escrow, escrow_id_of

GrantedEscrow = Granted[Escrow, Party]
Grant = Callable[[str, Principal], Awaitable[GrantedEscrow]]


class EscrowAccess:
    """The standings that each route about an escrow takes. An escrow follows from a contract that was just signed,
    so every route waits until it is here."""

    def __init__(self, escrows: Store[Escrow]) -> None:
        self.read = only("talent", "company", of=escrows)
        self.fund = only("company", of=escrows)


read_payment_method = member_of_organization
set_payment_method = member_of_company
list_charges = member_of_organization
audit = operator("money")


def only(*parties: Party, of: Store[Escrow]) -> Grant:
    """Return the dependency that admits these parties of the contract in the path. For an outsider there is none."""

    @refuses(Forbidden, "not_a_member")
    async def granted(contract_id: str, principal: CurrentPrincipal) -> GrantedEscrow:
        escrow = await of.wait_for(
            escrow_id_of(contract_id), part=[as_talent(principal), as_member(principal)]
        )
        return Granted(escrow, standing(escrow, principal, parties), principal)

    return granted


def standing(escrow: Escrow, principal: Principal, admitted: Collection[Party]) -> Party:
    """Return the side of the contract that the caller is on.

    Raises:
        Forbidden: it is a side that is not admitted.
    """
    if "talent" in admitted and principal.talent_id == escrow.talent_id:
        return "talent"
    principal.must_belong_to(escrow.organization_id)
    return "company"
