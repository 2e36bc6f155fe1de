"""The style guide: each component in each of its states. Tests look at the same page."""

from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Response

from foothold_web.access import Anyone
from foothold_web.forms import Choice, Day, Email, Filled, Form, Paragraphs, Price, Secret, Text, Tick
from foothold_web.forms.form import REQUIRED
from foothold_web.gateway.views import Project
from foothold_web.pages.samples import FEE, PAY, POINTS, sample
from foothold_web.pages.turns import Turn
from foothold_web.ui import money
from foothold_web.ui.rendering import Pages
from foothold_web.ui.seal import Signature
from foothold_web.ui.states import STATES
from foothold_web.ui.terms import score_of

STORIES = ("parts", "turn", "live", "money", "terms", "seal", "forms", "projects")
"""One file in templates/stories for each file in templates/components."""

FORM = Form(
    (
        Text(name="title", label="Title", hint="One line."),
        Email(name="email", label="Email"),
        Secret(name="password", label="Password"),
        Paragraphs(name="brief", label="Brief", optional=True),
        Price(name="pay.amount", label="Pay", width="short"),
        Text(name="pay.currency", label="Currency", width="short"),
        Day(name="starts_on", label="Begins on", width="medium"),
        Choice(name="kind", label="Kind", choices=(("one", "One"), ("two", "Two"))),
        Choice(name="many", label="One of many", choices=tuple((str(n), f"Number {n}") for n in range(9))),
        Tick(name="agreed", label="I have read it"),
    )
)


def routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get("/styleguide")
    async def styleguide(visitor: Anyone) -> Response:
        return pages.show(visitor, "stories/styleguide.html", stories=STORIES, **content(visitor.now))

    return router


def content(now: datetime) -> dict[str, Any]:
    """Return what the stories show."""
    return {
        "sample": sample(now),
        "turns": turns(now),
        "beside_others": score_of(POINTS, sample(now).score.total, dict.fromkeys(POINTS, 0.05)),
        "steps": money.before_work(PAY),
        "fee": FEE,
        "blank": FORM.blank(),
        "wrong": wrong(),
        "states": {kind: tuple(states) for kind, states in STATES.items()},
        "signatures": [Signature("Talent", now - timedelta(hours=3)), Signature("Company", None)],
        "hash": "sha256:" + "3f9a" * 16,
        "projects": [project(now, "Clean a customer list"), project(now, LONG)],
    }


LONG = (
    "Donaudampfschifffahrtsgesellschaftskapitänskajütenreinigungsplan und alles, was sonst noch dazu gehört "
    * 2
)


ACCEPTED = "The work counts as accepted, and the talent is paid."
LAPSES = "The contract lapses. The opening and the hours are free again, and nobody owes anything."


def turns(now: datetime) -> list[Turn]:
    """Return a card for each form that it has: mine, mine soon, theirs, and without an end."""
    return [
        _turn("Read and sign the contract", LAPSES, now + timedelta(days=4), action="Read and sign"),
        _turn("Review what was handed in", ACCEPTED, now + timedelta(hours=5), action="Review"),
        _turn("The company reviews your work", ACCEPTED, now + timedelta(days=2)),
        _turn(LONG, action="Look at it"),
    ]


def _turn(title: str, then: str = "", until: datetime | None = None, action: str = "") -> Turn:
    return Turn(
        title=title,
        about="Clean a customer list",
        href="/projects",
        mine=bool(action),
        icon="pen-line" if action else "hourglass",
        until=until,
        then=then,
        action=action,
    )


def wrong() -> Filled:
    """Return the form with something wrong in most of its fields."""
    filled = FORM.read({"title": ["<b>bold</b>"], "pay.amount": ["ten"], "starts_on": ["soon"]})
    return Filled(filled.form, filled.typed, {**filled.errors, "title": REQUIRED})


def project(now: datetime, title: str) -> Project:
    return Project.model_validate(
        {
            "project_id": "prj_1",
            "organization_id": "org_1",
            "status": "published",
            "version": 1,
            "terms_hash": None,
            "free_openings": 1,
            "open_until": now,
            "created_at": now,
            "published_at": now,
            "title": title,
            "brief": "4,000 rows; each customer should stand in it once.",
            "category": "data",
            "objectives": [],
            "milestones": [],
            "languages": [],
            "jurisdiction": "US",
            "skills": [
                {"name": "SQL", "need": "must", "level": 3},
                {"name": "Excel", "need": "nice", "level": 2},
            ],
            "timezone": "America/New_York",
            "hours": 10,
            "starts_on": now.date(),
            "deadline": (now + timedelta(days=14)).date(),
            "pay": PAY,
            "openings": 1,
            "clauses": [],
        }
    )
