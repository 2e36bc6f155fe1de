"""The applications of a talent: the list, and each with its state, its end, and why it stands where it stands."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Response

from foothold_web.access import NoSuchPage, Somebody
from foothold_web.gateway import calls
from foothold_web.gateway.views import Application
from foothold_web.guarding import PostedForm
from foothold_web.pages import paths, turns
from foothold_web.pages.parts import part
from foothold_web.pages.talent.place import Standing, place_of
from foothold_web.ui.rendering import Pages
from foothold_web.ui.words import later as _n
from foothold_web.visiting import Visitor

A_PAGE = "20"

MEANING = {
    "submitted": _n("The company has your application. It can select you, or let it lapse."),
    "selecting": _n(
        "The company has chosen you. We are checking your hours and the free places; it takes seconds."
    ),
    "selected": _n("You are selected. Both sides sign the contract next."),
    "withdrawn": _n("You took it back. Nothing else follows."),
    "lapsed": _n(
        "The company did not answer in time, or the project has ended. It is not about you: you are free again."
    ),
}
REFUSED = {
    "no_capacity": _n("The company chose you, but your free hours do not suffice for this project any more."),
    "no_opening": _n("The company chose you, but every place was taken, or the project had ended."),
}


def routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get("/applications")
    async def applications(visitor: Somebody, cursor: Annotated[str | None, Query()] = None) -> Response:
        page = await visitor.call(calls.MY_APPLICATIONS, query={"limit": A_PAGE, "cursor": cursor})
        titles = await titles_of(visitor, page.items)
        more = paths.with_query("/applications", cursor=page.next) if page.next else ""
        return pages.show(visitor, "talent/applications.html", page=page, titles=titles, more=more)

    @router.get("/applications/{application_id}")
    async def application(application_id: str, visitor: Somebody) -> Response:
        found = await visitor.call(calls.APPLICATION, application_id=application_id)
        if visitor.session is None or found.talent_id != visitor.session.talent_id:
            raise NoSuchPage  # a company reads it among its applicants
        project, standing = await asyncio.gather(
            part(visitor.call(calls.PROJECT, project_id=found.project_id)),
            place_of(visitor, found.project_id) if found.status == "submitted" else nowhere(),
        )
        title = project().title if project else found.project_id
        return pages.show(
            visitor,
            "talent/application.html",
            application=found,
            project=project,
            standing=standing,
            title=title,
            turn_of=turns.of_application(found, title),
            meaning=meaning(found),
            contract=paths.contract_of(found.application_id),
        )

    @router.post("/applications/{application_id}/withdrawal")
    async def withdraw(application_id: str, visitor: Somebody, posted: PostedForm) -> Response:
        await visitor.call(calls.WITHDRAW, key=posted.key, application_id=application_id)
        return visitor.go(f"/applications/{application_id}?said=withdrawn")

    return router


async def nowhere() -> Standing:
    """Return no place: an application that has ended has none."""
    return Standing()


def meaning(application: Application) -> str:
    """Return what the state means for the talent, and whether anything follows."""
    if application.status == "refused":
        return REFUSED.get(application.reason or "", application.detail or "")
    return MEANING.get(application.status, "")


async def titles_of(visitor: Visitor, applications: list[Application]) -> dict[str, str]:
    """Return the title of each project; one that cannot be read is left out."""
    ids = sorted({each.project_id for each in applications})
    projects = await asyncio.gather(*(part(visitor.call(calls.PROJECT, project_id=id)) for id in ids))
    return {found().project_id: found().title for found in projects if found}
