"""The strength of a profile: what is there, what is missing, and what each gap costs, in words."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from foothold_web.gateway.views import Profile
from foothold_web.ui.terms import TERMS
from foothold_web.ui.words import later as _n


class Check(NamedTuple):
    """`cost` is what it costs that this is missing, `points` what it is worth in a score at most, if anything."""

    title: str
    is_there: bool
    cost: str
    points: float
    href: str


class Strength(NamedTuple):
    there: list[Check]
    gaps: list[Check]

    @property
    def number(self) -> int:
        return len(self.there) + len(self.gaps)


FORM = "/profile/edit"
CHECKS: tuple[tuple[str, Callable[[Profile, date], bool], str, str, str], ...] = (
    (
        _n("Skills with their levels"),
        lambda profile, _today: bool(profile.skills),
        _n(
            "Without a skill that a project needs you are left out of it. Skills are the largest part of a score."
        ),
        "coverage",
        "skills-0-name",
    ),
    (
        _n("A country in which you may work"),
        lambda profile, _today: bool(profile.work_authorizations),
        _n("Every project names the country whose law holds. Without one you are left out of all of them."),
        "",
        "work_authorizations",
    ),
    (
        _n("Free time that lies ahead"),
        lambda profile, today: profile.available_until is None or profile.available_until >= today,
        _n(
            "Your free time is over. Without free hours before its deadline you are left out of each project."
        ),
        "availability",
        "available_until",
    ),
    (
        _n("The languages you work in"),
        lambda profile, _today: bool(profile.languages),
        _n("You are left out of every project that asks for a language."),
        "",
        "languages",
    ),
    (
        _n("Kinds of work you like"),
        lambda profile, _today: bool(profile.categories),
        _n("They are compared with the brief. Without them only your skills are."),
        "text",
        "categories",
    ),
)
PAYEE = (
    _n("An account to be paid on"),
    _n("You can work, but your pay has nowhere to go. We try again for 30 days."),
    "/payouts/payee",
)


def strength_of(profile: Profile, *, has_payee: bool, today: date) -> Strength:
    """Return what stands in this profile and what does not; the account to be paid on counts too."""
    checks = [
        Check(title, is_there(profile, today), cost, TERMS[term][1] if term else 0.0, f"{FORM}#f-{field}")
        for title, is_there, cost, term, field in CHECKS
    ]
    title, cost, href = PAYEE
    checks.append(Check(title, has_payee, cost, 0.0, href))
    return Strength(
        [check for check in checks if check.is_there], [check for check in checks if not check.is_there]
    )
