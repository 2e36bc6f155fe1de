"""The steps in which a company writes a project. Each is kept as soon as it is sent."""

from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from foothold_web.access import Member, NoSuchPage
from foothold_web.forms import Filled
from foothold_web.gateway import Away, Refused, calls
from foothold_web.guarding import PostedForm
from foothold_web.pages import paths
from foothold_web.pages.company import answers as answering
from foothold_web.pages.company.answers import NEW, Answers, Place
from foothold_web.pages.company.questions import STEPS, Step
from foothold_web.pages.drafted import Typed
from foothold_web.sessions import Drafts
from foothold_web.ui.rendering import Pages
from foothold_web.visiting import Visitor, Visits

CHECK = "check"
ROOT = "/organizations/{organization_id}/projects"


async def drafts_of(request: Request) -> Drafts:
    visits: Visits = request.app.state.visits
    return visits.drafts


Kept = Annotated[Drafts, Depends(drafts_of)]


async def current_answers(organization_id: str, which: str, visitor: Member, drafts: Kept) -> Answers:
    """Return what was answered so far; for a draft of the API that nobody has changed yet, what it says."""
    place = Place(organization_id, which)
    if (found := await answering.kept(drafts, visitor.owner, place)) is not None:
        return found
    if which == NEW:
        return Answers(place, suggested(visitor), {})
    project = await visitor.call(calls.PROJECT, project_id=which)
    if project.organization_id != organization_id or project.status != "draft":
        raise NoSuchPage
    return answering.of_project(place, project)


async def step_in_path(step_name: str) -> Step:
    found = next((step for step in STEPS if step.name == step_name), None)
    if found is None:
        raise NoSuchPage
    return found


Current = Annotated[Answers, Depends(current_answers)]
Asked = Annotated[Step, Depends(step_in_path)]


def suggested(visitor: Visitor) -> dict[str, list[str]]:
    """Return what most people would answer."""
    return {"timezone": [visitor.zone.key], "openings": ["1"]}


def routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get(f"{ROOT}/new")
    async def begin(organization_id: str, visitor: Member, drafts: Kept) -> Response:
        """Go on where this person has stopped."""
        place = Place(organization_id, NEW)
        begun = await answering.kept(drafts, visitor.owner, place)
        step = begun.missing() if begun else STEPS[0]
        return visitor.go(place.path(step.name if step else CHECK))

    @router.post(f"{ROOT}/{{which}}/over")
    async def start_over(visitor: Member, current: Current, drafts: Kept) -> Response:
        await answering.forget(drafts, visitor.owner, current)
        return visitor.go(paths.projects_of(current.place.organization_id))

    router.include_router(check_routes(pages))
    router.include_router(step_routes(pages))
    return router


def step_routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get(f"{ROOT}/{{which}}/answers/{{step_name}}")
    async def ask(visitor: Member, current: Current, step: Asked, typed: Typed) -> Response:
        current = replace(current, typed=current.typed | typed)
        return pages.show(visitor, "company/step.html", **content(current, step, current.of_step(step)))

    @router.post(f"{ROOT}/{{which}}/answers/{{step_name}}")
    async def answer(
        visitor: Member, current: Current, step: Asked, posted: PostedForm, drafts: Kept
    ) -> Response:
        one_more = bool(posted.text("add"))
        filled = step.form.read({name: texts for name, texts in posted.items() if step.owns(name)})
        current = current.answered(step, filled, one_more=one_more)
        current = await answering.keep(drafts, visitor.owner, current)
        path = current.place.path(step.name)
        if one_more:
            return visitor.go(f"{path}#{answering.first_field_of_last_row(step, current)}")
        if filled.is_wrong:
            return pages.show(visitor, "company/step.html", status=422, **content(current, step, filled))
        return visitor.go(current.place.path(after(step, current)))

    return router


def check_routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    def show(visitor: Visitor, current: Answers, filled: Filled, status: int = 200) -> Response:
        shown = content(current, None, filled)
        return pages.show(visitor, "company/check.html", status=status, missing=current.missing(), **shown)

    @router.get(f"{ROOT}/{{which}}/answers/{CHECK}")
    async def check(visitor: Member, current: Current) -> Response:
        return show(visitor, current, current.all())

    @router.post(f"{ROOT}/{{which}}/answers/{CHECK}")
    async def create(visitor: Member, current: Current, posted: PostedForm, drafts: Kept) -> Response:
        organization_id, filled = current.place.organization_id, current.read()
        if not filled.is_wrong:
            body: dict[str, Any] = filled.body | {"organization_id": organization_id}
            try:
                made = await visitor.call(calls.DRAFT_PROJECT, body, key=posted.key)
            except Refused as refused:
                if refused.status in {403, 404}:
                    raise
                filled = filled.refused(refused.problem)
            else:
                await replaced(visitor, current.place, posted.key)
                await answering.forget(drafts, visitor.owner, current)
                own = paths.own_project(organization_id, made.project_id)
                return visitor.go(paths.with_query(own, said="drafted"))
        current = await answering.keep(drafts, visitor.owner, current.refused(filled))
        return show(visitor, current, filled, status=422)

    return router


async def replaced(visitor: Visitor, place: Place, key: str | None) -> None:
    """Cancel the draft that the new one stands for: the API changes no draft. If it stays, nobody else sees it."""
    if place.which != NEW:
        with suppress(Refused, Away):
            await visitor.call(calls.CANCEL_PROJECT, key=f"{key}-over", project_id=place.which)


def after(step: Step, current: Answers) -> str:
    """Return the next step: the check, as soon as nothing is missing."""
    if current.missing() is None:
        return CHECK
    following = STEPS[STEPS.index(step) + 1 :]
    return following[0].name if following else CHECK


def content(current: Answers, step: Step | None, filled: Filled) -> dict[str, Any]:
    """Return what the pages of the wizard show."""
    number = STEPS.index(step) if step else len(STEPS)
    return {
        "filled": filled,
        "step": step,
        "number": number + 1,
        "steps": STEPS,
        "place": current.place,
        "is_new": current.place.which == NEW,
        "is_begun": current.is_begun,
        "back": current.place.path(STEPS[number - 1].name) if number else "",
        "projects": paths.projects_of(current.place.organization_id),
        "step_of": step_of_field(current.place),
    }


def step_of_field(place: Place) -> Any:
    """Return what makes the address of a field's question of its name."""

    def address(field_name: str, field_id: str = "") -> str:
        step = next(step for step in STEPS if step.owns(field_name))
        return place.path(step.name) + (f"#{field_id}" if field_id else "")

    return address
