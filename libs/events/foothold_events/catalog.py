"""Events of the catalog service, and the terms of a project that travel on with them."""

from datetime import date
from typing import ClassVar, Literal, TypedDict

from pydantic import Field

from foothold_events.envelope import Event
from foothold_events.sets import SetOf
from foothold_events.values import (
    CategoryCode,
    ClauseCode,
    Country,
    Instant,
    LanguageCode,
    Money,
    OfOrganization,
    OfProject,
    OrganizationId,
    ProjectId,
    PublicText,
    Sha256,
    SkillCode,
    Timezone,
    Value,
)


class SkillNeed(Value):
    """A skill that the work needs."""

    name: SkillCode
    """The skill, as a code: `SQL`."""
    need: Literal["must", "nice"]
    """`must` is a hard limit, `nice` only counts in the ranking."""
    level: int = Field(ge=1, le=5)
    """The level needed, from 1 (has met it) to 5 (could teach it)."""


class Milestone(Value):
    """One deliverable and its share of the pay."""

    title: PublicText
    """What the deliverable is called."""
    acceptance_criteria: PublicText
    """What must be true for it to be accepted."""
    share: int = Field(ge=1, le=10_000)
    """Its share of the pay, in basis points; the shares of all milestones add up to 10,000."""


class Terms(Value):
    """What is offered, frozen at publication."""

    title: PublicText
    """What the project is called."""
    brief: PublicText
    """What is to be done."""
    category: CategoryCode
    """The kind of work, as a code: `data`."""
    objectives: list[PublicText]
    """What the talent can learn from the work."""
    milestones: list[Milestone]
    """What is to be delivered, in order."""
    skills: SetOf[SkillNeed]
    """The skills needed, each named once."""
    languages: SetOf[LanguageCode]
    """The languages needed, as codes: `en`. A hard limit."""
    jurisdiction: Country
    """The ISO 3166-1 code of the country whose law holds and where the talent must be authorized to work."""
    timezone: Timezone
    """The company's timezone, by its name in the IANA database: `America/New_York`."""
    hours: int
    """The hours of work for one opening."""
    starts_on: date
    """The day on which the work starts (UTC)."""
    deadline: date
    """The last day of the work (UTC)."""
    pay: Money
    """For one opening. It goes to the talent whole; the fee comes on top."""
    openings: int
    """How many talents can do it, each by a contract of its own."""
    clauses: SetOf[ClauseCode]
    """The clauses that the contract has besides, as codes: `nda`."""


class ProjectRefs(TypedDict):
    project_id: ProjectId
    organization_id: OrganizationId


class ProjectEvent(OfOrganization, OfProject, Event):
    """What every event of a project carries."""


class ProjectPublished(ProjectEvent):
    """The company has published the project: its terms are frozen, and talents may apply."""

    TYPE: ClassVar[str] = "foothold.catalog.project.published.v1"
    version: int
    """The number of the published terms, from 1 on."""
    terms: Terms
    """What is offered."""
    terms_hash: Sha256
    """The SHA-256, in hexadecimal, of the terms as RFC 8785 JSON without absent fields."""
    open_until: Instant
    """The project is open to applications until then (UTC): the start of the day on which the work starts."""


class ProjectFilled(ProjectEvent):
    """Every opening has a contract."""

    TYPE: ClassVar[str] = "foothold.catalog.project.filled.v1"


class ProjectReopened(ProjectEvent):
    """A contract fell through and its opening is free again."""

    TYPE: ClassVar[str] = "foothold.catalog.project.reopened.v1"


class ProjectClosed(ProjectEvent):
    """Every opening was used up, by a contract that is closed."""

    TYPE: ClassVar[str] = "foothold.catalog.project.closed.v1"


class ProjectCancelled(ProjectEvent):
    """The company has withdrawn the offer. Contracts made already go on."""

    TYPE: ClassVar[str] = "foothold.catalog.project.cancelled.v1"


class ProjectExpired(ProjectEvent):
    """Its start date came before every opening had a contract."""

    TYPE: ClassVar[str] = "foothold.catalog.project.expired.v1"
