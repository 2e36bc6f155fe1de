"""Ending what runs in the background."""

import asyncio
from typing import Any

AGAIN_SECONDS = 0.5


async def end(*tasks: asyncio.Task[Any] | None) -> None:
    """Cancel these and wait until they have ended; what one of them raised, this raises.

    A task is cancelled again after a while: on Python 3.11 `asyncio.wait_for`, which the drivers use, loses a
    cancellation that comes just as what it waits for is done [CPython gh-86296], and a loop would go on for ever.
    """
    begun = {task for task in tasks if task is not None}
    left = begun
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=AGAIN_SECONDS)
    for task in begun:
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error
