"""The term bar: a score as the sum of its terms."""

from collections.abc import Mapping
from typing import NamedTuple

from foothold_web.ui.words import later as _n

TERMS = {
    "coverage": (_n("Skills that the project asks for"), 0.45),
    "availability": (_n("Free hours before the deadline"), 0.12),
    "text": (_n("What you say about yourself, beside the brief"), 0.12),
    "reliability": (_n("What you finished, and on time"), 0.09),
    "pay": (_n("Pay beside what you want"), 0.08),
    "exposure": (_n("How seldom you were shown lately"), 0.08),
    "timezone": (_n("Hours of the day in common"), 0.06),
}
"""The label of each term and its weight."""


class Piece(NamedTuple):
    number: int
    label: str
    points: float
    weight: float
    start: float
    median: float | None = None


class Score(NamedTuple):
    pieces: tuple[Piece, ...]
    total: float

    @property
    def has_medians(self) -> bool:
        return any(piece.median is not None for piece in self.pieces)


def score_of(points: Mapping[str, float], total: float, medians: Mapping[str, float] | None = None) -> Score:
    """Return the pieces of a score side by side; a term that this version does not know stands under its own name."""
    pieces, start = [], 0.0
    for number, (term, value) in enumerate(points.items(), start=1):
        label, weight = TERMS.get(term, (term, 0.0))
        pieces.append(Piece(number, label, value, weight, round(start, 6), (medians or {}).get(term)))
        start += value
    return Score(tuple(pieces), total)
