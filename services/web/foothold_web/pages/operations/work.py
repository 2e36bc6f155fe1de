"""What is stuck: the waits and the backlogs of every service, side by side."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from fastapi import APIRouter, Response

from foothold_web.gateway import calls
from foothold_web.gateway.views import OpenWait, Work
from foothold_web.pages.operations.console import OfSystem, of_each, tabs
from foothold_web.pages.parts import NAMES, Part
from foothold_web.ui.rendering import Pages

NEXT_SHOWN = 20
"""The waits that end next; those that are over are all shown."""


class Waiting(NamedTuple):
    """A wait, its service, and the time by that service's clock."""

    service: str
    wait: OpenWait
    now: datetime

    @property
    def is_over(self) -> bool:
        return self.wait.until <= self.now


def routes(pages: Pages) -> APIRouter:
    router = APIRouter(prefix="/work")

    @router.get("")
    async def stuck(visitor: OfSystem) -> Response:
        found = await of_each(visitor, calls.WORK)
        waiting = waits(found)
        return pages.show(
            visitor,
            "operations/work.html",
            tabs=tabs(visitor),
            services=[(service, NAMES[service], work) for service, work in found.items()],
            overdue=[each for each in waiting if each.is_over],
            soon=[each for each in waiting if not each.is_over][:NEXT_SHOWN],
            is_whole=all(found.values()),
        )

    return router


def waits(found: Mapping[str, Part[Work]]) -> list[Waiting]:
    """Return the waits of all services that answered, the longest over first."""
    waiting = [
        Waiting(service, wait, work().now) for service, work in found.items() if work for wait in work().waits
    ]
    return sorted(waiting, key=lambda each: (each.wait.until, each.wait.id))
