"""Applications and rankings, as pages read them."""

from pydantic import AwareDatetime

from foothold_web.gateway.views.view import View


class Application(View):
    application_id: str
    project_id: str
    organization_id: str
    talent_id: str
    status: str
    answers: list[str]
    submitted_at: AwareDatetime
    lapses_at: AwareDatetime
    reason: str | None
    detail: str | None


class Counterfactual(View):
    skill: str
    level: int
    adds: float


class RankedItem(View):
    talent_id: str
    score: float
    terms: dict[str, float]
    newcomer: bool
    counterfactual: Counterfactual | None


class Refusal(View):
    talent_id: str
    limit: str


class RankingSummary(View):
    """`left_out` counts by limit those who met it first."""

    ranking_id: str
    project_id: str
    policy_version: str
    candidates: int
    eligible: int
    eligible_newcomers: int
    left_out: dict[str, int]
    made_at: AwareDatetime


class Ranking(RankingSummary):
    items: list[RankedItem]
    refused: list[Refusal]


class WouldBe(Counterfactual):
    """`place` is the one that the change would give."""

    place: int | None


class Place(View):
    """Where a talent stands among all candidates of a project; `place` counts from 1."""

    place: int | None
    as_newcomer: bool
    limit: str | None
    score: float
    terms: dict[str, float]
    medians: dict[str, float] | None
    counterfactual: WouldBe | None
    newcomer: bool
    shown: int
    eligible: int
    candidates: int
    policy_version: str
    computed_at: AwareDatetime
