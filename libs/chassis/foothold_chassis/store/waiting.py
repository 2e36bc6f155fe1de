"""Waiting for an event that is still on its way: a request reads again until it has arrived, within a bound."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from foothold_chassis.errors import NotYet

T = TypeVar("T")

ARRIVAL_WAIT_SECONDS = 2.0
ARRIVAL_POLL_SECONDS = 0.025


async def wait_for(
    find: Callable[[], Awaitable[T | None]], ready: Callable[[T], bool], *, seconds: float, otherwise: str
) -> T:
    """Return what `find` returns, as soon as that exists and is `ready`. It is looked for at least once.

    Raises:
        NotYet: it did not, within `seconds`; `otherwise` is its sentence.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while True:
        found = await find()
        if found is not None and ready(found):
            return found
        if loop.time() >= until:
            raise NotYet(otherwise)
        await asyncio.sleep(ARRIVAL_POLL_SECONDS)
