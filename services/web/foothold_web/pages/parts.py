"""Parts of a page that are fetched side by side. One that is away does not take the others with it."""

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from foothold_web.gateway import Away, Refused
from foothold_web.ui.words import later as _n

NAMES = {
    "catalog": _n("the list of projects"),
    "contracts": _n("the contracts"),
    "gateway": _n("the way to all services"),
    "identity": _n("the accounts and organizations"),
    "matching": _n("the applications"),
    "payouts": _n("the money"),
}
"""What a reader calls each service."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """What was fetched. Without it, `is_away` says that it may come back, otherwise there is none."""

    value: T | None = None
    is_away: bool = False

    def __bool__(self) -> bool:
        return self.value is not None

    def __call__(self) -> T:
        """Return what was fetched; only if it is there."""
        assert self.value is not None  # noqa: S101 - the page asks first
        return self.value


async def part(call: Awaitable[T]) -> Part[T]:
    """Fetch a part of a page.

    Raises:
        LoggedOut: nobody is logged in any more.
    """
    try:
        return Part(await call)
    except Away:
        return Part(is_away=True)
    except Refused:
        return Part()


async def side_by_side(*calls: Awaitable[Part[T]]) -> list[Part[T]]:
    """Fetch several parts concurrently."""
    return list(await asyncio.gather(*calls))


def away_parts(fetched: Mapping[str, Part[Any]]) -> list[str]:
    """Return the names of the services that do not answer at this moment."""
    return [NAMES[service] for service, found in fetched.items() if found.is_away]
