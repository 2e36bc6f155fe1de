"""Who may do what with rankings and applications: one line a command.

A project may have been published a moment ago, so a line that guards a project waits for its desk.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from fastapi import Depends

from foothold_chassis.errors import Forbidden, NotYet, RuleBroken, RuleNotMetYet
from foothold_chassis.store import Store
from foothold_chassis.web import CurrentPrincipal, Granted, Principal, as_member, as_talent, refuses
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
    def __init__(
        self, rankings: Store[Ranking], desks: Store[ProjectDesk], talents: Store[TalentDesk]
    ) -> None:
        self.produce = company_to_rank(desks)
        self.list = company_of(desks)
        self.read = company_that_ranked(rankings)
        self.see_own_place = talent_with_profile(desks, talents)


class ApplicationAccess:
    def __init__(
        self, applications: Store[Application], desks: Store[ProjectDesk], talents: Store[TalentDesk]
    ) -> None:
        self.submit = talent_with_profile(desks, talents)
        self.list_of_project = company_of(desks)
        self.read = only(applications, "talent", "company")
        self.select = company_to_select(applications)
        self.withdraw = only(applications, "talent")


def company_of(desks: Store[ProjectDesk]) -> Callable[[str, Principal], Awaitable[GrantedProject]]:
    """Return the dependency that admits the members of the company whose project is in the path. An outsider waits for
    it as for one that does not exist."""

    async def granted(project_id: str, principal: CurrentPrincipal) -> GrantedProject:
        desk = await desks.wait_for(project_desk_id_of(project_id), part=[as_member(principal)])
        return Granted(desk, "company", principal)

    return granted


def company_to_rank(desks: Store[ProjectDesk]) -> Callable[[GrantedProject], Awaitable[GrantedProject]]:
    """Return the dependency that admits these members, but those of no institution."""

    @refuses(Forbidden, "not_a_member", "not_a_company")
    async def granted(of_company: Annotated[GrantedProject, Depends(company_of(desks))]) -> GrantedProject:
        of_company.principal.must_act_for_company(of_company.object.organization_id)
        return of_company

    return granted


def company_to_select(
    applications: Store[Application],
) -> Callable[[GrantedApplication], Awaitable[GrantedApplication]]:
    """Return the dependency that admits the company's members, but those of no institution, and not the talent."""

    @refuses(Forbidden, "not_a_member", "not_a_company")
    @refuses(RuleBroken, "own_project")
    async def granted(
        of_company: Annotated[GrantedApplication, Depends(only(applications, "company"))],
    ) -> GrantedApplication:
        application, principal = of_company.object, of_company.principal
        principal.must_act_for_company(application.organization_id)
        if application.talent_id == principal.talent_id:
            raise own_project(application.organization_id)
        return of_company

    return granted


def own_project(organization_id: str) -> RuleBroken:
    return RuleBroken(
        f"You belong to {organization_id}; nobody works on a project of their own organization.",
        code="own_project",
    )


def talent_with_profile(
    desks: Store[ProjectDesk], talents: Store[TalentDesk]
) -> Callable[[str, Principal], Awaitable[GrantedProject]]:
    """Return the dependency that admits every talent that has a profile, which matching limits its hours by, but no
    member of the organization whose project it is."""

    @refuses(RuleBroken, "own_project")
    @refuses(RuleNotMetYet, "profile_missing")
    async def granted(project_id: str, principal: CurrentPrincipal) -> GrantedProject:
        desk = await desks.wait_for(project_desk_id_of(project_id))
        if desk.organization_id in principal.orgs:
            raise own_project(desk.organization_id)
        try:
            await talents.wait_for(talent_desk_id_of(principal.talent_id))
        except NotYet as error:
            raise RuleNotMetYet(
                "Write first what you can do (PUT /v1/me/profile), then apply.", code="profile_missing"
            ) from error
        return Granted(desk, "talent", principal)

    return granted


def company_that_ranked(
    rankings: Store[Ranking],
) -> Callable[[str, str, Principal], Awaitable[GrantedRanking]]:
    """Return the dependency that admits the members of the company that a ranking of this project was made for. For an
    outsider there is none."""

    async def granted(project_id: str, ranking_id: str, principal: CurrentPrincipal) -> GrantedRanking:
        ranking = await rankings.get(ranking_id, part=[{**as_member(principal), "project_id": project_id}])
        return Granted(ranking, "company", principal)

    return granted


def only(
    applications: Store[Application], *admitted: Party
) -> Callable[[str, Principal], Awaitable[GrantedApplication]]:
    """Return the dependency that admits these parties of the application in the path. For an outsider there is none."""

    @refuses(Forbidden, "not_a_member" if "company" in admitted else "not_the_applicant")
    async def granted(application_id: str, principal: CurrentPrincipal) -> GrantedApplication:
        application = await applications.get(
            application_id, part=[as_talent(principal), as_member(principal)]
        )
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
