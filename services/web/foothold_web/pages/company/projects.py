"""A company's own projects: the list, each of them, its publication and its cancellation."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from foothold_web.access import Member, NoSuchPage
from foothold_web.forms import Filled
from foothold_web.gateway import Refused, calls
from foothold_web.gateway.views import Application, Organization, Page, Project
from foothold_web.guarding import PostedForm
from foothold_web.pages import paths
from foothold_web.pages.company import answers as answering
from foothold_web.pages.company.answers import NEW, Place
from foothold_web.pages.company.money import MOST
from foothold_web.pages.company.questions import WHOLE
from foothold_web.pages.company.wizard import ROOT, Kept, step_of_field
from foothold_web.pages.parts import Part, part
from foothold_web.ui.rendering import Pages
from foothold_web.visiting import Visitor

A_PAGE = "20"
NOTHING_WRONG = WHOLE.blank()


def routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get(ROOT)
    async def projects(
        organization_id: str, visitor: Member, drafts: Kept, cursor: Annotated[str | None, Query()] = None
    ) -> Response:
        page, begun = await asyncio.gather(
            visitor.call(
                calls.PROJECTS_OF_ORGANIZATION,
                query={"limit": A_PAGE, "cursor": cursor},
                organization_id=organization_id,
            ),
            answering.kept(drafts, visitor.owner, Place(organization_id, NEW)),
        )
        path = paths.projects_of(organization_id)
        return pages.show(
            visitor,
            "company/projects.html",
            projects=[(each, paths.own_project(organization_id, each.project_id)) for each in page.items],
            begun=begun,
            more=paths.with_query(path, cursor=page.next) if page.next else "",
            home=paths.company(organization_id),
            new=paths.new_project(organization_id),
        )

    @router.get(f"{ROOT}/{{project_id}}")
    async def project(organization_id: str, project_id: str, visitor: Member) -> Response:
        found = await own(visitor, organization_id, project_id)
        applications = await applications_to(visitor, found)
        waiting = (
            [each for each in applications().items if each.status == "submitted"] if applications else []
        )
        return pages.show(
            visitor,
            "company/project.html",
            waiting=len(waiting),
            applications=applications,
            **shown(found, organization_id),
        )

    router.include_router(publication_routes(pages))
    router.include_router(cancellation_routes(pages))
    return router


def publication_routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get(f"{ROOT}/{{project_id}}/publish")
    async def publication(organization_id: str, project_id: str, visitor: Member) -> Response:
        found, organization = await asyncio.gather(
            own(visitor, organization_id, project_id),
            part(visitor.call(calls.ORGANIZATION, organization_id=organization_id)),
        )
        return show(visitor, found, organization, NOTHING_WRONG)

    @router.post(f"{ROOT}/{{project_id}}/publish")
    async def publish(
        organization_id: str, project_id: str, visitor: Member, posted: PostedForm, drafts: Kept
    ) -> Response:
        found = await own(visitor, organization_id, project_id)
        try:
            await visitor.call(calls.PUBLISH_PROJECT, key=posted.key, project_id=project_id)
        except Refused as refused:
            if refused.status in {403, 404}:
                raise
            before = answering.of_project(Place(organization_id, project_id), found)
            filled = before.all().refused(refused.problem)
            if filled.errors:
                known = await answering.kept(drafts, visitor.owner, before.place)
                await answering.keep(drafts, visitor.owner, (known or before).refused(filled))
            return show(visitor, found, Part(), filled, refused.status)
        return visitor.go(paths.with_query(paths.own_project(organization_id, project_id), said="published"))

    def show(
        visitor: Visitor, found: Project, organization: Part[Organization], filled: Filled, status: int = 200
    ) -> Response:
        return pages.show(
            visitor,
            "company/publish.html",
            status=status,
            filled=filled,
            organization=organization,
            step_of=step_of_field(Place(found.organization_id, found.project_id)),
            **shown(found, found.organization_id),
        )

    return router


def cancellation_routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get(f"{ROOT}/{{project_id}}/cancel")
    async def cancellation(organization_id: str, project_id: str, visitor: Member) -> Response:
        found = await own(visitor, organization_id, project_id)
        return pages.show(visitor, "company/cancel.html", problem=None, **shown(found, organization_id))

    @router.post(f"{ROOT}/{{project_id}}/cancel")
    async def cancel(organization_id: str, project_id: str, visitor: Member, posted: PostedForm) -> Response:
        found = await own(visitor, organization_id, project_id)
        try:
            await visitor.call(calls.CANCEL_PROJECT, key=posted.key, project_id=project_id)
        except Refused as refused:
            if refused.status in {403, 404}:
                raise
            return pages.show(
                visitor,
                "company/cancel.html",
                status=refused.status,
                problem=refused.problem,
                **shown(found, organization_id),
            )
        return visitor.go(paths.with_query(paths.own_project(organization_id, project_id), said="cancelled"))

    return router


async def own(visitor: Visitor, organization_id: str, project_id: str) -> Project:
    """Return a project of this organization.

    Raises:
        NoSuchPage: it belongs to another one.
    """
    found = await visitor.call(calls.PROJECT, project_id=project_id)
    if found.organization_id != organization_id:
        raise NoSuchPage
    return found


async def applications_to(visitor: Visitor, project: Project) -> Part[Page[Application]]:
    """Return the applications to an open project; matching knows no draft, and would wait for it."""
    if project.status != "published":
        return Part()
    query = {"limit": MOST}
    return await part(visitor.call(calls.APPLICATIONS_OF_PROJECT, query=query, project_id=project.project_id))


def shown(found: Project, organization_id: str) -> dict[str, Any]:
    """Return what each page of one project shows."""
    path = paths.own_project(organization_id, found.project_id)
    return {
        "project": found,
        "path": path,
        "projects": paths.projects_of(organization_id),
        "public": paths.project(found.project_id),
        "applicants": paths.applicants(found.project_id),
        "change": paths.answers(organization_id, found.project_id, "check"),
    }
