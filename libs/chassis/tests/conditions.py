"""Waits for what a background loop brings about."""

import asyncio
from collections.abc import Callable

SOON = 0.001
"""An interval that is over at once, in seconds."""

MOST_SECONDS = 2
"""How long a condition may take before the test that waits for it fails."""


async def until(holds: Callable[[], bool]) -> None:
    """Return once the condition holds.

    Raises:
        TimeoutError: it doesn't hold within `MOST_SECONDS`.
    """
    async with asyncio.timeout(MOST_SECONDS):
        while True:
            if holds():
                return
            await asyncio.sleep(SOON)
