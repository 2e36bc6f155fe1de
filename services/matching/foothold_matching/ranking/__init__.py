"""Who fits a project and why: the ranking, the formula of its scores, and the index of candidates in memory."""

from foothold_matching.ranking.index import FOLLOWED, Index
from foothold_matching.ranking.place import Place
from foothold_matching.ranking.ranking import RankedItem, Ranking, Refusal

__all__ = ["FOLLOWED", "Index", "Place", "RankedItem", "Ranking", "Refusal"]
