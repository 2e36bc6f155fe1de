"""What matching answers to its callers."""

from typing import Self

from pydantic import AwareDatetime, BaseModel

from foothold_events.matching import Limit, RefusalReason
from foothold_matching.ranking import RankedItem, Ranking, Refusal
from foothold_matching.selection import Application, Status


class RankingSummary(BaseModel):
    ranking_id: str
    project_id: str
    policy_version: str
    candidates: int
    eligible: int
    eligible_newcomers: int
    left_out: dict[Limit, int]
    made_at: AwareDatetime

    @classmethod
    def of(cls, ranking: Ranking) -> Self:
        unshown = {"id", "organization_id", "items", "refused"} - set(cls.model_fields)
        return cls(ranking_id=ranking.id, **ranking.model_dump(exclude=unshown))


class RankingView(RankingSummary):
    items: list[RankedItem]
    refused: list[Refusal]


class ApplicationView(BaseModel):
    application_id: str
    project_id: str
    organization_id: str
    talent_id: str
    status: Status
    answers: list[str]
    submitted_at: AwareDatetime
    lapses_at: AwareDatetime
    """When it ends if the company does not answer."""
    reason: RefusalReason | None
    detail: str | None

    @classmethod
    def of(cls, application: Application) -> Self:
        return cls(
            **application.refs,
            status=application.status,
            answers=application.answers,
            submitted_at=application.submitted_at,
            lapses_at=application.lapse_at,
            reason=application.reason,
            detail=application.detail,
        )
