"""Every state of the project, entered at `NOW`: how long each waits is `until` less `NOW`."""

from collections.abc import Callable, Mapping

from foothold_catalog.project import Project

from . import offers
from .offers import NOW

__all__ = ["FINAL", "MOMENTS", "NOW", "STATES", "WAIT_FOR_OTHERS"]

STATES: Mapping[str, Callable[[], Project]] = {
    "project, draft": offers.draft,
    "project, published": offers.published,
    "project, published and partly taken": offers.partly_taken,
    "project, filled": offers.filled,
    "project, reopened": offers.reopened,
    "project, closed": offers.closed,
    "project, cancelled as a draft": offers.cancelled_draft,
    "project, cancelled while partly taken": offers.cancelled_while_partly_taken,
    "project, expired": offers.expired,
    "project, expired while partly taken": offers.expired_while_partly_taken,
}

MOMENTS = {"a contract for each opening": "00:00 UTC of its start day"}
"""Waits that end at a moment of the calendar: their length says nothing."""

FINAL = frozenset(
    {
        "project, closed",
        "project, cancelled as a draft",
        "project, cancelled while partly taken",
        "project, expired",
        "project, expired while partly taken",
    }
)
"""States in which nobody is waited for."""

WAIT_FOR_OTHERS: Mapping[str, str] = {
    "project, draft": "nobody but its author knows of it, so nobody waits",
    "project, filled": "contracts ends it, when each contract of it has ended",
}
"""States without a wait of their own, and what ends each."""
