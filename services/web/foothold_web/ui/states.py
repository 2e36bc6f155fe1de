"""The words, icon and colour of each state of the API's objects. A state is never shown by colour alone."""

from typing import NamedTuple

from foothold_web.ui.words import later as _n
from foothold_web.ui.words import translated


class Shown(NamedTuple):
    words: str
    icon: str
    tone: str
    """`good`, `warn`, `bad`, `time`, `money`, `accent`, or nothing."""


STATES: dict[str, dict[str, tuple[str, str, str]]] = {
    "project": {
        "draft": (_n("Draft"), "pen-line", ""),
        "published": (_n("Open"), "circle", "accent"),
        "filled": (_n("Filled"), "users", "time"),
        "closed": (_n("Finished"), "circle-check", "good"),
        "cancelled": (_n("Cancelled"), "ban", "bad"),
        "expired": (_n("Expired"), "clock", "warn"),
    },
    "application": {
        "submitted": (_n("With the company"), "hourglass", "time"),
        "selecting": (_n("Being selected"), "refresh-cw", "time"),
        "selected": (_n("Selected"), "circle-check", "good"),
        "refused": (_n("Not possible"), "ban", "bad"),
        "withdrawn": (_n("Withdrawn"), "ban", ""),
        "lapsed": (_n("Lapsed"), "clock", "warn"),
    },
    "contract": {
        "drafted": (_n("To be signed"), "pen-line", "accent"),
        "executed": (_n("Signed, money on its way"), "banknote", "money"),
        "active": (_n("In progress"), "briefcase", "accent"),
        "submitted": (_n("Under review"), "hourglass", "time"),
        "completed": (_n("Accepted, payment on its way"), "banknote", "money"),
        "closed": (_n("Paid"), "circle-check", "good"),
        "cancelled": (_n("Cancelled"), "ban", "bad"),
        "lapsed": (_n("Lapsed"), "clock", "warn"),
    },
    "escrow": {
        "requested": (_n("Being charged"), "refresh-cw", "time"),
        "declined": (_n("Declined"), "triangle-alert", "bad"),
        "funded": (_n("Held"), "lock", "money"),
        "settling": (_n("Being settled"), "refresh-cw", "time"),
        "settled": (_n("Settled"), "circle-check", "good"),
        "lapsed": (_n("Not charged"), "clock", "warn"),
    },
    "payout": {
        "initiated": (_n("On its way"), "refresh-cw", "time"),
        "settled": (_n("Paid"), "circle-check", "good"),
        "blocked": (_n("Blocked: we are on it"), "triangle-alert", "bad"),
    },
    "affiliation": {
        "requested": (_n("Asked"), "hourglass", "time"),
        "confirmed": (_n("Confirmed"), "circle-check", "good"),
        "lapsed": (_n("Lapsed"), "clock", "warn"),
    },
    "organization": {
        "registered": (_n("Waiting for verification"), "hourglass", "time"),
        "verified": (_n("Verified"), "shield-check", "good"),
    },
}


def state(kind: str, status: str) -> Shown:
    """Return how a state is shown; one that this version does not know shows as its code."""
    words, icon, tone = STATES[kind].get(status, (status, "circle", ""))
    return Shown(translated(words), icon, tone)
