"""HTTP to commands and reads. Bodies hold the shape of a draft only; its rules are checked when it is published."""

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from foothold_catalog.access import Company, GrantedProject, ProjectAccess
from foothold_catalog.policy import CatalogPolicy
from foothold_catalog.project import NOT_A_DRAFT, NOTHING_TO_CANCEL, Project
from foothold_catalog.views import ProjectView
from foothold_chassis.errors import Invalid, RuleBroken
from foothold_chassis.store import Store
from foothold_chassis.web import (
    Country,
    Currency,
    CurrentCommand,
    CurrentPage,
    Day,
    FreeText,
    Granted,
    Page,
    RequestBody,
    Timezone,
    Title,
    Whole,
    derive_id,
    refuses,
)
from foothold_events.catalog import Terms
from foothold_events.sets import SetOf, same
from foothold_events.values import (
    CategoryCode,
    ClauseCode,
    LanguageCode,
    OrganizationId,
    SkillCode,
)

ITEMS_MAX = 100
MINOR_UNITS_MAX = 100_000_000
COUNT_MAX = 10_000

Count = Annotated[Whole, Field(ge=0, le=COUNT_MAX)]


class MilestoneBody(RequestBody):
    """`share` of the pay, in basis points."""

    title: Title
    acceptance_criteria: FreeText
    share: Whole = Field(ge=1, le=10_000)


class SkillBody(RequestBody):
    name: SkillCode
    need: Literal["must", "nice"]
    level: Whole = Field(ge=1, le=5)


class PayBody(RequestBody):
    """For one opening, in minor units."""

    amount: Whole = Field(ge=1, le=MINOR_UNITS_MAX)
    currency: Currency


class DraftBody(RequestBody):
    organization_id: OrganizationId
    title: Title
    brief: FreeText
    category: CategoryCode
    objectives: list[FreeText] = Field(max_length=ITEMS_MAX)
    milestones: list[MilestoneBody] = Field(max_length=ITEMS_MAX)
    skills: SetOf[SkillBody] = Field(max_length=ITEMS_MAX)
    languages: SetOf[LanguageCode] = Field(default=[], max_length=ITEMS_MAX)
    jurisdiction: Country
    timezone: Timezone
    hours: Count
    starts_on: Day
    deadline: Day
    pay: PayBody
    openings: Count = 1
    clauses: SetOf[ClauseCode] = Field(default=[], max_length=ITEMS_MAX)

    def terms(self) -> Terms:
        return Terms.model_validate(self.model_dump(exclude={"organization_id"}))


async def draft_of(body: DraftBody) -> DraftBody:
    """Return the body, for the line of access that looks into it."""
    return body


May = ProjectAccess[DraftBody]


def command_routes(projects: Store[Project], may: May, policy: CatalogPolicy) -> APIRouter:
    router = APIRouter(prefix="/v1/projects", tags=["projects"])

    @router.post("", status_code=201)
    async def draft(
        granted: Annotated[Granted[DraftBody, Company], Depends(may.draft)], command: CurrentCommand
    ) -> ProjectView:
        id, body = derive_id("prj", command), granted.object
        project = await projects.create(
            id, lambda now: (Project.draft(id, body.organization_id, body.terms(), now), []), command
        )
        return ProjectView.of(project)

    @router.post("/{project_id}/publication")
    @refuses(RuleBroken, *NOT_A_DRAFT)
    @refuses(Invalid, "terms_refused")
    async def publish(
        granted: Annotated[GrantedProject, Depends(may.publish)], command: CurrentCommand
    ) -> ProjectView:
        """Freeze the terms. It is refused with all the rules that they break, or until the company is verified."""
        id = granted.object.id
        return ProjectView.of(
            await projects.change(id, lambda found, now: found.publish(policy, now), command)
        )

    @router.post("/{project_id}/cancellation")
    @refuses(RuleBroken, *NOTHING_TO_CANCEL)
    async def cancel(
        granted: Annotated[GrantedProject, Depends(may.cancel)], command: CurrentCommand
    ) -> ProjectView:
        id = granted.object.id
        return ProjectView.of(await projects.change(id, lambda found, _now: found.cancel(), command))

    return router


def read_routes(projects: Store[Project], may: May) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["projects"])

    @router.get("/projects", dependencies=[Depends(may.list_published)])
    async def published(
        page: CurrentPage,
        category: Annotated[CategoryCode | None, Query()] = None,
        organization_id: Annotated[OrganizationId | None, Query()] = None,
    ) -> Page[ProjectView]:
        """Return the projects that are open to applications."""
        wanted = {
            "status": "published",
            "category": same(category) if category else None,
            "organization_id": organization_id,
        }
        where = {field: value for field, value in wanted.items() if value is not None}
        return await page.of(partial(projects.find, where), ProjectView.of)

    @router.get("/projects/{project_id}")
    async def read(project: Annotated[Project, Depends(may.read)]) -> ProjectView:
        return ProjectView.of(project)

    @router.get("/organizations/{organization_id}/projects", dependencies=[Depends(may.list_of_organization)])
    async def of_organization(organization_id: str, page: CurrentPage) -> Page[ProjectView]:
        return await page.of(partial(projects.find, {"organization_id": organization_id}), ProjectView.of)

    return router
