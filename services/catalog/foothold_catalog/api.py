"""HTTP to commands and reads."""

from typing import Annotated

from fastapi import APIRouter, Query

from foothold_catalog.bodies import DraftBody
from foothold_catalog.policy import CatalogPolicy
from foothold_catalog.project import Project
from foothold_catalog.standing import must_be_verified, must_be_visible
from foothold_catalog.views import ProjectView
from foothold_chassis.store import Projection, Store
from foothold_chassis.web import (
    CurrentCommand,
    CurrentPage,
    CurrentPrincipal,
    OptionalPrincipal,
    Page,
    derive_id,
)
from foothold_events.values import Code, OrganizationId


def command_routes(projects: Store[Project], organizations: Projection, policy: CatalogPolicy) -> APIRouter:
    router = APIRouter(prefix="/v1/projects", tags=["projects"])

    @router.post("", status_code=201)
    async def draft(body: DraftBody, principal: CurrentPrincipal, command: CurrentCommand) -> ProjectView:
        principal.must_belong_to(body.organization_id)
        id = derive_id("prj", command)
        project = await projects.create(
            id, lambda now: (Project.draft(id, body.organization_id, body.terms(), now), []), command
        )
        return ProjectView.of(project)

    @router.post("/{project_id}/publication")
    async def publish(project_id: str, principal: CurrentPrincipal, command: CurrentCommand) -> ProjectView:
        """Freeze the terms. It is refused with all the rules that they break, or until the organization is verified."""
        organization_id = (await projects.get(project_id)).organization_id
        principal.must_belong_to(organization_id)
        await must_be_verified(organization_id, organizations)
        project = await projects.change(project_id, lambda found, now: found.publish(policy, now), command)
        return ProjectView.of(project)

    @router.post("/{project_id}/cancellation")
    async def cancel(project_id: str, principal: CurrentPrincipal, command: CurrentCommand) -> ProjectView:
        principal.must_belong_to((await projects.get(project_id)).organization_id)
        project = await projects.change(project_id, lambda found, _now: found.cancel(), command)
        return ProjectView.of(project)

    return router


def read_routes(projects: Store[Project]) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["projects"])

    @router.get("/projects")
    async def published(
        page: CurrentPage,
        category: Annotated[Code | None, Query()] = None,
        organization_id: Annotated[OrganizationId | None, Query()] = None,
    ) -> Page[ProjectView]:
        """Return the projects that are open to applications."""
        wanted = {"status": "published", "terms.category": category, "organization_id": organization_id}
        where = {field: value for field, value in wanted.items() if value is not None}
        return page.of(await projects.find(where, after=page.after, limit=page.limit), ProjectView.of)

    @router.get("/projects/{project_id}")
    async def read(project_id: str, principal: OptionalPrincipal) -> ProjectView:
        project = await projects.get(project_id)
        must_be_visible(project, principal)
        return ProjectView.of(project)

    @router.get("/organizations/{organization_id}/projects")
    async def of_organization(
        organization_id: str, principal: CurrentPrincipal, page: CurrentPage
    ) -> Page[ProjectView]:
        principal.must_belong_to(organization_id)
        found = await projects.find({"organization_id": organization_id}, after=page.after, limit=page.limit)
        return page.of(found, ProjectView.of)

    return router
