"""Who may do what to a contract: one line a command."""

from collections.abc import Awaitable, Callable, Collection
from typing import Protocol

from foothold_chassis.errors import Forbidden
from foothold_chassis.store import Part, Store
from foothold_chassis.web import (
    CurrentPrincipal,
    Granted,
    Principal,
    as_member,
    as_talent,
    member_of_organization,
    refuses,
)
from foothold_contracts.contract import Contract
from foothold_events.contracts import Party

GrantedContract = Granted[Contract, Party]
Grant = Callable[[str, Principal], Awaitable[GrantedContract]]


class Load(Protocol):
    """A read of a contract by somebody's part in it: at once, or once it is here."""

    def __call__(self, id: str, /, *, part: Part) -> Awaitable[Contract]: ...


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


def only(*parties: Party, load: Load) -> Grant:
    """Return the dependency that admits these parties of the contract in the path. For an outsider there is none."""

    @refuses(Forbidden, *([f"not_the_{party}" for party in parties] if len(parties) == 1 else []))
    async def granted(contract_id: str, principal: CurrentPrincipal) -> GrantedContract:
        contract = await load(contract_id, part=[as_talent(principal), as_member(principal)])
        return Granted(contract, standing(contract, principal, parties), principal)

    return granted


def standing(contract: Contract, principal: Principal, admitted: Collection[Party]) -> Party:
    """Return the side of the contract that the caller is on.

    Raises:
        Forbidden: it is a side that is not admitted.
    """
    party: Party = "talent" if principal.talent_id == contract.talent_id else "company"
    if party not in admitted:
        [other] = admitted
        raise Forbidden(f"Only the {other} of {contract.id} may do this.", code=f"not_the_{other}")
    return party
