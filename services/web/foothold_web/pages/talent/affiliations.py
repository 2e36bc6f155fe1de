"""The affiliations of a talent: whom it has asked, what they answered, and the form that asks another institution."""

import re
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response

from foothold_web.access import Somebody
from foothold_web.forms import Filled, Form, Text
from foothold_web.gateway import Refused, calls
from foothold_web.guarding import PostedForm
from foothold_web.pages import paths
from foothold_web.pages.drafted import Typed
from foothold_web.pages.parts import part, side_by_side
from foothold_web.ui.rendering import Pages
from foothold_web.ui.words import later as _n
from foothold_web.visiting import Visitor

A_PAGE = "20"
NOT_FOUND = 404
ASK = Form(
    (
        Text(
            name="organization_id",
            label=_n("Address or id of its page here"),
            hint=_n("The institution can send you its link; the id in it begins with org_."),
        ),
    )
)
NONE_THERE = _n("There is no institution with this id. Ask it for the link to its page here.")
NOT_VERIFIED = _n("We have not verified this institution yet. Ask again in some days.")
_ID = re.compile(r"org_[A-Za-z0-9]+")


def routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get("/affiliations")
    async def affiliations(
        visitor: Somebody,
        typed: Typed,
        organization_id: Annotated[str, Query(max_length=80)] = "",
        cursor: Annotated[str | None, Query()] = None,
    ) -> Response:
        known = {"organization_id": [organization_id]} if organization_id else {}
        return await show(pages, visitor, ASK.blank(typed or known), cursor)

    @router.post("/affiliations")
    async def ask(visitor: Somebody, posted: PostedForm) -> Response:
        filled = with_id(ASK.read(posted))
        if not filled.is_wrong:
            try:
                await visitor.call(calls.ASK_AFFILIATION, filled.body, key=posted.key)
            except Refused as refused:
                filled = refused_with_reason(filled, refused)
            else:
                return visitor.go("/affiliations?said=affiliation")
        return await show(pages, visitor, filled, None)

    return router


def with_id(filled: Filled) -> Filled:
    """Return the form with the id that stands in the address, if an address was typed."""
    found = _ID.search(filled.body.get("organization_id", ""))
    if found:
        filled.body["organization_id"] = found[0]
    return filled


def refused_with_reason(filled: Filled, refused: Refused) -> Filled:
    """Return the form with what the refusal means for a talent who asks."""
    if refused.status == NOT_FOUND:
        return replace(filled, errors={"organization_id": NONE_THERE})
    if refused.code == "organization_not_verified":
        return replace(filled, errors={"organization_id": NOT_VERIFIED})
    return filled.refused(refused.problem)


async def show(pages: Pages, visitor: Visitor, filled: Filled, cursor: str | None) -> Response:
    page = await visitor.call(calls.MY_AFFILIATIONS, query={"limit": A_PAGE, "cursor": cursor})
    ids = sorted({each.organization_id for each in page.items})
    found = await side_by_side(*(part(visitor.call(calls.ORGANIZATION, organization_id=id)) for id in ids))
    return pages.show(
        visitor,
        "talent/affiliations.html",
        status=422 if filled.is_wrong else 200,
        filled=filled,
        page=page,
        names={each().organization_id: each().name for each in found if each},
        more=paths.with_query("/affiliations", cursor=page.next) if page.next else "",
    )
