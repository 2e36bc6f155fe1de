"""The formula (docs/domain.md, "matching"): the hard limits first, then a weighted sum of named terms in [0, 1].

Each weighted term is rounded to points, hundredths of a score. So the terms that are shown add up to the score that is
shown, the order follows from them, and nobody computes from them what a profile says (coarse.py).
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from foothold_events.catalog import SkillNeed, Terms
from foothold_events.sets import same
from foothold_matching.policy import MatchingPolicy
from foothold_matching.ranking import text
from foothold_matching.ranking.candidates import Candidates
from foothold_matching.ranking.coarse import Floats, at_least, utc_offset
from foothold_matching.ranking.index import Index
from foothold_matching.weeks import spread

Flags = NDArray[np.bool_]
Points = NDArray[np.int64]

POINTS = 100
"""The points of a whole score."""


@dataclass(frozen=True, slots=True)
class Scores:
    """For every candidate: each term in [0, 1] before weighting and in points after it, the sum of the points, and the
    first hard limit met (or '')."""

    terms: dict[str, Floats]
    points: dict[str, Points]
    total: Points
    limit: NDArray[np.str_]
    newcomer: Flags


def score(project: Terms, index: Index, policy: MatchingPolicy, now: datetime) -> Scores:
    """Return the scores of all candidates of the index for this project at `now`."""
    candidates = index.candidates
    weeks = spread(project.hours, project.starts_on, project.deadline)
    days = candidates.days_available(max(project.starts_on, now.date()), project.deadline)
    capacity = index.capacity(weeks, days)
    # offsets of -11 and +14 are 25 hours apart, but only one hour on the clock
    gap = np.abs(candidates.utc_offsets(now) - utc_offset(project.timezone, now)) % 24
    terms = {
        "coverage": coverage(project.skills, candidates, policy),
        "availability": np.minimum(1, at_least(capacity) / (policy.slack * project.hours)),
        "text": (1 + candidates.text_cosine(query(project))) / 2,
        "reliability": np.full(len(candidates), policy.prior_reliability),
        "pay": pay(project, candidates),
        "exposure": 1 / np.sqrt(1 + index.impressions(now)),
        "timezone": 1 - np.minimum(gap, 24 - gap) / 12,
    }
    points = {name: in_points(getattr(policy.weights, name) * values) for name, values in terms.items()}
    return Scores(
        terms=terms,
        points=points,
        total=np.minimum(POINTS, np.sum(list(points.values()), axis=0)),
        limit=limits(project, candidates, capacity),
        newcomer=index.finished() < policy.newcomer_below,
    )


def in_points(weighted: Floats) -> Points:
    """Round weighted terms to points, half up. The first rounding takes away the noise of single precision."""
    return np.floor(np.round(weighted * POINTS, 4) + 0.5).astype(np.int64)


def query(project: Terms) -> text.Vector:
    """Return the vector that the text of each candidate is compared with."""
    return text.vector((need.name for need in project.skills), [project.category], project.brief)


def coverage(needs: list[SkillNeed], candidates: Candidates, policy: MatchingPolicy) -> Floats:
    """Return Σ wᵢ · min(1, levelᵢ / needᵢ), with the weights of must and nice normalised; 1 if nothing is needed."""
    if not needs:
        return np.ones(len(candidates))
    weights = skill_weights(needs, policy)
    parts = [
        weight * np.minimum(1, candidates.levels(need.name) / need.level)
        for need, weight in zip(needs, weights, strict=True)
    ]
    covered: Floats = np.sum(parts, axis=0)
    return covered


def skill_weights(needs: list[SkillNeed], policy: MatchingPolicy) -> list[float]:
    """Return the weight of each need; they sum to 1."""
    raw = [policy.must_weight if need.need == "must" else policy.nice_weight for need in needs]
    return [weight / sum(raw) for weight in raw]


def pay(project: Terms, candidates: Candidates) -> Floats:
    """Return min(1, pay per hour / least wanted). Another currency cannot be compared and counts half."""
    per_hour = project.pay.amount / project.hours
    same = np.array(
        [p.least_hourly_pay.currency == project.pay.currency for p in candidates.profiles], dtype=bool
    )
    return np.where(same, np.minimum(1, per_hour / np.maximum(candidates.least_pay, 1)), 0.5)


def limits(project: Terms, candidates: Candidates, capacity: Floats) -> NDArray[np.str_]:
    """Return the name of the first hard limit that each candidate meets; '' for none."""
    met = np.full(len(candidates), "", dtype="U80")

    def hit(flags: Flags, name: str) -> None:
        met[(met == "") & flags] = name

    for need in project.skills:
        if need.need == "must":
            hit(candidates.levels(need.name) == 0, f"must_skill:{need.name}")
    hit(capacity < project.hours, "no_capacity")
    for language in project.languages:
        hit(_lacks([profile.languages for profile in candidates.profiles], language), f"language:{language}")
    authorized = [profile.work_authorizations for profile in candidates.profiles]
    hit(_lacks(authorized, project.jurisdiction), f"work_authorization:{project.jurisdiction}")
    return met


def _lacks(lists: list[list[str]], wanted: str) -> Flags:
    return np.array([same(wanted) not in map(same, values) for values in lists], dtype=bool)
