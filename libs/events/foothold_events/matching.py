"""Events of the matching service."""

from typing import ClassVar, Literal, TypedDict

from pydantic import Field

from foothold_events.catalog import Terms
from foothold_events.envelope import Event
from foothold_events.values import (
    ApplicationId,
    Code,
    OfApplication,
    OfOrganization,
    OfProject,
    OfTalent,
    OrganizationId,
    ProjectId,
    RankingId,
    Sha256,
    TalentId,
    Value,
)


class RankedTalent(Value):
    """One place of a ranking. `terms` are the weighted parts that add up to `score`, each in [0, 1]."""

    talent_id: TalentId
    score: float = Field(ge=0, le=1)
    terms: dict[Code, float]
    newcomer: bool


class RankingProduced(OfOrganization, OfProject, Event):
    TYPE: ClassVar[str] = "foothold.matching.ranking.produced.v1"
    ranking_id: RankingId
    policy_version: Code
    candidates: int
    items: list[RankedTalent]


RefusalReason = Literal["no_capacity", "no_opening"]


class ApplicationRefs(TypedDict):
    application_id: ApplicationId
    project_id: ProjectId
    organization_id: OrganizationId
    talent_id: TalentId


class ApplicationEvent(OfTalent, OfOrganization, OfProject, OfApplication, Event):
    """What every event of an application carries."""


class ApplicationSubmitted(ApplicationEvent):
    TYPE: ClassVar[str] = "foothold.matching.application.submitted.v1"


class ApplicationSelected(ApplicationEvent):
    """The company chose this talent, and both desks hold the place; carries the terms to be signed."""

    TYPE: ClassVar[str] = "foothold.matching.application.selected.v1"
    terms: Terms
    terms_hash: Sha256


class ApplicationRefused(ApplicationEvent):
    """A selection failed, at the desk of the talent or of the project."""

    TYPE: ClassVar[str] = "foothold.matching.application.refused.v1"
    reason: RefusalReason
    """`no_capacity`: the talent lacks the hours; `no_opening`: every opening is taken, or the project has ended."""


class ApplicationWithdrawn(ApplicationEvent):
    TYPE: ClassVar[str] = "foothold.matching.application.withdrawn.v1"


class ApplicationLapsed(ApplicationEvent):
    """Nobody answered the talent in time, or the project ended first."""

    TYPE: ClassVar[str] = "foothold.matching.application.lapsed.v1"
