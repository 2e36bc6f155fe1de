"""The ranking: who fits a project best and why, and who cannot do it. It is recorded as it was made."""

from collections import Counter
from datetime import datetime
from typing import Self, get_args

import numpy as np
from pydantic import AwareDatetime, BaseModel, ConfigDict

from foothold_chassis.aggregate import Aggregate
from foothold_events.catalog import SkillNeed, Terms
from foothold_events.envelope import Event
from foothold_events.identity import TalentProfileUpdated
from foothold_events.matching import CoverageBand, Limit, RankedTalent, RankingProduced
from foothold_matching.policy import MatchingPolicy
from foothold_matching.ranking import text
from foothold_matching.ranking.index import Index
from foothold_matching.ranking.scoring import POINTS, Scores, in_points, query, score, skill_weights
from foothold_matching.selection.project_desk import ProjectDesk  # not the face: the process is not pure

HALF = 0.5
ROUNDING = 1e-9


class Counterfactual(BaseModel):
    """The one skill that would raise the score most: at `level` it adds `adds` to the score."""

    model_config = ConfigDict(frozen=True)

    skill: str
    level: int
    adds: float


class RankedItem(BaseModel):
    """`terms` are weighted and in hundredths, and their sum is `score`. There are none once the profile is erased."""

    model_config = ConfigDict(frozen=True)

    talent_id: str
    score: float
    terms: dict[str, float]
    newcomer: bool
    counterfactual: Counterfactual | None


class Refusal(BaseModel):
    model_config = ConfigDict(frozen=True)

    talent_id: str
    limit: str


class Ranking(Aggregate):
    project_id: str
    organization_id: str
    policy_version: str
    candidates: int
    eligible: int
    eligible_newcomers: int
    left_out: dict[Limit, int]
    items: list[RankedItem]
    refused: list[Refusal]
    made_at: AwareDatetime

    @classmethod
    def produce(
        cls, id: str, desk: ProjectDesk, index: Index, policy: MatchingPolicy, now: datetime
    ) -> tuple[Self, list[Event]]:
        """Rank all candidates of the index for the project of this desk."""
        scores = score(desk.terms, index, policy, now)
        ids = index.candidates.ids
        rows = places(scores, ids, policy)
        eligible = scores.limit == ""
        ranking = cls(
            id=id,
            project_id=desk.project_id,
            organization_id=desk.organization_id,
            policy_version=policy.version,
            candidates=len(ids),
            eligible=int(eligible.sum()),
            eligible_newcomers=int((eligible & scores.newcomer).sum()),
            left_out=_left_out(scores),
            items=[explained(row, scores, desk.terms, index, policy) for row in rows],
            refused=[
                Refusal(talent_id=ids[row], limit=str(scores.limit[row]))
                for row in sorted(np.flatnonzero(~eligible).tolist(), key=ids.__getitem__)[
                    : policy.refusals_named
                ]
            ],
            made_at=now,
        )
        return ranking, [ranking._produced([_band(scores.terms["coverage"][row]) for row in rows])]

    def forget(self, talent_id: str) -> list[Event]:
        """Forget what the talent's profile gave: how each term counted, and why it was refused. The order stays."""
        self.items = [
            item.model_copy(update={"terms": {}, "counterfactual": None})
            if item.talent_id == talent_id
            else item
            for item in self.items
        ]
        self.refused = [refusal for refusal in self.refused if refusal.talent_id != talent_id]
        return []

    def _produced(self, bands: list[CoverageBand]) -> RankingProduced:
        """Return the event. It has no terms: those who read the stream may not read profiles."""
        shared = self.model_dump(exclude={"id", "items", "refused", "made_at"})
        places = zip(self.items, bands, strict=True)
        return RankingProduced(
            ranking_id=self.id,
            **shared,
            items=[
                RankedTalent(
                    talent_id=item.talent_id,
                    rank=rank,
                    score=item.score,
                    newcomer=item.newcomer,
                    coverage=band,
                )
                for rank, (item, band) in enumerate(places, start=1)
            ],
        )


def _left_out(scores: Scores) -> dict[Limit, int]:
    """Count by limit those who met it first. `must_skill:SQL` counts as `must_skill`."""
    met = Counter(limit.partition(":")[0] for limit in scores.limit.tolist() if limit)
    return {limit: met[limit] for limit in get_args(Limit)}


def _band(coverage: float) -> CoverageBand:
    if coverage >= 1 - ROUNDING:
        return "full"
    return "half" if coverage >= HALF - ROUNDING else "some"


def places(scores: Scores, ids: list[str], policy: MatchingPolicy) -> list[int]:
    """Return the rows in order: by score, ties by id. Two of every ten places are kept for able newcomers."""
    eligible = np.flatnonzero(scores.limit == "")
    waiting = sorted(eligible.tolist(), key=lambda row: (-int(scores.total[row]), ids[row]))
    favoured = [
        row
        for row in waiting
        if scores.newcomer[row] and scores.terms["coverage"][row] >= policy.newcomer_coverage
    ]
    chosen: list[int] = []
    taken: set[int] = set()
    while len(chosen) < policy.ranking_items and len(taken) < len(waiting):
        place = len(chosen) % policy.newcomer_block
        in_block = chosen[len(chosen) - place :]
        owed = policy.newcomer_places - sum(row in favoured for row in in_block)
        left = policy.newcomer_block - place
        queue = favoured if owed >= left and any(row not in taken for row in favoured) else waiting
        row = next(row for row in queue if row not in taken)
        chosen.append(row)
        taken.add(row)
    return chosen


def explained(row: int, scores: Scores, project: Terms, index: Index, policy: MatchingPolicy) -> RankedItem:
    """Return the candidate of this row with the terms of its score and what would raise it most."""
    return RankedItem(
        talent_id=index.candidates.ids[row],
        score=int(scores.total[row]) / POINTS,
        terms={name: int(points[row]) / POINTS for name, points in scores.points.items()},
        newcomer=bool(scores.newcomer[row]),
        counterfactual=_counterfactual(row, scores, project, index, policy),
    )


def _counterfactual(
    row: int, scores: Scores, project: Terms, index: Index, policy: MatchingPolicy
) -> Counterfactual | None:
    gains = []
    for need, weight in zip(project.skills, skill_weights(project.skills, policy), strict=True):
        held = float(index.candidates.levels(need.name)[row])
        covered = float(scores.terms["coverage"][row]) + weight * (1 - min(1.0, held / need.level))
        near = float(scores.terms["text"][row])
        if not held:
            near += _nearer_with(need, index.candidates.profiles[row], project)
        after = in_points(np.array([policy.weights.coverage * covered, policy.weights.text * near])).sum()
        before = scores.points["coverage"][row] + scores.points["text"][row]
        gains.append(Counterfactual(skill=need.name, level=need.level, adds=int(after - before) / POINTS))
    best = max(gains, key=lambda gain: gain.adds, default=None)
    return best if best is not None and best.adds > 0 else None


def _nearer_with(need: SkillNeed, profile: TalentProfileUpdated, project: Terms) -> float:
    """Return how much the text term rises with a skill that the profile does not name yet."""
    wanted = query(project)
    names = [skill.name for skill in profile.skills]
    before = text.vector(names, profile.categories) @ wanted
    after = text.vector([*names, need.name], profile.categories) @ wanted
    return float(after - before) / 2
