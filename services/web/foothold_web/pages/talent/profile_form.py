"""The form of a profile: what it asks, in which order, and which fields stand together."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from babel import Locale

from foothold_events import zones
from foothold_events.iso import COUNTRIES, DECIMALS
from foothold_web.forms import Choice, Codes, Day, Field, Filled, Form, Links, Number, Price, Rows, Text
from foothold_web.ui import words
from foothold_web.ui.words import later as _n

MORE_SKILLS = 3
"""Empty lines below the skills that are known."""

MOST_SKILLS = 50
SETS = ("languages", "work_authorizations", "categories")
"""Lists that the API asks for; one that is left empty here is sent empty."""

LEVELS = (
    ("1", _n("1: I have begun to learn it")),
    ("2", _n("2: I do it with help")),
    ("3", _n("3: I do it alone")),
    ("4", _n("4: I do the hard cases")),
    ("5", _n("5: others learn it from me")),
)
SKILLS = Rows(
    name="skills",
    label=_n("Skills"),
    one=_n("Skill"),
    at_least=0,
    at_most=MOST_SKILLS,
    fields=(
        Text(name="name", label=_n("Skill")),
        Choice(name="level", label=_n("Level"), choices=LEVELS, as_number=True, as_list=True),
    ),
)
CAN = (
    Codes(
        name="languages",
        label=_n("Languages you work in"),
        hint=_n("Two letters each: en, de, es."),
        optional=True,
    ),
    Codes(
        name="categories",
        label=_n("Kinds of work you like"),
        hint=_n("Short words: data, design, research."),
        optional=True,
    ),
)
WHEN = (
    Number(
        name="hours_per_week",
        label=_n("Hours a week"),
        hint=_n("From 1 to 60. Nobody can book more than these."),
        width="short",
    ),
    Day(name="available_from", label=_n("Free from"), width="medium"),
    Day(
        name="available_until",
        label=_n("Free until"),
        hint=_n("Leave it empty if you do not know."),
        optional=True,
        width="medium",
    ),
    Links(
        name="blackout_dates",
        label=_n("Days on which you cannot work"),
        hint=_n("One a line, such as 2027-03-08. They take their share of the hours of that week."),
        optional=True,
    ),
)
OWN_WORDS = (
    Text(name="headline", label=_n("One line about you"), optional=True),
    Links(
        name="portfolio_links",
        label=_n("Links to your work"),
        hint=_n("One a line, with https://."),
        optional=True,
    ),
)


def profile_form(language: str) -> Form:
    """Return the form with countries by their names in the reader's language."""
    return Form((SKILLS, *CAN, *WHEN, *where(language), *pay(), *OWN_WORDS))


def where(language: str) -> tuple[Field, ...]:
    """Return what is asked about the place on the earth, and where the law lets the talent work."""
    return (
        Choice(
            name="timezone",
            label=_n("Your time zone"),
            choices=tuple((name, name) for name in sorted(zones.names())),
        ),
        Choice(
            name="country",
            label=_n("Country you live in"),
            choices=countries(language),
            autocomplete="country",
        ),
        Codes(
            name="work_authorizations",
            label=_n("Countries in which you may work"),
            hint=_n("Two letters each: US, DE. Every project names the country whose law holds."),
            upper=True,
            optional=True,
        ),
    )


def pay() -> tuple[Field, ...]:
    return (
        Price(name="least_hourly_pay.amount", label=_n("Least pay for an hour"), width="short"),
        Choice(
            name="least_hourly_pay.currency",
            label=_n("Currency"),
            choices=tuple((code, code) for code in sorted(DECIMALS)),
            width="short",
        ),
    )


def countries(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(words.tag(language)).territories
    return tuple(sorted(((code, str(names.get(code, code))) for code in COUNTRIES), key=lambda each: each[1]))


class Group(NamedTuple):
    """Fields under one heading; the fields of a line stand beside each other."""

    title: str
    lines: list[list[Field]]


def groups(filled: Filled) -> list[Group]:
    """Return the fields of the form under their headings."""
    by_name = {field.name: field for field in filled.fields()}
    rows = [SKILLS.row(index) for index in range(SKILLS.count(filled.typed))]

    def of(*fields: Field) -> list[list[Field]]:
        return [[by_name[field.name]] for field in fields]

    return [
        Group(_n("What you can do"), [*rows, *of(*CAN)]),
        Group(_n("When you are free"), of(*WHEN)),
        Group(
            _n("Where, and for how much"), [*of(*where(words.SOURCE)), [by_name[each.name] for each in pay()]]
        ),
        Group(_n("In your own words"), of(*OWN_WORDS)),
    ]


def with_more_skills(filled: Filled) -> Filled:
    """Return the form with empty lines below the skills; what was typed into it stays."""
    index = SKILLS.count(filled.typed) + MORE_SKILLS - 1
    typed = filled.typed | {f"skills.{min(index, MOST_SKILLS - 1)}.name": [""]}
    return Filled(filled.form, {**typed, **filled.typed}, filled.errors, filled.body, filled.general)


def with_skill(known: Mapping[str, Any], name: str, level: int) -> dict[str, Any]:
    """Return a profile with this skill at this level, as a suggestion that nobody has saved."""
    skills = list(known.get("skills", ()))
    others = [each for each in skills if each["name"].casefold() != name.casefold()]
    return {**known, "skills": [{"name": name, "level": level}, *others]}


def beginning(zone: str, today: date) -> dict[str, Any]:
    """Return what is known of a talent without a profile."""
    return {"timezone": zone, "available_from": today.isoformat()}


def as_the_api_wants_it(filled: Filled) -> Filled:
    """Return the form with an empty list where nothing was typed: the API takes the whole profile."""
    for name in SETS:
        filled.body.setdefault(name, [])
    return filled
