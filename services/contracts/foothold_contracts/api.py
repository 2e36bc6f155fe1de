"""HTTP to commands and reads."""

import secrets

from fastapi import APIRouter, Request
from pydantic import AnyHttpUrl, AwareDatetime, Field

from foothold_chassis.errors import Forbidden, NotYet
from foothold_chassis.store import Projection, Store
from foothold_chassis.web import (
    CurrentCommand,
    CurrentPage,
    CurrentPrincipal,
    Page,
    Principal,
    RequestBody,
    client_address,
)
from foothold_contracts.contract import Contract
from foothold_contracts.policy import ContractPolicy
from foothold_contracts.signature import Sealer, Signature
from foothold_contracts.views import ContractView, VerificationView
from foothold_events.contracts import Party
from foothold_events.values import Sha256


class SignatureBody(RequestBody):
    legal_name: str = Field(min_length=2, max_length=200)
    document_hash: Sha256


class DeliverableBody(RequestBody):
    url: AnyHttpUrl
    note: str = Field(default="", max_length=2000)


def party_of(contract: Contract, principal: Principal) -> Party:
    """Tell which side the caller is on.

    Raises:
        Forbidden: on neither.
    """
    if principal.talent_id == contract.talent_id:
        return "talent"
    if contract.organization_id in principal.orgs:
        return "company"
    raise Forbidden(f"You are no party of {contract.id}.", code="not_a_party")


def must_be(party: Party, contract: Contract, principal: Principal) -> None:
    if party_of(contract, principal) != party:
        raise Forbidden(f"Only the {party} of {contract.id} may do this.", code=f"not_the_{party}")


def command_routes(
    contracts: Store[Contract], payees: Projection, sealer: Sealer, policy: ContractPolicy
) -> APIRouter:
    router = APIRouter(prefix="/v1/contracts/{contract_id}", tags=["contracts"])

    @router.post("/signatures")
    async def sign(
        contract_id: str,
        body: SignatureBody,
        request: Request,
        principal: CurrentPrincipal,
        command: CurrentCommand,
    ) -> ContractView:
        contract = await contracts.wait_for(contract_id)
        party = party_of(contract, principal)
        payee_registered = party == "company" or await is_known(contract.talent_id, payees)
        salt = secrets.token_hex(16)

        def signature(now: AwareDatetime) -> Signature:
            return sealer.seal(
                Signature.make(
                    account_id=principal.account_id,
                    signed_at=now,
                    address=client_address(request),
                    document_hash=body.document_hash,
                    salt=salt,
                    legal_name=body.legal_name,
                )
            )

        return ContractView.of(
            await contracts.change(
                contract_id,
                lambda found, now: found.sign(party, signature(now), payee_registered=payee_registered),
                command,
            )
        )

    @router.post("/deliverables")
    async def submit(
        contract_id: str, body: DeliverableBody, principal: CurrentPrincipal, command: CurrentCommand
    ) -> ContractView:
        must_be("talent", await contracts.get(contract_id), principal)
        changed = await contracts.change(
            contract_id, lambda found, now: found.submit(str(body.url), body.note, policy, now), command
        )
        return ContractView.of(changed)

    @router.post("/acceptances")
    async def accept(contract_id: str, principal: CurrentPrincipal, command: CurrentCommand) -> ContractView:
        must_be("company", await contracts.get(contract_id), principal)
        return ContractView.of(
            await contracts.change(contract_id, lambda found, _now: found.accept(), command)
        )

    return router


def read_routes(contracts: Store[Contract], sealer: Sealer) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["contracts"])

    @router.get("/contracts/{contract_id}")
    async def read(contract_id: str, principal: CurrentPrincipal) -> ContractView:
        contract = await contracts.wait_for(contract_id)
        party_of(contract, principal)
        return ContractView.of(contract)

    @router.get("/contracts/{contract_id}/verification")
    async def verify(contract_id: str, principal: CurrentPrincipal) -> VerificationView:
        contract = await contracts.get(contract_id)
        party_of(contract, principal)
        return VerificationView.of(contract, sealer)

    @router.get("/me/contracts")
    async def mine(principal: CurrentPrincipal, page: CurrentPage) -> Page[ContractView]:
        where = {"talent_id": principal.talent_id}
        return page.of(await contracts.find(where, after=page.after, limit=page.limit), ContractView.of)

    @router.get("/organizations/{organization_id}/contracts")
    async def of_organization(
        organization_id: str, principal: CurrentPrincipal, page: CurrentPage
    ) -> Page[ContractView]:
        principal.must_belong_to(organization_id)
        where = {"organization_id": organization_id}
        return page.of(await contracts.find(where, after=page.after, limit=page.limit), ContractView.of)

    return router


async def is_known(talent_id: str, payees: Projection) -> bool:
    """Tell whether this talent can be paid; a payee just registered may still be on its way here."""
    try:
        await payees.wait_for(talent_id)
    except NotYet:
        return False
    return True
