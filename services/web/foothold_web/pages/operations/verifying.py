"""Organizations to verify: what each claims to be, what it could be taken for, and the decision with its reason."""

from fastapi import APIRouter, Response

from foothold_web.forms import Filled, Form, Text
from foothold_web.gateway import Refused, calls
from foothold_web.guarding import PostedForm
from foothold_web.pages import paths
from foothold_web.pages.drafted import Typed
from foothold_web.pages.lists import asked, one_of
from foothold_web.pages.operations.console import OfTrust, tabs
from foothold_web.ui.rendering import Pages
from foothold_web.ui.words import later as _n
from foothold_web.visiting import Visitor

ORGANIZATIONS = "/operations/organizations"

VERIFY = Form(
    (
        Text(
            name="reason",
            label=_n("Why are you sure?"),
            hint=_n(
                "One line: what you looked at, and what it showed. It is kept for good with your account."
            ),
        ),
    )
)


def routes(pages: Pages) -> APIRouter:
    router = APIRouter(prefix="/organizations")

    @router.get("")
    async def to_verify(visitor: OfTrust) -> Response:
        found = await visitor.call(calls.UNVERIFIED, query=asked(visitor))
        more = paths.with_query(ORGANIZATIONS, cursor=found.next) if found.next else ""
        return pages.show(
            visitor,
            "operations/organizations.html",
            tabs=tabs(visitor),
            organizations=found.items,
            cursor=visitor.query.get("cursor"),
            more=more,
        )

    @router.get("/{organization_id}/verification")
    async def verify_form(organization_id: str, visitor: OfTrust, typed: Typed) -> Response:
        return await _shown(pages, visitor, organization_id, VERIFY.blank(typed))

    @router.post("/{organization_id}/verification")
    async def verify(organization_id: str, visitor: OfTrust, posted: PostedForm) -> Response:
        filled = VERIFY.read(posted)
        if not filled.is_wrong:
            try:
                await visitor.call(
                    calls.VERIFY_ORGANIZATION, filled.body, key=posted.key, organization_id=organization_id
                )
            except Refused as refused:
                filled = filled.refused(refused.problem)
            else:
                return visitor.go(paths.with_query(ORGANIZATIONS, said="verified"))
        return await _shown(pages, visitor, organization_id, filled)

    return router


async def _shown(pages: Pages, visitor: Visitor, organization_id: str, filled: Filled) -> Response:
    """Return the organization with the form, or that another operator has verified it meanwhile."""
    found = await one_of(visitor, calls.UNVERIFIED, lambda each: each.organization_id == organization_id)
    if found is None:
        organization = await visitor.call(calls.ORGANIZATION, organization_id=organization_id)
        return pages.show(
            visitor,
            "operations/verified.html",
            status=409 if filled.is_wrong else 200,
            organization=organization,
        )
    status = 422 if filled.is_wrong else 200
    return pages.show(visitor, "operations/verify.html", status=status, organization=found, filled=filled)
