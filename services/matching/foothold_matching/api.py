"""HTTP to commands and reads."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from foothold_chassis.clock import Clock
from foothold_chassis.errors import RuleBroken
from foothold_chassis.store import Store
from foothold_chassis.web import (
    Answer,
    CurrentCommand,
    CurrentPage,
    CurrentPrincipal,
    Page,
    RequestBody,
    derive_id,
    refuses,
)
from foothold_matching.access import (
    ApplicationAccess,
    GrantedApplication,
    GrantedProject,
    GrantedRanking,
    RankingAccess,
)
from foothold_matching.policy import MatchingPolicy
from foothold_matching.ranking import Index, Place, Ranking
from foothold_matching.selection import (
    NOT_SELECTABLE,
    NOT_WITHDRAWABLE,
    Application,
    Selection,
    application_id_of,
)
from foothold_matching.views import ApplicationView, RankingSummary, RankingView


class ApplicationBody(RequestBody):
    answers: list[Answer] = Field(default_factory=list, max_length=3)


def ranking_routes(
    rankings: Store[Ranking], may: RankingAccess, index: Index, policy: MatchingPolicy
) -> APIRouter:
    router = APIRouter(prefix="/v1/projects/{project_id}/rankings", tags=["rankings"])

    @router.post("", status_code=201)
    async def rank(
        granted: Annotated[GrantedProject, Depends(may.produce)], command: CurrentCommand
    ) -> RankingView:
        """Rank all candidates now and record the reasons; reading it later changes nothing."""
        id, desk = derive_id("rnk", command), granted.object
        return RankingView.of(
            await rankings.create(id, lambda now: Ranking.produce(id, desk, index, policy, now), command)
        )

    @router.get("")
    async def of_project(
        granted: Annotated[GrantedProject, Depends(may.list)], page: CurrentPage
    ) -> Page[RankingSummary]:
        where = {"project_id": granted.object.project_id}
        return await page.of(partial(rankings.find, where), RankingSummary.of)

    @router.get("/{ranking_id}")
    async def read(granted: Annotated[GrantedRanking, Depends(may.read)]) -> RankingView:
        return RankingView.of(granted.object)

    return router


def place_routes(may: RankingAccess, index: Index, policy: MatchingPolicy, clock: Clock) -> APIRouter:
    router = APIRouter(prefix="/v1/projects/{project_id}/place", tags=["rankings"])

    @router.get("")
    @refuses(RuleBroken, "project_not_open")
    async def read(granted: Annotated[GrantedProject, Depends(may.see_own_place)]) -> Place:
        """Compute where the caller stands among all candidates of a project now, and why. Nothing is recorded."""
        return Place.of(granted.principal.talent_id, granted.object, index, policy, clock.now())

    return router


def application_routes(
    applications: Store[Application], may: ApplicationAccess, selection: Selection, policy: MatchingPolicy
) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["applications"])

    @router.post("/projects/{project_id}/applications", status_code=201)
    @refuses(RuleBroken, "project_not_open", "applied_before")
    async def submit(
        granted: Annotated[GrantedProject, Depends(may.submit)],
        body: ApplicationBody,
        command: CurrentCommand,
    ) -> ApplicationView:
        desk, talent_id = granted.object, granted.principal.talent_id
        application = await applications.create(
            application_id_of(desk.project_id, talent_id),
            lambda now: Application.submit(talent_id, desk, body.answers, policy, now),
            command,
        )
        return ApplicationView.of(application.submitted_again(body.answers))

    @router.post("/applications/{application_id}/selection")
    @refuses(RuleBroken, *NOT_SELECTABLE)
    async def select(
        granted: Annotated[GrantedApplication, Depends(may.select)], command: CurrentCommand
    ) -> ApplicationView:
        """Select this talent, if it has the hours and the project an opening; otherwise name the exceeded limit."""
        return ApplicationView.of(await selection.select(granted.object.id, command))

    @router.post("/applications/{application_id}/withdrawal")
    @refuses(RuleBroken, *NOT_WITHDRAWABLE)
    async def withdraw(
        granted: Annotated[GrantedApplication, Depends(may.withdraw)], command: CurrentCommand
    ) -> ApplicationView:
        return ApplicationView.of(
            await applications.change(granted.object.id, lambda found, _now: found.withdraw(), command)
        )

    return router


def application_reads(applications: Store[Application], may: ApplicationAccess) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["applications"])

    @router.get("/applications/{application_id}")
    async def read(granted: Annotated[GrantedApplication, Depends(may.read)]) -> ApplicationView:
        return ApplicationView.of(granted.object)

    @router.get("/projects/{project_id}/applications")
    async def of_project(
        granted: Annotated[GrantedProject, Depends(may.list_of_project)], page: CurrentPage
    ) -> Page[ApplicationView]:
        where = {"project_id": granted.object.project_id}
        return await page.of(partial(applications.find, where), ApplicationView.of)

    @router.get("/me/applications")
    async def mine(principal: CurrentPrincipal, page: CurrentPage) -> Page[ApplicationView]:
        where = {"talent_id": principal.talent_id}
        return await page.of(partial(applications.find, where), ApplicationView.of)

    return router
