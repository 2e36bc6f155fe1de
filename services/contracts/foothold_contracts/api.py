"""HTTP to commands and reads."""

import secrets
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from foothold_chassis.errors import RuleBroken, RuleNotMetYet
from foothold_chassis.store import Projection, Store
from foothold_chassis.web import (
    CurrentCommand,
    CurrentPage,
    CurrentPrincipal,
    Name,
    Note,
    Page,
    RequestBody,
    WebAddress,
    client_address,
    refuses,
)
from foothold_contracts.access import ContractAccess, GrantedContract
from foothold_contracts.contract import Contract, Sealer, Signature, refused
from foothold_contracts.payees import can_be_paid
from foothold_contracts.policy import ContractPolicy
from foothold_contracts.views import ContractView, VerificationView
from foothold_events.values import Sha256


class SignatureBody(RequestBody):
    legal_name: Name
    document_hash: Sha256


class DeliverableBody(RequestBody):
    url: WebAddress
    note: Note = ""


def command_routes(
    contracts: Store[Contract], payees: Projection, sealer: Sealer, policy: ContractPolicy
) -> APIRouter:
    router = APIRouter(prefix="/v1/contracts/{contract_id}", tags=["contracts"])
    may = ContractAccess(contracts)

    @router.post("/signatures")
    @refuses(RuleBroken, *refused("sign"), "document_differs", "signed_otherwise")
    @refuses(RuleNotMetYet, "payee_missing")
    async def sign(
        granted: Annotated[GrantedContract, Depends(may.sign)],
        body: SignatureBody,
        request: Request,
        command: CurrentCommand,
    ) -> ContractView:
        contract, party = granted.object, granted.standing
        payee_registered = party == "company" or await can_be_paid(contract.talent_id, payees)
        salt = secrets.token_hex(16)

        def signature(found: Contract, now: datetime) -> Signature:
            return sealer.sign(
                account_id=granted.principal.account_id,
                signed_at=now,
                address=client_address(request),
                document_hash=body.document_hash,
                salt=found.signing.salt_of(party) or salt,
                legal_name=body.legal_name,
            )

        return ContractView.of(
            await contracts.change(
                contract.id,
                lambda found, now: found.sign(
                    party, signature(found, now), policy, payee_registered=payee_registered
                ),
                command,
            )
        )

    @router.post("/deliverables")
    @refuses(RuleBroken, *refused("submit"))
    @refuses(RuleNotMetYet, "contract_executed")
    async def submit(
        granted: Annotated[GrantedContract, Depends(may.submit)],
        body: DeliverableBody,
        command: CurrentCommand,
    ) -> ContractView:
        return ContractView.of(
            await contracts.change(
                granted.object.id,
                lambda found, now: found.submit(body.url, body.note, policy, now),
                command,
            )
        )

    @router.post("/acceptances")
    @refuses(RuleBroken, *refused("accept", "completed", "closed"))
    async def accept(
        granted: Annotated[GrantedContract, Depends(may.accept)], command: CurrentCommand
    ) -> ContractView:
        return ContractView.of(
            await contracts.change(granted.object.id, lambda found, _now: found.accept(), command)
        )

    return router


def read_routes(contracts: Store[Contract], sealer: Sealer) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["contracts"])
    may = ContractAccess(contracts)

    @router.get("/contracts/{contract_id}")
    async def read(granted: Annotated[GrantedContract, Depends(may.read)]) -> ContractView:
        return ContractView.of(granted.object)

    @router.get("/contracts/{contract_id}/verification")
    async def verify(granted: Annotated[GrantedContract, Depends(may.verify)]) -> VerificationView:
        return VerificationView.of(granted.object, sealer, granted.standing)

    @router.get("/me/contracts")
    async def mine(principal: CurrentPrincipal, page: CurrentPage) -> Page[ContractView]:
        where = {"talent_id": principal.talent_id}
        return await page.of(partial(contracts.find, where), ContractView.of)

    @router.get(
        "/organizations/{organization_id}/contracts", dependencies=[Depends(may.list_of_organization)]
    )
    async def of_organization(organization_id: str, page: CurrentPage) -> Page[ContractView]:
        where = {"organization_id": organization_id}
        return await page.of(partial(contracts.find, where), ContractView.of)

    return router
