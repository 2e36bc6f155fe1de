"""The background loop: it repeats a round until it is stopped, and no error ends it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from foothold_chassis.errors import Unavailable
from foothold_chassis.process.background import cancel

log = structlog.get_logger()


class Loop:
    """Repeats `round` in the background: the first time at once, then `every` seconds after the last round ended.

    An error of a round is logged, and the next round comes as usual: nobody calls a loop, so what it does would
    otherwise never be done again. `failed` is the name of that log line. `postponed` is the name of a warning instead
    where something needed is away, which a loop expects; without it `Unavailable` is an error as any other.
    """

    def __init__(
        self,
        round: Callable[[], Awaitable[object]],
        *,
        every: float,
        failed: str,
        postponed: str | None = None,
    ) -> None:
        self.is_ending = False
        self._round = round
        self._every = every
        self._failed = failed
        self._postponed = postponed
        self._nudged = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin, and return at once."""
        self._task = asyncio.create_task(self._repeat())

    def nudge(self) -> None:
        """Begin the next round now. A nudge in the middle of a round begins another one when it ends."""
        self._nudged.set()

    async def stop(self) -> None:
        """Cancel the loop, in the middle of a round as well."""
        await cancel(self._task)

    async def finish(self, seconds: float) -> None:
        """Begin no further round, and let the present one end. After `seconds` it is cancelled.

        A long round looks at `is_ending` to end early.
        """
        self.is_ending = True
        self._nudged.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=seconds)
            await cancel(self._task)

    async def _repeat(self) -> None:
        while not self.is_ending:
            self._nudged.clear()  # before the round: it may miss what a later nudge is about
            await self._run()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._every):
                    await self._nudged.wait()

    async def _run(self) -> None:
        try:
            await self._round()
        except Exception as error:
            if self._postponed is not None and isinstance(error, Unavailable):
                log.warning(self._postponed, reason=error.detail)
            else:
                log.exception(self._failed)
