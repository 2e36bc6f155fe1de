"""Home: whose turn it is in everything that this person has begun."""

import asyncio
from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Response

from foothold_web.access import Somebody
from foothold_web.gateway import calls
from foothold_web.gateway.views import Application, Contract, Organization, Project
from foothold_web.gateway.views import Page as Items
from foothold_web.pages import turns
from foothold_web.pages.parts import Part, away_parts, part
from foothold_web.pages.talent.today import today
from foothold_web.pages.turns import Turn
from foothold_web.ui.rendering import Pages
from foothold_web.visiting import Visitor

NEWEST = "50"
ORGANIZATIONS = 20
"""An account belongs to at most so many."""


def routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get("/home")
    async def home(visitor: Somebody) -> Response:
        contracts, applications, organizations = await asyncio.gather(
            part(visitor.call(calls.MY_CONTRACTS, query={"limit": NEWEST})),
            part(visitor.call(calls.MY_APPLICATIONS, query={"limit": NEWEST})),
            of_visitor(visitor),
        )
        own = [found() for found in organizations if found]
        projects, affiliations = await asyncio.gather(
            projects_of(visitor, applications), of_institutions(visitor, own)
        )
        titles = {each.project_id: each.title for each in projects}
        return pages.show(
            visitor,
            "home/home.html",
            turns=turns.in_order(
                [*of_contracts(contracts), *of_applications(applications, titles), *affiliations]
            ),
            away_parts=away_parts({"contracts": contracts, "matching": applications}),
            today=await today(visitor, contracts, applications, projects),
            organizations=own,
            ticket=visitor.waits_for(*own_ids(visitor)),
        )

    return router


def own_ids(visitor: Visitor) -> list[str]:
    """Return what home is about: the talent, and its organizations."""
    return [visitor.session.talent_id, *visitor.session.orgs] if visitor.session else []


async def of_visitor(visitor: Visitor) -> list[Part[Organization]]:
    """Return the organizations that the visitor belongs to."""
    ids = sorted(visitor.session.orgs if visitor.session else ())[:ORGANIZATIONS]
    return await asyncio.gather(*(part(visitor.call(calls.ORGANIZATION, organization_id=id)) for id in ids))


async def of_institutions(visitor: Visitor, organizations: Sequence[Organization]) -> list[Turn]:
    """Return what waits for the word of the institutions that the visitor belongs to."""
    ids = [each.organization_id for each in organizations if each.kind == "institution"]
    query = {"limit": NEWEST}
    found = await asyncio.gather(
        *(part(visitor.call(calls.AFFILIATIONS, query=query, organization_id=id)) for id in ids)
    )
    asked = [each for page in found if page for each in page().items]
    return [turn for each in asked if (turn := turns.of_affiliation(each)) is not None]


def of_contracts(contracts: Part[Items[Contract]]) -> list[Turn]:
    """Return the open waits of a talent's contracts."""
    items = contracts().items if contracts else []
    return [turn for each in items if (turn := turns.of_contract(each, "talent")) is not None]


async def projects_of(visitor: Visitor, applications: Part[Items[Application]]) -> list[Project]:
    """Return each project that an application waits for; one that cannot be read is left out."""
    items = applications().items if applications else []
    ids = sorted({each.project_id for each in items if turns.of_application(each, "") is not None})
    projects = await asyncio.gather(*(part(visitor.call(calls.PROJECT, project_id=id)) for id in ids))
    return [found() for found in projects if found]


def of_applications(applications: Part[Items[Application]], titles: Mapping[str, str]) -> list[Turn]:
    """Return the open waits of a talent's applications."""
    items = applications().items if applications else []
    of_each = (turns.of_application(each, titles.get(each.project_id, each.project_id)) for each in items)
    return [turn for turn in of_each if turn is not None]
