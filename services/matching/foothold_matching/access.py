"""Who may do what with rankings and applications: one line a command.

A project may have been published a moment ago, so a line that guards a project waits for its desk.
"""

from collections.abc import Awaitable, Callable
from typing import Literal

from foothold_chassis.errors import Forbidden, NotFound, NotYet, RuleBroken
from foothold_chassis.store import Store
from foothold_chassis.web import CurrentPrincipal, Granted, Principal
from foothold_matching.ranking import Ranking
from foothold_matching.selection import (
    Application,
    ProjectDesk,
    TalentDesk,
    project_desk_id_of,
    talent_desk_id_of,
)

Party = Literal["talent", "company"]
GrantedProject = Granted[ProjectDesk, Party]
GrantedRanking = Granted[Ranking, Party]
GrantedApplication = Granted[Application, Party]


class RankingAccess:
    def __init__(self, rankings: Store[Ranking], desks: Store[ProjectDesk]) -> None:
        self.produce = company_of(desks)
        self.read = company_that_ranked(rankings)


class ApplicationAccess:
    def __init__(
        self, applications: Store[Application], desks: Store[ProjectDesk], talents: Store[TalentDesk]
    ) -> None:
        self.submit = talent_with_profile(desks, talents)
        self.list_of_project = company_of(desks)
        self.read = only(applications, "talent", "company")
        self.select = only(applications, "company")
        self.withdraw = only(applications, "talent")


def company_of(desks: Store[ProjectDesk]) -> Callable[[str, Principal], Awaitable[GrantedProject]]:
    """Return the dependency that admits the members of the company whose project is in the path."""

    async def granted(project_id: str, principal: CurrentPrincipal) -> GrantedProject:
        desk = await desks.wait_for(project_desk_id_of(project_id))
        principal.must_belong_to(desk.organization_id)
        return Granted(desk, "company", principal)

    return granted


def talent_with_profile(
    desks: Store[ProjectDesk], talents: Store[TalentDesk]
) -> Callable[[str, Principal], Awaitable[GrantedProject]]:
    """Return the dependency that admits every talent that has a profile, which matching limits its hours by."""

    async def granted(project_id: str, principal: CurrentPrincipal) -> GrantedProject:
        desk = await desks.wait_for(project_desk_id_of(project_id))
        try:
            await talents.wait_for(talent_desk_id_of(principal.talent_id))
        except NotYet as error:
            raise RuleBroken(
                "Write first what you can do (PUT /v1/me/profile), then apply.", code="profile_missing"
            ) from error
        return Granted(desk, "talent", principal)

    return granted


def company_that_ranked(
    rankings: Store[Ranking],
) -> Callable[[str, str, Principal], Awaitable[GrantedRanking]]:
    """Return the dependency that admits the members of the company that a ranking of this project was made for."""

    async def granted(project_id: str, ranking_id: str, principal: CurrentPrincipal) -> GrantedRanking:
        ranking = await rankings.get(ranking_id)
        if ranking.project_id != project_id:
            raise NotFound(f"{project_id} has no ranking {ranking_id}.")
        principal.must_belong_to(ranking.organization_id)
        return Granted(ranking, "company", principal)

    return granted


def only(
    applications: Store[Application], *admitted: Party
) -> Callable[[str, Principal], Awaitable[GrantedApplication]]:
    """Return the dependency that admits these parties of the application in the path."""

    async def granted(application_id: str, principal: CurrentPrincipal) -> GrantedApplication:
        application = await applications.get(application_id)
        return Granted(application, standing(application, principal, admitted), principal)

    return granted


def standing(application: Application, principal: Principal, admitted: tuple[Party, ...]) -> Party:
    """Return which of the admitted parties of an application the caller is.

    Raises:
        Forbidden: the caller is none of them.
    """
    if "talent" in admitted and principal.talent_id == application.talent_id:
        return "talent"
    if "company" not in admitted:
        raise Forbidden("Only the talent that applied may withdraw.", code="not_the_applicant")
    principal.must_belong_to(application.organization_id)
    return "company"
