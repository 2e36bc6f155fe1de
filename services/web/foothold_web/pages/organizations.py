"""Registering an organization."""

from fastapi import APIRouter, Request, Response

from foothold_web.access import Somebody
from foothold_web.forms import Choice, Filled, Form, Text
from foothold_web.gateway import Refused, calls
from foothold_web.guarding import PostedForm
from foothold_web.pages import paths
from foothold_web.pages.drafted import Typed
from foothold_web.ui.rendering import Pages
from foothold_web.ui.words import later as _n
from foothold_web.visiting import Visits

REGISTER = Form(
    (
        Choice(
            name="kind",
            label=_n("What is it?"),
            choices=(
                ("company", _n("A company that offers projects")),
                ("institution", _n("A university, college or bootcamp")),
            ),
        ),
        Text(name="name", label=_n("Its name"), autocomplete="organization"),
        Text(
            name="country",
            label=_n("Country"),
            hint=_n("As two letters, such as US or DE."),
            width="short",
            autocomplete="country",
        ),
        Text(
            name="domain",
            label=_n("Internet domain"),
            hint=_n("Such as example.org. It is one of the things that we check."),
            width="medium",
        ),
    )
)


def routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get("/organizations/new")
    async def register_form(visitor: Somebody, typed: Typed) -> Response:
        return pages.show(visitor, "organizations/register.html", filled=REGISTER.blank(typed))

    @router.post("/organizations/new")
    async def register(visitor: Somebody, posted: PostedForm, request: Request) -> Response:
        filled = as_the_api_wants_it(REGISTER.read(posted))
        if not filled.is_wrong:
            try:
                made = await visitor.call(calls.REGISTER_ORGANIZATION, filled.body, key=posted.key)
            except Refused as refused:
                filled = filled.refused(refused.problem)
            else:
                visits: Visits = request.app.state.visits
                await visits.refresh(visitor, request)  # a token that knows the organization
                page = paths.company if made.kind == "company" else paths.organization
                return visitor.go(paths.with_query(page(made.organization_id), said="organization"))
        return pages.show(visitor, "organizations/register.html", status=422, filled=filled)

    return router


def as_the_api_wants_it(filled: Filled) -> Filled:
    """Return the form with its country in capitals, since people type it as they like."""
    if "country" in filled.body:
        filled.body["country"] = filled.body["country"].upper()
    return filled
