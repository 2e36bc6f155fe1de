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

CoverageBand = Literal["full", "half", "some"]
Limit = Literal["must_skill", "no_capacity", "language", "work_authorization"]


class RankedTalent(Value):
    """One place of a ranking. The terms of its score stay with the company: they would tell what a profile says."""

    talent_id: TalentId
    """The talent who has this place."""
    rank: int = Field(ge=1)
    """The place: 1 is the first. Some places are kept for newcomers, so scores may rise again from one to the next."""
    score: float = Field(ge=0, le=1)
    """How well the talent fits, from 0 to 1, in hundredths. It is made of coarse values alone."""
    newcomer: bool
    """Whether the talent is new: few of its contracts have been paid yet."""
    coverage: CoverageBand
    """How much of the needed skills the talent has: `full`: all of them at their levels; `half`: a half or more."""


class RankingProduced(OfOrganization, OfProject, Event):
    """The company has asked who fits its project best, and was shown this ranking."""

    TYPE: ClassVar[str] = "foothold.matching.ranking.produced.v1"
    ranking_id: RankingId
    """The ranking, recorded as it was made."""
    policy_version: Code
    """The version of the weights by which it was made."""
    candidates: int
    """How many talents were looked at."""
    eligible: int
    """How many of them met no hard limit. There may be more than places."""
    eligible_newcomers: int
    """How many of the eligible ones are new."""
    left_out: dict[Limit, int]
    """How many met a hard limit, by the first one they met."""
    items: list[RankedTalent]
    """The places, the best first."""


RefusalReason = Literal["no_capacity", "no_opening"]


class ApplicationRefs(TypedDict):
    application_id: ApplicationId
    project_id: ProjectId
    organization_id: OrganizationId
    talent_id: TalentId


class ApplicationEvent(OfTalent, OfOrganization, OfProject, OfApplication, Event):
    """What every event of an application carries."""


class ApplicationSubmitted(ApplicationEvent):
    """A talent has applied to a project."""

    TYPE: ClassVar[str] = "foothold.matching.application.submitted.v1"


class ApplicationSelected(ApplicationEvent):
    """The company has chosen this talent, and the place is held: hours of the talent, an opening of the project."""

    TYPE: ClassVar[str] = "foothold.matching.application.selected.v1"
    terms: Terms
    """The terms to be signed: those that were published when the talent applied."""
    terms_hash: Sha256
    """Their hash, as `project.published` gave it."""


class ApplicationRefused(ApplicationEvent):
    """The company has chosen this talent, but there was no place to hold."""

    TYPE: ClassVar[str] = "foothold.matching.application.refused.v1"
    reason: RefusalReason
    """`no_capacity`: the talent lacks the hours; `no_opening`: every opening is taken, or the project has ended."""


class ApplicationWithdrawn(ApplicationEvent):
    """The talent has taken the application back."""

    TYPE: ClassVar[str] = "foothold.matching.application.withdrawn.v1"


class ApplicationLapsed(ApplicationEvent):
    """Nobody answered the talent in time, or the project ended first."""

    TYPE: ClassVar[str] = "foothold.matching.application.lapsed.v1"
