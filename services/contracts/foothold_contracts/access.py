"""Who may do what to a contract: one line a command."""

from collections.abc import Awaitable, Callable, Collection

from foothold_chassis.errors import Forbidden
from foothold_chassis.store import Store
from foothold_chassis.web import CurrentPrincipal, Granted, Principal, member_of_organization
from foothold_contracts.contract import Contract
from foothold_events.contracts import Party

GrantedContract = Granted[Contract, Party]
Grant = Callable[[str, Principal], Awaitable[GrantedContract]]


class ContractAccess:
    """The standings that each route takes. A contract that was just drafted may still be on its way to a reader
    or a signer, so these two wait for it; who does anything else has seen it."""

    def __init__(self, contracts: Store[Contract]) -> None:
        self.read = only("talent", "company", load=contracts.wait_for)
        self.sign = only("talent", "company", load=contracts.wait_for)
        self.verify = only("talent", "company", load=contracts.get)
        self.submit = only("talent", load=contracts.get)
        self.accept = only("company", load=contracts.get)
        self.list_of_organization = member_of_organization


def only(*parties: Party, load: Callable[[str], Awaitable[Contract]]) -> Grant:
    """Return the dependency that admits these parties of the contract in the path."""

    async def granted(contract_id: str, principal: CurrentPrincipal) -> GrantedContract:
        contract = await load(contract_id)
        return Granted(contract, standing(contract, principal, parties), principal)

    return granted


def standing(contract: Contract, principal: Principal, admitted: Collection[Party]) -> Party:
    """Return the side of the contract that the caller is on.

    Raises:
        Forbidden: the caller is on neither side, or on one that is not admitted.
    """
    party: Party
    if principal.talent_id == contract.talent_id:
        party = "talent"
    elif contract.organization_id in principal.orgs:
        party = "company"
    else:
        raise Forbidden(f"You are not a party of {contract.id}.", code="not_a_party")
    if party not in admitted:
        [other] = admitted
        raise Forbidden(f"Only the {other} of {contract.id} may do this.", code=f"not_the_{other}")
    return party
