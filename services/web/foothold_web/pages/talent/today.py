"""What home shows a talent beside the turns: the weeks ahead, money on its way, and offers that fit."""

import asyncio
from dataclasses import dataclass
from typing import NamedTuple

from foothold_web.gateway import calls
from foothold_web.gateway.views import Application, Contract, Profile, Project
from foothold_web.gateway.views import Page as Items
from foothold_web.pages.parts import Part, part
from foothold_web.pages.talent.payouts import OnItsWay, on_its_way
from foothold_web.pages.talent.place import Standing, place_of
from foothold_web.pages.talent.weeks import Week, weeks_of
from foothold_web.ui.terms import Piece
from foothold_web.visiting import Visitor

LOOKED_AT = 4
"""Newest projects for which the API is asked where the talent would stand."""

OFFERED = 3
PROMISED = frozenset({"drafted", "executed", "active"})
ASKED = frozenset({"submitted", "selecting"})


class Offer(NamedTuple):
    """An open project in which the talent meets every limit. `reason` is the term that it fills best."""

    project: Project
    standing: Standing
    reason: Piece


@dataclass(frozen=True, slots=True)
class Today:
    profile: Part[Profile]
    weeks: list[Week]
    on_its_way: list[OnItsWay]
    offers: list[Offer]
    is_away: bool

    @property
    def has_hours(self) -> bool:
        return any(week.promised or week.asked for week in self.weeks)


async def today(
    visitor: Visitor,
    contracts: Part[Items[Contract]],
    applications: Part[Items[Application]],
    applied_for: list[Project],
) -> Today:
    """Return the day of a talent. `applied_for` are the projects of the applications that are open."""
    profile, newest = await asyncio.gather(
        part(visitor.call(calls.MY_PROFILE)),
        part(visitor.call(calls.PROJECTS, query={"limit": "12"})),
    )
    own = contracts().items if contracts else []
    asked = (
        {each.project_id for each in applications().items if each.status in ASKED} if applications else set()
    )
    taken = {each.project_id for each in applications().items} if applications else set()
    open_to = [each for each in newest().items if each.project_id not in taken] if newest and profile else []
    return Today(
        profile=profile,
        weeks=weeks_of(
            [each.terms for each in own if each.status in PROMISED],
            [each for each in applied_for if each.project_id in asked],
            profile().hours_per_week if profile else None,
            visitor.now.date(),
        ),
        on_its_way=on_its_way(own),
        offers=await offers_of(visitor, open_to[:LOOKED_AT]),
        is_away=profile.is_away or newest.is_away,
    )


async def offers_of(visitor: Visitor, projects: list[Project]) -> list[Offer]:
    """Return the projects that fit, the best score first."""
    found = await asyncio.gather(*(place_of(visitor, each.project_id) for each in projects))
    offers = [
        Offer(project, standing, _best(standing.score.pieces))
        for project, standing in zip(projects, found, strict=True)
        if standing.score is not None and standing.score.pieces and standing.limit is None
    ]
    return sorted(offers, key=lambda offer: -(offer.standing.place.score if offer.standing.place else 0))[
        :OFFERED
    ]


def _best(pieces: tuple[Piece, ...]) -> Piece:
    return max(pieces, key=lambda piece: (piece.points / piece.weight if piece.weight else 0, piece.weight))
