"""Affiliations: the talents who say that they belong to an institution, and its word on each."""

import asyncio

from fastapi import APIRouter, Response

from foothold_web.access import Member, NoSuchPage
from foothold_web.forms import Filled, Form
from foothold_web.gateway import Refused, calls
from foothold_web.gateway.views import Affiliation
from foothold_web.guarding import PostedForm
from foothold_web.pages import paths
from foothold_web.pages.lists import asked, one_of
from foothold_web.ui.rendering import Pages
from foothold_web.visiting import Visitor

CONFIRM = Form(())
"""It asks nothing: the page says what a confirmation means, and the button is the word."""


def routes(pages: Pages) -> APIRouter:
    router = APIRouter(prefix="/organizations/{organization_id}/affiliations")

    @router.get("")
    async def affiliations(organization_id: str, visitor: Member) -> Response:
        organization, found = await asyncio.gather(
            visitor.call(calls.ORGANIZATION, organization_id=organization_id),
            visitor.call(calls.AFFILIATIONS, query=asked(visitor), organization_id=organization_id),
        )
        if organization.kind != "institution":
            raise NoSuchPage
        path = list_of(organization_id)
        return pages.show(
            visitor,
            "institutions/affiliations.html",
            organization=organization,
            waiting=soonest_first(found.items),
            others=[each for each in found.items if each.status != "requested"],
            path=path,
            cursor=visitor.query.get("cursor"),
            more=paths.with_query(path, cursor=found.next) if found.next else "",
        )

    @router.get("/{affiliation_id}/confirmation")
    async def confirm_form(organization_id: str, affiliation_id: str, visitor: Member) -> Response:
        return await _shown(pages, visitor, organization_id, affiliation_id, CONFIRM.blank())

    @router.post("/{affiliation_id}/confirmation")
    async def confirm(
        organization_id: str, affiliation_id: str, visitor: Member, posted: PostedForm
    ) -> Response:
        try:
            await visitor.call(calls.CONFIRM_AFFILIATION, key=posted.key, affiliation_id=affiliation_id)
        except Refused as refused:
            filled = CONFIRM.blank().refused(refused.problem)
            return await _shown(pages, visitor, organization_id, affiliation_id, filled)
        return visitor.go(paths.with_query(list_of(organization_id), said="confirmed"))

    return router


def list_of(organization_id: str) -> str:
    return f"{paths.organization(organization_id)}/affiliations"


def soonest_first(affiliations: list[Affiliation]) -> list[Affiliation]:
    """Return those that wait for the institution, in the order in which they lapse."""
    waiting = [each for each in affiliations if each.status == "requested"]
    return sorted(waiting, key=lambda each: each.lapses_at or each.requested_at)


async def _shown(
    pages: Pages, visitor: Visitor, organization_id: str, affiliation_id: str, filled: Filled
) -> Response:
    """Return what is to be confirmed, with what that means."""
    organization, affiliation = await asyncio.gather(
        visitor.call(calls.ORGANIZATION, organization_id=organization_id),
        one_of(
            visitor,
            calls.AFFILIATIONS,
            lambda each: each.affiliation_id == affiliation_id,
            organization_id=organization_id,
        ),
    )
    if affiliation is None:
        raise NoSuchPage
    return pages.show(
        visitor,
        "institutions/confirm.html",
        status=422 if filled.is_wrong else 200,
        organization=organization,
        affiliation=affiliation,
        filled=filled,
        back=list_of(organization_id),
    )
