"""Every state of every aggregate of matching, entered at `NOW`: how long each waits is `until` less `NOW`."""

from collections.abc import Callable, Mapping

from foothold_chassis.aggregate import Aggregate
from foothold_matching.ranking import Index, Ranking

from . import offers
from .offers import NOW, POLICY

__all__ = ["FINAL", "NOW", "STATES", "WAIT_FOR_OTHERS"]


def ranking() -> Ranking:
    made, _ = Ranking.produce("rnk_1", offers.project_desk(), Index(POLICY), POLICY, NOW)
    return made


STATES: Mapping[str, Callable[[], Aggregate]] = {
    "ranking, produced": ranking,
    "application, submitted": offers.submitted,
    "application, selecting": offers.selecting,
    "application, selected": offers.selected,
    "application, refused": offers.refused,
    "application, refused and released": offers.refused_and_told,
    "application, withdrawn": offers.withdrawn,
    "application, lapsed": offers.lapsed,
    "application, lapsed with its project": offers.lapsed_with_its_project,
    "talent desk, blank": offers.blank_talent_desk,
    "talent desk, free": offers.talent_desk,
    "talent desk, holding": offers.talent_desk_holding,
    "talent desk, without room": offers.talent_desk_without_room,
    "talent desk, released": offers.talent_desk_released,
    "project desk, open": offers.project_desk,
    "project desk, ended": offers.ended_project_desk,
    "project desk, holding": offers.project_desk_holding,
    "project desk, taken by another": offers.project_desk_taken_by_another,
    "project desk, released": offers.project_desk_released,
}

FINAL = frozenset(
    {
        "ranking, produced",
        "application, selected",
        "application, refused and released",
        "application, withdrawn",
        "application, lapsed",
        "application, lapsed with its project",
        "talent desk, blank",
        "talent desk, free",
        "talent desk, without room",
        "talent desk, released",
        "project desk, ended",
        "project desk, released",
    }
)
"""States in which nobody is waited for."""

OF_THE_PROJECT = "catalog ends it: the project is filled and closes, expires, or is cancelled"
WAIT_FOR_OTHERS: Mapping[str, str] = {
    "talent desk, holding": "the application ends it if it is refused; else contracts does, when the contract ends",
    "project desk, open": OF_THE_PROJECT,
    "project desk, holding": OF_THE_PROJECT,
    "project desk, taken by another": OF_THE_PROJECT,
}
"""States without a wait of their own, and what ends each."""
