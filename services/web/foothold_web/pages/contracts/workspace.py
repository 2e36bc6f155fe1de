"""The contract as a place of work: whose turn it is, its timeline, its document and its money."""

import asyncio
from typing import Any

from fastapi import APIRouter, Response

from foothold_web.access import Member, Somebody
from foothold_web.gateway import calls
from foothold_web.gateway.views import Contract, Verification
from foothold_web.pages import paths, turns
from foothold_web.pages.contracts.sides import side_of
from foothold_web.pages.contracts.timeline import rows_of
from foothold_web.pages.parts import Part, away_parts, part
from foothold_web.ui import money
from foothold_web.ui.rendering import Pages
from foothold_web.ui.seal import Signature
from foothold_web.ui.words import later as _n

A_PAGE = "20"

ENDS = {
    "not_signed": _n("It was not signed in time. Nobody owes anything."),
    "funding_lapsed": _n("The company's money did not come in time. No work had begun."),
    "overdue": _n("The work did not come in time. The money goes back to the company."),
}


def routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get("/contracts")
    async def mine(visitor: Somebody, cursor: str | None = None) -> Response:
        found = await visitor.call(calls.MY_CONTRACTS, query={"limit": A_PAGE, "cursor": cursor})
        return pages.show(visitor, "contracts/list.html", page=found, of="", back="/home")

    @router.get("/organizations/{organization_id}/contracts")
    async def of_organization(organization_id: str, visitor: Member, cursor: str | None = None) -> Response:
        query = {"limit": A_PAGE, "cursor": cursor}
        found, organization = await asyncio.gather(
            visitor.call(calls.CONTRACTS_OF_ORGANIZATION, organization_id=organization_id, query=query),
            part(visitor.call(calls.ORGANIZATION, organization_id=organization_id)),
        )
        of = organization().name if organization else ""
        back = paths.organization(organization_id)
        return pages.show(visitor, "contracts/list.html", page=found, of=of, back=back)

    @router.get("/contracts/{contract_id}")
    async def read(contract_id: str, visitor: Somebody) -> Response:
        contract, escrow, timeline, verified = await asyncio.gather(
            visitor.call(calls.CONTRACT, contract_id=contract_id),
            part(visitor.call(calls.ESCROW, contract_id=contract_id)),
            part(visitor.call(calls.TIMELINE, contract_id=contract_id)),
            part(visitor.call(calls.VERIFICATION, contract_id=contract_id)),
        )
        company = await part(visitor.call(calls.ORGANIZATION, organization_id=contract.organization_id))
        side = side_of(visitor, contract)
        held = escrow() if escrow else None
        turn = turns.of_contract(contract, side, held)
        away: dict[str, Part[Any]] = {
            "payouts": escrow,
            "gateway": timeline,
            "contracts": verified,
            "identity": company,
        }
        return pages.show(
            visitor,
            "contracts/contract.html",
            contract=contract,
            side=side,
            turn=turn,
            company=company,
            steps=money.of_contract(contract, held),
            fee=held.fee if held and side == "company" else None,
            verified=verified,
            signatures=signatures_of(contract, verified),
            ended_because=ENDS.get(contract.end_reason or "", ""),
            ticket=visitor.waits_for(contract_id),
            rows=rows_of(timeline().items if timeline else [], turn),
            away_parts=away_parts(away),
        )

    return router


def signatures_of(contract: Contract, verified: Part[Verification]) -> list[Signature]:
    """Return who has signed and when, both sides in the order of the document."""
    at = {each.party: each.signed_at for each in verified().signatures} if verified else {}
    return [
        Signature(name, at.get(party), is_made=party in contract.signed_by)
        for party, name in (("company", _n("Company")), ("talent", _n("Talent")))
    ]
