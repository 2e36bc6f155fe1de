"""HTTP to commands and reads."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from foothold_chassis.errors import Forbidden, NotFound, NotYet, RuleBroken
from foothold_chassis.store import Store
from foothold_chassis.web import CurrentCommand, CurrentPage, CurrentPrincipal, Page, RequestBody, derive_id
from foothold_matching.policy import MatchingPolicy
from foothold_matching.ranking import Index, Ranking
from foothold_matching.selection import (
    Application,
    ProjectDesk,
    Selection,
    TalentDesk,
    application_id_of,
    project_desk_id_of,
    talent_desk_id_of,
)
from foothold_matching.views import ApplicationView, RankingView


class ApplicationBody(RequestBody):
    answers: list[Annotated[str, StringConstraints(min_length=1, max_length=1000)]] = Field(
        default_factory=list, max_length=3
    )


def ranking_routes(
    rankings: Store[Ranking], desks: Store[ProjectDesk], index: Index, policy: MatchingPolicy
) -> APIRouter:
    router = APIRouter(prefix="/v1/projects/{project_id}/rankings", tags=["rankings"])

    @router.post("", status_code=201)
    async def rank(project_id: str, principal: CurrentPrincipal, command: CurrentCommand) -> RankingView:
        """Ranks all candidates now and records how; reading it later changes nothing."""
        desk = await desks.wait_for(project_desk_id_of(project_id))
        principal.must_belong_to(desk.organization_id)
        id = derive_id("rnk", command)
        return RankingView.of(
            await rankings.create(id, lambda now: Ranking.produce(id, desk, index, policy, now), command)
        )

    @router.get("/{ranking_id}")
    async def read(project_id: str, ranking_id: str, principal: CurrentPrincipal) -> RankingView:
        ranking = await rankings.get(ranking_id)
        if ranking.project_id != project_id:
            raise NotFound(f"{project_id} has no ranking {ranking_id}.")
        principal.must_belong_to(ranking.organization_id)
        return RankingView.of(ranking)

    return router


def application_routes(
    applications: Store[Application],
    talent_desks: Store[TalentDesk],
    project_desks: Store[ProjectDesk],
    selection: Selection,
    policy: MatchingPolicy,
) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["applications"])

    @router.post("/projects/{project_id}/applications", status_code=201)
    async def submit(
        project_id: str, body: ApplicationBody, principal: CurrentPrincipal, command: CurrentCommand
    ) -> ApplicationView:
        desk = await project_desks.wait_for(project_desk_id_of(project_id))
        talent_id = principal.talent_id
        try:
            await talent_desks.wait_for(talent_desk_id_of(talent_id))
        except NotYet as error:
            raise RuleBroken(
                "Say first what you can do (PUT /v1/me/profile), then apply.", code="profile_missing"
            ) from error
        return ApplicationView.of(
            await applications.create(
                application_id_of(project_id, talent_id),
                lambda now: Application.submit(talent_id, desk, body.answers, policy, now),
                command,
            )
        )

    @router.post("/applications/{application_id}/selection")
    async def select(
        application_id: str, principal: CurrentPrincipal, command: CurrentCommand
    ) -> ApplicationView:
        """Takes this talent, if it has the hours and the project an opening; else refused, with the sum."""
        principal.must_belong_to((await applications.get(application_id)).organization_id)
        return ApplicationView.of(await selection.select(application_id, command))

    @router.post("/applications/{application_id}/withdrawal")
    async def withdraw(
        application_id: str, principal: CurrentPrincipal, command: CurrentCommand
    ) -> ApplicationView:
        if (await applications.get(application_id)).talent_id != principal.talent_id:
            raise Forbidden("Only the talent that applied may withdraw.", code="not_the_applicant")
        return ApplicationView.of(
            await applications.change(application_id, lambda found, _now: found.withdraw(), command)
        )

    return router


def application_reads(applications: Store[Application], project_desks: Store[ProjectDesk]) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["applications"])

    @router.get("/applications/{application_id}")
    async def read(application_id: str, principal: CurrentPrincipal) -> ApplicationView:
        application = await applications.get(application_id)
        if application.talent_id != principal.talent_id:
            principal.must_belong_to(application.organization_id)
        return ApplicationView.of(application)

    @router.get("/projects/{project_id}/applications")
    async def of_project(
        project_id: str, principal: CurrentPrincipal, page: CurrentPage
    ) -> Page[ApplicationView]:
        desk = await project_desks.wait_for(project_desk_id_of(project_id))
        principal.must_belong_to(desk.organization_id)
        found = await applications.find({"project_id": project_id}, after=page.after, limit=page.limit)
        return page.of(found, ApplicationView.of)

    @router.get("/me/applications")
    async def mine(principal: CurrentPrincipal, page: CurrentPage) -> Page[ApplicationView]:
        where = {"talent_id": principal.talent_id}
        found = await applications.find(where, after=page.after, limit=page.limit)
        return page.of(found, ApplicationView.of)

    return router
