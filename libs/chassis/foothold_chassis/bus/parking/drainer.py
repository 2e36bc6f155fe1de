"""The drainer: the loop that tries parked subjects again."""

from foothold_chassis.bus.parking.parking import Parking
from foothold_chassis.bus.parking.records import Handle
from foothold_chassis.process.loops import Loop
from foothold_chassis.process.rest import LastWrite, Rest, unknown

POLL_SECONDS = 1.0


class Drainer:
    """Tries parked subjects again. It runs in every worker; each subject is drained by one worker at a time.

    A new worker may have new code, so its first round brings all their tries forward.
    """

    def __init__(self, parking: Parking, handle: Handle, *, last_write: LastWrite = unknown) -> None:
        self._parking = parking
        self._handle = handle
        self._rest = Rest(last_write, parking.clock)
        self._loop = Loop(
            self._drain_all, every=POLL_SECONDS, failed="draining_failed", postponed="draining_postponed"
        )

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()

    async def _drain_all(self) -> None:
        if self._rest.holds:
            return
        before = self._rest.mark()
        while (document := await self._parking.claim()) is not None:
            await self._parking.drain(document, self._handle)
        await self._rest.after(before, self._parking.next_try)
