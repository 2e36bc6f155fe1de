"""The formula (docs/domain.md, "matching"): the hard limits first, then a weighted sum of named terms in [0, 1]."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from foothold_events.catalog import SkillNeed, Terms
from foothold_matching.policy import MatchingPolicy
from foothold_matching.ranking import text
from foothold_matching.ranking.candidates import Candidates, Floats, utc_offset
from foothold_matching.ranking.index import Index
from foothold_matching.weeks import spread

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Scores:
    """For every candidate: each term in [0, 1] before weighting, the score, and the first hard limit met (or '')."""

    terms: dict[str, Floats]
    score: Floats
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
        "availability": np.minimum(1, capacity / (policy.slack * project.hours)),
        "text": (1 + candidates.text_cosine(query(project))) / 2,
        "reliability": np.full(len(candidates), policy.prior_reliability),
        "pay": pay(project, candidates),
        "exposure": 1 / np.sqrt(1 + index.impressions(now)),
        "timezone": 1 - np.minimum(gap, 24 - gap) / 12,
    }
    total = np.sum([getattr(policy.weights, name) * values for name, values in terms.items()], axis=0)
    return Scores(
        terms=terms,
        score=np.clip(total, 0, 1),
        limit=limits(project, candidates, capacity),
        newcomer=index.finished() < policy.newcomer_below,
    )


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
    return np.array([wanted.lower() not in map(str.lower, values) for values in lists], dtype=bool)
