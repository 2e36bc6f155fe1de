"""The talent's own place in a project: where it stands, why, and what would change it. Only the talent sees it."""

import asyncio
from dataclasses import dataclass
from typing import NamedTuple

from foothold_web.gateway import Away, Refused, calls
from foothold_web.gateway.views import Application, Place
from foothold_web.pages import paths
from foothold_web.pages.parts import part
from foothold_web.ui.terms import Score, score_of
from foothold_web.ui.words import later as _n
from foothold_web.visiting import Visitor

NEWEST = "100"
EDIT = "/profile/edit"


class Limit(NamedTuple):
    """A hard limit that leaves the talent out: why, and the page where that changes. `about` is what it names."""

    why: str
    about: str
    kind: str
    href: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a visitor stands to a project. `refusal` is why the API computes no place."""

    place: Place | None = None
    score: Score | None = None
    limit: Limit | None = None
    would_be: str = ""
    refusal: str = ""
    is_away: bool = False
    application: Application | None = None

    @property
    def may_apply(self) -> bool:
        return self.application is None and self.refusal not in {"own_project", "profile_missing"}


WHY = {
    "must_skill": _n("This project needs a skill that your profile does not name:"),
    "no_capacity": _n("You have fewer free hours before the deadline than this project takes."),
    "language": _n("This project needs a language that your profile does not name:"),
    "work_authorization": _n(
        "The law of a country holds in which your profile does not say that you may work:"
    ),
}
FIELDS = {
    "no_capacity": f"{EDIT}#f-hours_per_week",
    "language": f"{EDIT}#f-languages",
    "work_authorization": f"{EDIT}#f-work_authorizations",
}
LEVEL_TO_BEGIN_WITH = "1"


async def standing_of(visitor: Visitor, project_id: str) -> Standing | None:
    """Return how the visitor stands to this project; nothing for who is not logged in."""
    if visitor.session is None:
        return None
    place, applications = await asyncio.gather(
        place_of(visitor, project_id),
        part(visitor.call(calls.MY_APPLICATIONS, query={"limit": NEWEST})),
    )
    own = [each for each in applications().items if each.project_id == project_id] if applications else []
    return Standing(
        place=place.place,
        score=place.score,
        limit=place.limit,
        would_be=place.would_be,
        refusal=place.refusal,
        is_away=place.is_away,
        application=own[0] if own else None,
    )


async def place_of(visitor: Visitor, project_id: str) -> Standing:
    """Return the visitor's own place, or why there is none."""
    try:
        found = await visitor.call(calls.PLACE, project_id=project_id)
    except Away:
        return Standing(is_away=True)
    except Refused as refused:
        return Standing(refusal=refused.code)
    better = found.counterfactual
    return Standing(
        place=found,
        score=score_of(found.terms, found.score, found.medians),
        limit=limit_of(found.limit) if found.limit else None,
        would_be=paths.with_query(EDIT, skill=better.skill, level=str(better.level)) if better else "",
    )


def limit_of(code: str) -> Limit:
    """Return what a limit means; one that this version does not know shows as its code."""
    kind, _, about = code.partition(":")
    skill = paths.with_query(EDIT, skill=about, level=LEVEL_TO_BEGIN_WITH)
    return Limit(WHY.get(kind, code), about, kind, FIELDS.get(kind, skill))
