"""The hard limits of a ranking in words."""

from collections.abc import Mapping
from typing import NamedTuple

from foothold_web.ui.words import later as _n
from foothold_web.ui.words import translated

LIMITS = {
    "must_skill": _n("lacks a skill that is needed"),
    "no_capacity": _n("has too few free hours before the last day"),
    "language": _n("does not speak the languages"),
    "work_authorization": _n("may not work in this country"),
}


class LeftOut(NamedTuple):
    words: str
    talents: int


def in_words(limit: str) -> str:
    """Return why a talent was left out, in the reader's language, with the skill of `must_skill:SQL`."""
    kind, _, skill = limit.partition(":")
    words = translated(LIMITS[kind]) if kind in LIMITS else kind
    return f"{words} ({skill})" if skill else words


def counted(left_out: Mapping[str, int]) -> list[LeftOut]:
    """Return how many were left out by which limit, the most first; a limit that nobody met is left out."""
    most_first = sorted(left_out.items(), key=lambda each: (-each[1], each[0]))
    return [LeftOut(LIMITS.get(limit, limit), count) for limit, count in most_first if count]
