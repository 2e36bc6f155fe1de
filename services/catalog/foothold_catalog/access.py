"""Who may do what with a project: one line a command."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Generic, Literal, Protocol, TypeVar

from fastapi import Depends

from foothold_catalog.project import Project
from foothold_chassis.errors import Forbidden, NotYet, RuleNotMetYet
from foothold_chassis.store import Projection, Store
from foothold_chassis.web import (
    CurrentPrincipal,
    Granted,
    OptionalPrincipal,
    Principal,
    anyone,
    as_member,
    member_of_organization,
    refuses,
)

Company = Literal["company"]
GrantedProject = Granted[Project, Company]

PUBLISHED = {"version": {"$gt": 0}}
"""The part that everyone has in a project: seeing it, once it was published."""


class ForOrganization(Protocol):
    """A body that says which organization it is for."""

    @property
    def organization_id(self) -> str: ...


D = TypeVar("D", bound=ForOrganization)


class ProjectAccess(Generic[D]):
    """The standing that each route takes. `draft` is the dependency that returns the body of a draft."""

    def __init__(
        self,
        projects: Store[Project],
        organizations: Projection,
        draft: Callable[..., Awaitable[D]],
    ) -> None:
        self.draft = member_of(draft)
        self.publish = verified_company(projects, organizations)
        self.cancel = company(projects)
        self.list_published = anyone
        self.read = reader(projects)
        self.list_of_organization = member_of_organization


def member_of(asked: Callable[..., Awaitable[D]]) -> Callable[[D, Principal], Awaitable[Granted[D, Company]]]:
    """Return the dependency that admits the members of the company which the body names.

    `asked` is the dependency that returns the body: it is read there, once.
    """

    @refuses(Forbidden, "not_a_member", "not_a_company")
    async def granted(body: Annotated[D, Depends(asked)], principal: CurrentPrincipal) -> Granted[D, Company]:
        principal.must_act_for_company(body.organization_id)
        return Granted(body, "company", principal)

    return granted


def company(projects: Store[Project]) -> Callable[[str, Principal], Awaitable[GrantedProject]]:
    """Return the dependency that admits the members of the company whose project is in the path. For an outsider there
    is none to act on, also if it was published."""

    async def granted(project_id: str, principal: CurrentPrincipal) -> GrantedProject:
        project = await projects.get(project_id, part=[as_member(principal)])
        return Granted(project, "company", principal)

    return granted


def verified_company(
    projects: Store[Project], organizations: Projection
) -> Callable[[GrantedProject], Awaitable[GrantedProject]]:
    """Return the dependency that admits these members once the company is known to be verified, which may take a
    moment to arrive; it raises `RuleNotMetYet` otherwise."""

    @refuses(Forbidden, "not_a_member", "not_a_company")
    @refuses(RuleNotMetYet, "organization_not_verified")
    async def granted(
        of_company: Annotated[GrantedProject, Depends(company(projects))],
    ) -> GrantedProject:
        organization_id = of_company.object.organization_id
        of_company.principal.must_act_for_company(organization_id)
        try:
            await organizations.wait_for(organization_id, lambda row: row["verified"] is True)
        except NotYet as error:
            raise RuleNotMetYet(
                f"The organization {organization_id} is not verified yet; only a verified one may publish.",
                code="organization_not_verified",
            ) from error
        return of_company

    return granted


def reader(projects: Store[Project]) -> Callable[[str, Principal | None], Awaitable[Project]]:
    """Return the dependency that shows everyone what was published, and the members of its company also a draft."""

    async def shown(project_id: str, principal: OptionalPrincipal) -> Project:
        of_company = [] if principal is None else [as_member(principal)]
        return await projects.get(project_id, part=[PUBLISHED, *of_company])

    return shown
