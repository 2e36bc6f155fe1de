"""Development only: a service's clock that an operator call moves forward.

The offset lies in the service's database, so that all its processes follow.
"""

from contextlib import suppress
from datetime import timedelta

from foothold_chassis.causes import Command
from foothold_chassis.clock import ShiftedClock
from foothold_chassis.process.loops import Loop
from foothold_chassis.store.mongo import Database, DuplicateKey

FOLLOW_SECONDS = 1.0


class TimeMachine:
    def __init__(self, database: Database, clock: ShiftedClock) -> None:
        self._database = database
        self._collection = database.collection("clock")
        self._seen: object | None = None
        self._clock = clock
        self._loop = Loop(
            self._follow_writes, every=FOLLOW_SECONDS, failed="clock_failed", postponed="clock_postponed"
        )

    async def advance(self, seconds: int, command: Command) -> None:
        """Move the clock forward, once for a command; this process follows at once, the others within a second."""
        not_moved = {"_id": "clock", "moved_by": {"$ne": command.id}}
        move = {"$inc": {"seconds": seconds}, "$set": {"moved_by": command.id}}
        with suppress(DuplicateKey):  # this command has moved it
            await self._collection.update_one(not_moved, move, upsert=True)
        await self.follow()

    async def _follow_writes(self) -> None:
        write = self._database.last_write
        if write is None or write != self._seen:
            await self.follow()
            self._seen = write

    async def follow(self) -> None:
        found = await self._collection.find_one({"_id": "clock"})
        self._clock.offset = timedelta(seconds=found["seconds"] if found else 0)

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()
