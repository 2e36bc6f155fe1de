"""Who applied to a project, where the latest ranking puts them and why, and the selection."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response

from foothold_web.access import NoSuchPage, Somebody
from foothold_web.gateway import Refused, calls
from foothold_web.gateway.refusals import Problem
from foothold_web.gateway.views import Application, Page, Project, RankedItem, Ranking, RankingSummary
from foothold_web.guarding import PostedForm
from foothold_web.pages import paths
from foothold_web.pages.company.money import MOST
from foothold_web.pages.parts import Part, part
from foothold_web.ui import limits
from foothold_web.ui.rendering import Pages
from foothold_web.ui.terms import Score, score_of
from foothold_web.ui.words import later as _n
from foothold_web.visiting import Visitor

OF_ANOTHER = {
    "text": _n("The profile beside the brief"),
    "reliability": _n("What was finished, and on time"),
    "pay": _n("Your pay beside the pay wanted"),
    "exposure": _n("How seldom this talent was shown lately"),
}
"""The terms that are called otherwise if the reader is not the talent."""

SELECTED = frozenset({"selecting", "selected"})


@dataclass(frozen=True, slots=True)
class Applicant:
    """An application, and what the latest ranking says of its talent."""

    application: Application
    place: int | None = None
    item: RankedItem | None = None
    score: Score | None = None
    limit: str = ""

    @property
    def contract(self) -> str:
        """Return the page of the contract that comes of a selection."""
        return paths.contract_of(self.application.application_id)

    @property
    def waits(self) -> bool:
        return self.application.status == "submitted"


def routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    async def show(
        visitor: Visitor, project: Project, *, problem: Problem | None = None, status: int = 200
    ) -> Response:
        applications, ranking = await asyncio.gather(
            part(
                visitor.call(
                    calls.APPLICATIONS_OF_PROJECT, query={"limit": MOST}, project_id=project.project_id
                )
            ),
            latest_ranking(visitor, project.project_id),
        )
        everybody = in_order(applications, ranking)
        return pages.show(
            visitor,
            "company/applicants.html",
            status=status,
            project=project,
            problem=problem,
            applications=applications,
            ranking=ranking,
            waiting=[each for each in everybody if each.waits],
            answered=[each for each in everybody if not each.waits],
            others=others(applications, ranking),
            left_out=limits.counted(ranking().left_out) if ranking else [],
            own=paths.own_project(project.organization_id, project.project_id),
            path=paths.applicants(project.project_id),
        )

    @router.get("/projects/{project_id}/applicants")
    async def applicants(project_id: str, visitor: Somebody) -> Response:
        return await show(visitor, await own(visitor, project_id))

    @router.post("/projects/{project_id}/applicants")
    async def rank(project_id: str, visitor: Somebody, posted: PostedForm) -> Response:
        project = await own(visitor, project_id)
        try:
            await visitor.call(calls.RANK, key=posted.key, project_id=project_id)
        except Refused as refused:
            if refused.status in {403, 404}:
                raise
            return await show(visitor, project, problem=refused.problem, status=refused.status)
        return visitor.go(paths.with_query(paths.applicants(project_id), said="ranked"))

    router.include_router(selection_routes(pages))
    return router


def selection_routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    async def show(
        visitor: Visitor,
        project: Project,
        application: Application,
        *,
        problem: Problem | None = None,
        status: int = 200,
    ) -> Response:
        ranking = await latest_ranking(visitor, project.project_id)
        return pages.show(
            visitor,
            "company/select.html",
            status=status,
            project=project,
            problem=problem,
            applicant=applicant_of(application, ranking),
            back=paths.applicants(project.project_id),
        )

    @router.get("/projects/{project_id}/applicants/{application_id}/select")
    async def selection(project_id: str, application_id: str, visitor: Somebody) -> Response:
        project, application = await asyncio.gather(
            own(visitor, project_id), applying(visitor, project_id, application_id)
        )
        return await show(visitor, project, application)

    @router.post("/projects/{project_id}/applicants/{application_id}/select")
    async def select(project_id: str, application_id: str, visitor: Somebody, posted: PostedForm) -> Response:
        project, before = await asyncio.gather(
            own(visitor, project_id), applying(visitor, project_id, application_id)
        )
        try:
            after = await visitor.call(calls.SELECT, key=posted.key, application_id=application_id)
        except Refused as refused:
            if refused.status in {403, 404}:
                raise
            return await show(visitor, project, before, problem=refused.problem, status=refused.status)
        if after.status not in SELECTED:
            return await show(visitor, project, after, status=409)
        return visitor.go(paths.with_query(paths.applicants(project_id), said="selected"))

    return router


async def own(visitor: Visitor, project_id: str) -> Project:
    """Return a project of one of the visitor's organizations.

    Raises:
        NoSuchPage: it is of another one.
    """
    found = await visitor.call(calls.PROJECT, project_id=project_id)
    if visitor.session is None or found.organization_id not in visitor.session.orgs:
        raise NoSuchPage
    return found


async def applying(visitor: Visitor, project_id: str, application_id: str) -> Application:
    found = await visitor.call(calls.APPLICATION, application_id=application_id)
    if found.project_id != project_id:
        raise NoSuchPage
    return found


async def latest_ranking(visitor: Visitor, project_id: str) -> Part[Ranking]:
    """Return the ranking that was made last; the API lists them by their ids."""
    made = await part(visitor.call(calls.RANKINGS, query={"limit": MOST}, project_id=project_id))
    latest = _latest(made)
    if latest is None:
        return Part(is_away=made.is_away)
    return await part(visitor.call(calls.RANKING, project_id=project_id, ranking_id=latest.ranking_id))


def _latest(made: Part[Page[RankingSummary]]) -> RankingSummary | None:
    return max(made().items if made else [], key=lambda each: each.made_at, default=None)


def of_another(item: RankedItem) -> Score:
    """Return the score of a talent in words for a reader who is not that talent."""
    score = score_of(item.terms, item.score)
    pieces = (
        piece._replace(label=OF_ANOTHER.get(term, piece.label))
        for term, piece in zip(item.terms, score.pieces, strict=True)
    )
    return Score(tuple(pieces), score.total)


def applicant_of(application: Application, ranking: Part[Ranking]) -> Applicant:
    """Return an application with the place of its talent and what it is made of."""
    if not ranking:
        return Applicant(application)
    talent_id = application.talent_id
    for place, item in enumerate(ranking().items, start=1):
        if item.talent_id == talent_id:
            score = of_another(item) if item.terms else None
            return Applicant(application, place, item, score)
    limit = next((each.limit for each in ranking().refused if each.talent_id == talent_id), "")
    return Applicant(application, limit=limit)


def in_order(applications: Part[Page[Application]], ranking: Part[Ranking]) -> Sequence[Applicant]:
    """Return those who applied by their place; those without one by the end of their waiting."""
    items = applications().items if applications else []
    everybody = [applicant_of(each, ranking) for each in items]
    last = len(everybody) + (len(ranking().items) if ranking else 0)
    return sorted(everybody, key=lambda each: (each.place or last, each.application.lapses_at))


def others(applications: Part[Page[Application]], ranking: Part[Ranking]) -> list[tuple[int, RankedItem]]:
    """Return the places of talents who have not applied."""
    applied = {each.talent_id for each in applications().items} if applications else set()
    items = enumerate(ranking().items, start=1) if ranking else ()
    return [(place, item) for place, item in items if item.talent_id not in applied]
