"""Events of the catalog service, and the terms of a project that travel on with them."""

from datetime import date
from typing import ClassVar, Literal, TypedDict

from pydantic import Field

from foothold_events.envelope import Event
from foothold_events.values import (
    Code,
    Country,
    Instant,
    Money,
    OfOrganization,
    OfProject,
    OrganizationId,
    ProjectId,
    PublicText,
    Sha256,
    Timezone,
    Value,
)


class SkillNeed(Value):
    """A skill the work needs; `must` is a hard limit, `nice` only counts in the ranking."""

    name: Code
    need: Literal["must", "nice"]
    level: int = Field(ge=1, le=5)


class Milestone(Value):
    """One deliverable and its share of the pay, in basis points (10,000 are all of it)."""

    title: PublicText
    acceptance_criteria: PublicText
    share: int = Field(ge=1, le=10_000)


class Terms(Value):
    """What is offered, frozen at publication. `pay` is for one opening and goes to the talent whole."""

    title: PublicText
    brief: PublicText
    category: Code
    objectives: list[PublicText]
    milestones: list[Milestone]
    skills: list[SkillNeed]
    languages: list[Code]
    jurisdiction: Country
    timezone: Timezone
    hours: int
    starts_on: date
    deadline: date
    pay: Money
    openings: int
    clauses: list[Code]


class ProjectRefs(TypedDict):
    project_id: ProjectId
    organization_id: OrganizationId


class ProjectEvent(OfOrganization, OfProject, Event):
    """What every event of a project carries."""


class ProjectPublished(ProjectEvent):
    """`terms_hash` is the SHA-256 of the terms as RFC 8785 JSON; open to applications until `open_until`."""

    TYPE: ClassVar[str] = "foothold.catalog.project.published.v1"
    version: int
    terms: Terms
    terms_hash: Sha256
    open_until: Instant


class ProjectFilled(ProjectEvent):
    """Every opening has a contract."""

    TYPE: ClassVar[str] = "foothold.catalog.project.filled.v1"


class ProjectReopened(ProjectEvent):
    """A contract fell through and its opening is free again."""

    TYPE: ClassVar[str] = "foothold.catalog.project.reopened.v1"


class ProjectClosed(ProjectEvent):
    """Every contract of it has ended and no opening is left to fill."""

    TYPE: ClassVar[str] = "foothold.catalog.project.closed.v1"


class ProjectCancelled(ProjectEvent):
    TYPE: ClassVar[str] = "foothold.catalog.project.cancelled.v1"


class ProjectExpired(ProjectEvent):
    """Its start date came before every opening had a contract."""

    TYPE: ClassVar[str] = "foothold.catalog.project.expired.v1"
