"""A company's home: whose turn it is in its projects, with its applicants and in its contracts."""

import asyncio
from typing import Any

from fastapi import APIRouter, Response

from foothold_web.access import Member
from foothold_web.gateway import calls
from foothold_web.gateway.views import Application, Contract, Escrow, Project
from foothold_web.gateway.views import Page as Items
from foothold_web.pages import paths, turns
from foothold_web.pages.company.money import MOST
from foothold_web.pages.parts import Part, away_parts, part
from foothold_web.pages.turns import Turn
from foothold_web.ui.rendering import Pages
from foothold_web.visiting import Visitor

ASKED_AT_ONCE = 20
"""For at most so many projects the applicants are asked for on one page, and for so many contracts the money."""


def routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get("/organizations/{organization_id}/home")
    async def home(organization_id: str, visitor: Member) -> Response:
        query = {"limit": MOST}
        organization, projects, contracts, method = await asyncio.gather(
            visitor.call(calls.ORGANIZATION, organization_id=organization_id),
            part(visitor.call(calls.PROJECTS_OF_ORGANIZATION, query=query, organization_id=organization_id)),
            part(visitor.call(calls.CONTRACTS_OF_ORGANIZATION, query=query, organization_id=organization_id)),
            part(visitor.call(calls.PAYMENT_METHOD, organization_id=organization_id)),
        )
        applicants, money = await asyncio.gather(
            applicants_of(visitor, projects), money_of(visitor, contracts)
        )
        open_turns = [
            *of_projects(projects, applicants),
            *of_contracts(contracts, money),
            *([] if method or method.is_away else [turns.of_payment_method(organization)]),
        ]
        away: dict[str, Part[Any]] = {
            "catalog": projects,
            "contracts": contracts,
            "payouts": method,
            "matching": first_away(applicants),
        }
        return pages.show(
            visitor,
            "company/home.html",
            organization=organization,
            turns=turns.in_order(open_turns),
            away_parts=away_parts(away),
            has_projects=bool(projects and projects().items),
            links=links(organization_id),
        )

    return router


def links(organization_id: str) -> dict[str, str]:
    return {
        "new": paths.new_project(organization_id),
        "projects": paths.projects_of(organization_id),
        "charges": paths.charges(organization_id),
        "payment_method": paths.payment_method(organization_id),
        "public": paths.organization(organization_id),
    }


async def applicants_of(
    visitor: Visitor, projects: Part[Items[Project]]
) -> dict[str, Part[Items[Application]]]:
    """Return the applications to each open project, by its id."""
    items = projects().items if projects else []
    ids = [each.project_id for each in items if each.status == "published"][:ASKED_AT_ONCE]
    found = await asyncio.gather(
        *(
            part(visitor.call(calls.APPLICATIONS_OF_PROJECT, query={"limit": MOST}, project_id=id))
            for id in ids
        )
    )
    return dict(zip(ids, found, strict=True))


async def money_of(visitor: Visitor, contracts: Part[Items[Contract]]) -> dict[str, Escrow]:
    """Return the escrow of each contract that waits for its money, as far as it can be read."""
    items = contracts().items if contracts else []
    ids = [each.contract_id for each in items if each.status == "executed"][:ASKED_AT_ONCE]
    found = await asyncio.gather(*(part(visitor.call(calls.ESCROW, contract_id=id)) for id in ids))
    return {id: escrow() for id, escrow in zip(ids, found, strict=True) if escrow}


def of_projects(
    projects: Part[Items[Project]], applicants: dict[str, Part[Items[Application]]]
) -> list[Turn]:
    """Return what is to be done about drafts and applicants."""
    items = projects().items if projects else []
    of_each = [
        turn
        for each in items
        for turn in (
            turns.of_draft(each),
            turns.of_applicants(each, waiting(applicants.get(each.project_id))),
        )
    ]
    return [turn for turn in of_each if turn is not None]


def waiting(applications: Part[Items[Application]] | None) -> list[Application]:
    items = applications().items if applications else []
    return [each for each in items if each.status == "submitted"]


def of_contracts(contracts: Part[Items[Contract]], money: dict[str, Escrow]) -> list[Turn]:
    items = contracts().items if contracts else []
    of_each = (turns.of_contract(each, "company", money.get(each.contract_id)) for each in items)
    return [turn for turn in of_each if turn is not None]


def first_away(applicants: dict[str, Part[Items[Application]]]) -> Part[Items[Application]]:
    return next((found for found in applicants.values() if found.is_away), Part())
