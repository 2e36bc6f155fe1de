"""The place of one talent among all candidates of a project, and why. It is computed for the talent and kept nowhere.

A ranking shows the same to the company. Of the other candidates a talent sees numbers only: how many there are, and the
median of each term over those who are shown, as soon as there are enough of them to hide each one.
"""

from dataclasses import replace
from datetime import datetime
from typing import Self

import numpy as np
from pydantic import AwareDatetime, BaseModel, ConfigDict

from foothold_chassis.errors import RuleNotMetYet
from foothold_matching.policy import MatchingPolicy
from foothold_matching.ranking.index import Index
from foothold_matching.ranking.ranking import Counterfactual, explained, places
from foothold_matching.ranking.scoring import POINTS, Scores, score
from foothold_matching.selection.project_desk import ProjectDesk  # not the face: the process is not pure


class WouldBe(Counterfactual):
    """The one skill that would raise the score most, and the place that this would give."""

    place: int | None


class Place(BaseModel):
    """`place` counts from 1 and is None for a talent that meets a `limit` or is not among those `shown`.

    `terms` are weighted and in hundredths, and their sum is `score`, as in a ranking. `medians` are those of the
    talents shown, term by term. `as_newcomer` says that the place is one of those that are kept for newcomers.
    """

    model_config = ConfigDict(frozen=True)

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

    @classmethod
    def of(
        cls, talent_id: str, desk: ProjectDesk, index: Index, policy: MatchingPolicy, now: datetime
    ) -> Self:
        """Compute the place of this talent at `now` (UTC), for the hours that are free then.

        Raises:
            RuleBroken: the project no longer takes applications.
            RuleNotMetYet: the talent has no profile, or it has not arrived here yet.
        """
        desk.must_take_applications(now)
        row = index.candidates.row(talent_id)
        if row is None:
            raise RuleNotMetYet(
                "Write first what you can do (PUT /v1/me/profile), then see where you stand.",
                code="profile_missing",
            )
        scores, ids = score(desk.terms, index, policy, now), index.candidates.ids
        rows = places(scores, ids, policy)
        item = explained(row, scores, desk.terms, index, policy)
        eligible = scores.limit == ""
        place = _place(row, rows)
        return cls(
            place=place,
            as_newcomer=place is not None and place <= _ahead(row, scores, ids),
            limit=str(scores.limit[row]) or None,
            score=item.score,
            terms=item.terms,
            medians=_medians(rows, scores, policy),
            counterfactual=_would_be(row, item.counterfactual, scores, ids, policy),
            newcomer=item.newcomer,
            shown=len(rows),
            eligible=int(eligible.sum()),
            candidates=len(ids),
            policy_version=policy.version,
            computed_at=now,
        )


def _ahead(row: int, scores: Scores, ids: list[str]) -> int:
    """Return how many would come before this row by score alone, ties by id."""
    eligible = np.flatnonzero(scores.limit == "").tolist()
    own = (-int(scores.total[row]), ids[row])
    return sum((-int(scores.total[other]), ids[other]) < own for other in eligible)


def _place(row: int, rows: list[int]) -> int | None:
    return rows.index(row) + 1 if row in rows else None


def _medians(rows: list[int], scores: Scores, policy: MatchingPolicy) -> dict[str, float] | None:
    if len(rows) < policy.medians_of_at_least:
        return None
    return {name: int(np.floor(np.median(points[rows]))) / POINTS for name, points in scores.points.items()}


def _would_be(
    row: int, best: Counterfactual | None, scores: Scores, ids: list[str], policy: MatchingPolicy
) -> WouldBe | None:
    """Return the best change with its place. One that only takes the limit away changes no score, so it is none."""
    if best is None:
        return None
    total = scores.total.copy()
    total[row] += round(best.adds * POINTS)
    rows = places(replace(scores, total=total), ids, policy)
    return WouldBe(**best.model_dump(), place=_place(row, rows))
