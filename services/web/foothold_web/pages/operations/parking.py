"""Parked subjects: what could not be handled, trying it again, and discarding one record with a reason."""

from fastapi import APIRouter, Response

from foothold_web.forms import Filled, Form, Text
from foothold_web.gateway import Refused, calls
from foothold_web.guarding import PostedForm
from foothold_web.pages import paths
from foothold_web.pages.drafted import Typed
from foothold_web.pages.lists import one_of
from foothold_web.pages.operations.console import KnownService, OfSystem, gone, lists, tabs
from foothold_web.ui.rendering import Pages
from foothold_web.ui.words import later as _n
from foothold_web.visiting import Visitor

PARKED = "/operations/parked"

DISCARD = Form(
    (
        Text(
            name="record",
            label=_n("The first record"),
            hint=_n("Type its place as it stands above, so that no other one is discarded by mistake."),
        ),
        Text(
            name="reason",
            label=_n("Why may it be lost?"),
            hint=_n("One line. It stands in the action log with your account, for good."),
        ),
    )
)


def routes(pages: Pages) -> APIRouter:
    router = APIRouter(prefix="/parked")

    @router.get("")
    async def parked(visitor: OfSystem) -> Response:
        found = await lists(visitor, calls.PARKED, PARKED)
        return pages.show(visitor, "operations/parked.html", tabs=tabs(visitor), lists=found)

    @router.get("/{service}/{subject}")
    async def subject_form(subject: str, service: KnownService, visitor: OfSystem, typed: Typed) -> Response:
        return await _shown(pages, visitor, service, subject, DISCARD.blank(typed))

    @router.post("/{service}/{subject}")
    async def discard(subject: str, service: KnownService, visitor: OfSystem, posted: PostedForm) -> Response:
        filled = DISCARD.read(posted)
        if not filled.is_wrong:
            try:
                await visitor.call(
                    calls.DISCARD, filled.body, key=posted.key, service=service, subject=subject
                )
            except Refused as refused:
                filled = filled.refused(refused.problem)
            else:
                return visitor.go(paths.with_query(PARKED, said="discarded"))
        return await _shown(pages, visitor, service, subject, filled)

    @router.post("/{service}/{subject}/retry")
    async def retry(subject: str, service: KnownService, visitor: OfSystem, posted: PostedForm) -> Response:
        await visitor.call(calls.RETRY, key=posted.key, service=service, subject=subject)
        return visitor.go(paths.with_query(PARKED, said="retrying"))

    return router


async def _shown(pages: Pages, visitor: Visitor, service: str, subject: str, filled: Filled) -> Response:
    """Return the subject with what can be done to it, or that it is not parked any more."""
    found = await one_of(visitor, calls.PARKED, lambda each: each.id == subject, service=service)
    status = 422 if filled.is_wrong else 200
    if found is None:
        return gone(pages, visitor, filled, service=service, subject=subject, back=PARKED)
    return pages.show(
        visitor,
        "operations/parked_subject.html",
        status=status,
        service=service,
        subject=found,
        filled=filled,
        retry=f"{PARKED}/{service}/{subject}/retry",
    )
