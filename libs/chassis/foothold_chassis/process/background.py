"""Stop background tasks."""

import asyncio
from typing import Any

AGAIN_SECONDS = 0.5


async def cancel(*tasks: asyncio.Task[Any] | None) -> None:
    """Cancel these tasks, and wait until they have ended in whatever way.

    A task is cancelled again after a while: on Python 3.11 `asyncio.wait_for`, which the drivers use, loses a
    cancellation that comes just as its call ends [CPython gh-86296], and a loop would go on for ever.
    """
    left = {task for task in tasks if task is not None}
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=AGAIN_SECONDS)
