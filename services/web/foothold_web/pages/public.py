"""What everybody may see: the start page, open projects, a project, an organization."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Response

from foothold_web.access import Anyone
from foothold_web.gateway import calls
from foothold_web.gateway.views import Money, Project
from foothold_web.pages import paths
from foothold_web.pages.parts import part
from foothold_web.pages.samples import sample
from foothold_web.pages.talent.place import standing_of
from foothold_web.ui import money
from foothold_web.ui.rendering import Pages

ON_START = "3"
A_PAGE = "12"
WHOLE = 10_000
"""The shares of all milestones together, in basis points."""

CATEGORIES = ("data", "design", "engineering", "marketing", "operations", "research", "writing")
"""What is offered to choose from; a company may name another."""


def routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get("/")
    async def start(visitor: Anyone) -> Response:
        newest = await part(visitor.call(calls.PROJECTS, query={"limit": ON_START}))
        return pages.show(visitor, "public/start.html", projects=newest, sample=sample(visitor.now))

    @router.get("/projects")
    async def projects(
        visitor: Anyone, category: Annotated[str, Query()] = "", cursor: Annotated[str | None, Query()] = None
    ) -> Response:
        category = category.strip()
        query = {"limit": A_PAGE, "cursor": cursor, "category": category or None}
        page = await visitor.call(calls.PROJECTS, query=query)
        more = paths.with_query("/projects", category=category, cursor=page.next) if page.next else ""
        return pages.show(
            visitor, "public/projects.html", page=page, category=category, more=more, categories=CATEGORIES
        )

    @router.get("/projects/{project_id}")
    async def project(project_id: str, visitor: Anyone) -> Response:
        found, standing = await asyncio.gather(
            visitor.call(calls.PROJECT, project_id=project_id), standing_of(visitor, project_id)
        )
        company = await part(visitor.call(calls.ORGANIZATION, organization_id=found.organization_id))
        return pages.show(
            visitor,
            "public/project.html",
            project=found,
            organization=company,
            standing=standing,
            milestone_pay=milestone_pay(found),
            steps=money.before_work(found.pay),
            log_in=paths.log_in(visitor.path),
        )

    @router.get("/organizations/{organization_id}")
    async def organization(
        organization_id: str, visitor: Anyone, cursor: Annotated[str | None, Query()] = None
    ) -> Response:
        query = {"limit": A_PAGE, "cursor": cursor, "organization_id": organization_id}
        found, its_projects = await asyncio.gather(
            visitor.call(calls.ORGANIZATION, organization_id=organization_id),
            part(visitor.call(calls.PROJECTS, query=query)),
        )
        return pages.show(visitor, "public/organization.html", organization=found, projects=its_projects)

    return router


def milestone_pay(project: Project) -> list[Money]:
    """Return what each milestone is about: its share of the pay, rounded to the minor unit."""
    return [
        Money(amount=round(project.pay.amount * each.share / WHOLE), currency=project.pay.currency)
        for each in project.milestones
    ]
