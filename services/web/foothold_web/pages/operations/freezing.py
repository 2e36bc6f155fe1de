"""Documents that a restore has put back behind their own events, and the decision how each goes on."""

from fastapi import APIRouter, Response

from foothold_web.forms import Choice, Filled, Form, Text
from foothold_web.gateway import Refused, calls
from foothold_web.guarding import PostedForm
from foothold_web.pages import paths
from foothold_web.pages.drafted import Typed
from foothold_web.pages.lists import one_of
from foothold_web.pages.operations.console import KnownService, OfSystem, gone, lists, tabs
from foothold_web.ui.rendering import Pages
from foothold_web.ui.words import later as _n
from foothold_web.visiting import Visitor

FROZEN = "/operations/frozen"

LIFT = Form(
    (
        Choice(
            name="follow",
            label=_n("How does it go on?"),
            choices=(
                ("stream", _n("As its events tell, without what is lost")),
                ("database", _n("As it is in the database: what its events tell beyond that never happened")),
            ),
        ),
        Text(
            name="reason",
            label=_n("Why is that right?"),
            hint=_n("One line. It is kept with the document."),
        ),
    )
)


def routes(pages: Pages) -> APIRouter:
    router = APIRouter(prefix="/frozen")

    @router.get("")
    async def frozen(visitor: OfSystem) -> Response:
        found = await lists(visitor, calls.FROZEN, FROZEN)
        return pages.show(visitor, "operations/frozen.html", tabs=tabs(visitor), lists=found)

    @router.get("/{service}/{subject}")
    async def lift_form(subject: str, service: KnownService, visitor: OfSystem, typed: Typed) -> Response:
        return await _shown(pages, visitor, service, subject, LIFT.blank(typed))

    @router.post("/{service}/{subject}")
    async def lift(subject: str, service: KnownService, visitor: OfSystem, posted: PostedForm) -> Response:
        filled = LIFT.read(posted)
        if not filled.is_wrong:
            try:
                await visitor.call(calls.LIFT, filled.body, key=posted.key, service=service, subject=subject)
            except Refused as refused:
                filled = filled.refused(refused.problem)
            else:
                return visitor.go(paths.with_query(FROZEN, said="lifted"))
        return await _shown(pages, visitor, service, subject, filled)

    return router


async def _shown(pages: Pages, visitor: Visitor, service: str, subject: str, filled: Filled) -> Response:
    """Return the document with the decision, or that it is not frozen any more."""
    found = await one_of(visitor, calls.FROZEN, lambda each: each.id == subject, service=service)
    if found is None or found.standing != "frozen":
        return gone(pages, visitor, filled, service=service, subject=subject, back=FROZEN)
    return pages.show(
        visitor,
        "operations/lift.html",
        status=422 if filled.is_wrong else 200,
        service=service,
        document=found,
        filled=filled,
    )
