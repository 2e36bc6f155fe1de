"""The projects and the talents of the market: the same each time, except for the dates."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from foothold_devstack.demo.client import Json

COMPANIES = ("Alder Analytics", "Birch & Sons", "Cedar Health")
INSTITUTION = "Lakeside College"
TALENTS = 40
AFFILIATED = 8
"""How many of the talents the institution vouches for."""

FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("data", ("SQL", "Python", "spreadsheets")),
    ("writing", ("copywriting", "editing", "social-media")),
    ("web", ("HTML", "CSS", "JavaScript")),
    ("design", ("Figma", "illustration", "layout")),
    ("research", ("interviews", "statistics", "market-research")),
    ("languages", ("translation", "subtitles", "proofreading")),
)
TIMEZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "Europe/London")
OPENINGS = (1, 2, 1, 3, 1, 2, 2, 1, 3, 1, 2, 1)
"""The openings of each project; there are as many projects as numbers."""

CENTS = 100
SEED = 2026


@dataclass(frozen=True, slots=True)
class Offer:
    """A project that company number `company` offers, in the field of `category`."""

    company: int
    category: str
    openings: int
    body: Json


def offers(today: date) -> list[Offer]:
    """Return the projects, ready to be drafted except for the id of their organization."""
    dice = random.Random(SEED)  # noqa: S311 - the same market each time, no secret
    return [_offer(n, openings, today, dice) for n, openings in enumerate(OPENINGS)]


def _offer(n: int, openings: int, today: date, dice: random.Random) -> Offer:
    category, skills = FIELDS[n % len(FIELDS)]
    hours = dice.choice((8, 10, 12, 15))
    starts_on = today + timedelta(days=dice.randint(5, 9))
    body = {
        "title": f"A {category} task of {hours} hours",
        "brief": f"We need a person who is good at {skills[0]} and knows some {skills[1]}.",
        "category": category,
        "objectives": [f"Practise {skills[0]} on real material", "See how our team works"],
        "milestones": [
            {"title": "Plan", "acceptance_criteria": "One page that says what will be done", "share": 2_500},
            {"title": "Result", "acceptance_criteria": "The work, as the plan says", "share": 7_500},
        ],
        "skills": [
            {"name": skills[0], "need": "must", "level": 3},
            {"name": skills[1], "need": "nice", "level": 3},
            {"name": skills[2], "need": "nice", "level": 2},
        ],
        "languages": ["en"],
        "jurisdiction": "US",
        "timezone": dice.choice(TIMEZONES[:2]),
        "hours": hours,
        "starts_on": starts_on.isoformat(),
        "deadline": (starts_on + timedelta(days=dice.randint(12, 20))).isoformat(),
        "pay": {"amount": hours * dice.randint(24, 38) * CENTS, "currency": "USD"},
        "openings": openings,
        "clauses": ["nda", "ip-assignment"],
    }
    return Offer(n % len(COMPANIES), category, openings, body)


def profiles(today: date) -> list[Json]:
    """Return the talents' profiles; each knows one field well and another a little."""
    dice = random.Random(SEED)  # noqa: S311 - the same market each time, no secret
    return [_profile(n, today, dice) for n in range(TALENTS)]


def _profile(n: int, today: date, dice: random.Random) -> Json:
    category, skills = FIELDS[n % len(FIELDS)]
    _, other = FIELDS[(n + 1) % len(FIELDS)]
    return {
        "skills": [
            {"name": skills[0], "level": dice.randint(3, 5)},
            {"name": skills[1], "level": dice.randint(1, 5)},
            {"name": dice.choice(other), "level": dice.randint(1, 2)},
        ],
        "languages": ["en"],
        "timezone": dice.choice(TIMEZONES),
        "country": "US",
        "hours_per_week": dice.choice((8, 10, 15, 20)),
        "available_from": today.isoformat(),
        "least_hourly_pay": {"amount": dice.randint(20, 26) * CENTS, "currency": "USD"},
        "work_authorizations": ["US"],
        "categories": [category],
    }
