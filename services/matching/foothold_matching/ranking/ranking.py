"""The ranking: who fits a project best and why, and who cannot do it. It is recorded as it was made."""

from datetime import datetime
from typing import Self

import numpy as np
from pydantic import AwareDatetime, BaseModel, ConfigDict

from foothold_chassis.aggregate import Aggregate
from foothold_events.catalog import SkillNeed, Terms
from foothold_events.envelope import Event
from foothold_events.identity import TalentProfileUpdated
from foothold_events.matching import RankedTalent, RankingProduced
from foothold_matching.policy import MatchingPolicy
from foothold_matching.ranking import text
from foothold_matching.ranking.index import Index
from foothold_matching.ranking.scoring import Scores, query, score, skill_weights
from foothold_matching.selection.project_desk import ProjectDesk  # not the face: the process is not pure


class Counterfactual(BaseModel):
    """The one skill that would raise the score most: at `level` it adds `adds` to the score."""

    model_config = ConfigDict(frozen=True)

    skill: str
    level: int
    adds: float


class RankedItem(BaseModel):
    """`terms` are weighted, and their sum is `score`."""

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
        ranking = cls(
            id=id,
            project_id=desk.project_id,
            organization_id=desk.organization_id,
            policy_version=policy.version,
            candidates=len(ids),
            items=[_item(row, scores, desk.terms, index, policy) for row in places(scores, ids, policy)],
            refused=[
                Refusal(talent_id=ids[row], limit=str(scores.limit[row]))
                for row in sorted(np.flatnonzero(scores.limit != "").tolist(), key=ids.__getitem__)[
                    : policy.refusals_named
                ]
            ],
            made_at=now,
        )
        produced = RankingProduced(
            ranking_id=id,
            project_id=desk.project_id,
            organization_id=desk.organization_id,
            policy_version=policy.version,
            candidates=len(ids),
            items=[
                RankedTalent(
                    talent_id=item.talent_id, score=item.score, terms=item.terms, newcomer=item.newcomer
                )
                for item in ranking.items
            ],
        )
        return ranking, [produced]


def places(scores: Scores, ids: list[str], policy: MatchingPolicy) -> list[int]:
    """Return the rows in order: by score, ties by id. Two of every ten places are kept for able newcomers."""
    eligible = np.flatnonzero(scores.limit == "")
    waiting = sorted(eligible.tolist(), key=lambda row: (-round(float(scores.score[row]), 9), ids[row]))
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


def _item(row: int, scores: Scores, project: Terms, index: Index, policy: MatchingPolicy) -> RankedItem:
    terms = {
        name: float(getattr(policy.weights, name) * values[row]) for name, values in scores.terms.items()
    }
    return RankedItem(
        talent_id=index.candidates.ids[row],
        score=min(1.0, sum(terms.values())),
        terms=terms,
        newcomer=bool(scores.newcomer[row]),
        counterfactual=_counterfactual(row, project, index, policy),
    )


def _counterfactual(row: int, project: Terms, index: Index, policy: MatchingPolicy) -> Counterfactual | None:
    gains = []
    for need, weight in zip(project.skills, skill_weights(project.skills, policy), strict=True):
        held = float(index.candidates.levels(need.name)[row])
        adds = policy.weights.coverage * weight * (1 - min(1.0, held / need.level))
        if not held:
            adds += policy.weights.text * _nearer_with(need, index.candidates.profiles[row], project)
        gains.append(Counterfactual(skill=need.name, level=need.level, adds=adds))
    best = max(gains, key=lambda gain: gain.adds, default=None)
    return best if best is not None and best.adds > 0 else None


def _nearer_with(need: SkillNeed, profile: TalentProfileUpdated, project: Terms) -> float:
    """Return how much the text term rises with a skill that the profile does not name yet."""
    wanted = query(project)
    names = [skill.name for skill in profile.skills]
    before = text.vector(names, profile.categories) @ wanted
    after = text.vector([*names, need.name], profile.categories) @ wanted
    return float(after - before) / 2
