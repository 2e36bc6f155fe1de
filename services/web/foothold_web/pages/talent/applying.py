"""Applying for a project: up to three answers, who sees them, and what happens then."""

import asyncio

from fastapi import APIRouter, Response

from foothold_web.access import Somebody
from foothold_web.forms import Filled, Form, Paragraphs
from foothold_web.gateway import Refused, calls
from foothold_web.guarding import PostedForm
from foothold_web.pages.drafted import Typed
from foothold_web.pages.parts import part
from foothold_web.pages.talent.place import standing_of
from foothold_web.ui.rendering import Pages
from foothold_web.ui.words import later as _n
from foothold_web.visiting import Visitor

APPLY = Form(
    (
        Paragraphs(name="answers.0", label=_n("Why you would like to do this"), optional=True),
        Paragraphs(name="answers.1", label=_n("Something like it that you have done"), optional=True),
        Paragraphs(name="answers.2", label=_n("What else the company should know"), optional=True),
    )
)


def routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get("/projects/{project_id}/apply")
    async def apply_form(project_id: str, visitor: Somebody, typed: Typed) -> Response:
        return await show(pages, visitor, project_id, APPLY.blank(typed))

    @router.post("/projects/{project_id}/apply")
    async def apply(project_id: str, visitor: Somebody, posted: PostedForm) -> Response:
        filled = APPLY.read(posted)
        answers = [text for text in filled.body.get("answers", {}).values() if text]
        try:
            made = await visitor.call(
                calls.APPLY, {"answers": answers}, key=posted.key, project_id=project_id
            )
        except Refused as refused:
            return await show(pages, visitor, project_id, filled.refused(refused.problem))
        return visitor.go(f"/applications/{made.application_id}?said=applied")

    return router


async def show(pages: Pages, visitor: Visitor, project_id: str, filled: Filled) -> Response:
    """Return the form, or where the visitor's own application stands if there is one."""
    project, standing = await asyncio.gather(
        visitor.call(calls.PROJECT, project_id=project_id), standing_of(visitor, project_id)
    )
    if standing is not None and standing.application is not None and not filled.is_wrong:
        return visitor.go(f"/applications/{standing.application.application_id}")
    company = await part(visitor.call(calls.ORGANIZATION, organization_id=project.organization_id))
    return pages.show(
        visitor,
        "talent/apply.html",
        status=422 if filled.is_wrong else 200,
        filled=filled,
        project=project,
        organization=company,
        standing=standing,
    )
