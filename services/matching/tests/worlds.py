"""Matching's own stores on a MongoDB in memory: several processes at once, and a crash wherever one is wanted."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from pydantic import SecretStr

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.errors import FootholdError
from foothold_chassis.store import Database, Store
from foothold_chassis.testing import MemoryMongo, StoppedClock
from foothold_events.envelope import Event
from foothold_events.schemas import BY_TYPE
from foothold_matching.selection import Application, ProjectDesk, Selection, TalentDesk
from foothold_matching.wakes import application_due

from .offers import NOW, POLICY

MORE_THAN_THERE_ARE = 10_000


class Crashed(Exception):
    """The process died; what it had committed is there."""


class Commits:
    """Stands in the place of the publisher: it publishes nothing, so that the outboxes keep every event.

    `crash_after` that many more commits, the process that makes the last one dies.
    """

    def __init__(self) -> None:
        self.crash_after: int | None = None

    def acked(self, *_of: object) -> int:
        return 0

    def submit(self, *_committed: object, **_of_whom: object) -> None:
        if self.crash_after is None:
            return
        self.crash_after -= 1
        if self.crash_after == 0:
            self.crash_after = None
            raise Crashed


class Process:
    """One process of matching. It shares nothing with the others but the database."""

    def __init__(self, server: MemoryMongo, clock: StoppedClock, commits: Commits) -> None:
        self.database = Database(SecretStr("mongodb://memory"), "matching")
        self.database.use(server)
        self.applications = Store(Application, self.database, commits, clock)
        self.talent_desks = Store(TalentDesk, self.database, commits, clock)
        self.project_desks = Store(ProjectDesk, self.database, commits, clock)
        self.selection = Selection(self.applications, self.talent_desks, self.project_desks, POLICY)


class World:
    """A database with one process on it, and as many more as are begun, all at one time."""

    def __init__(self, now: datetime = NOW) -> None:
        self.clock = StoppedClock(now)
        self.commits = Commits()
        self._server = Gated()
        self._process = self.begin_process()
        self.applications = self._process.applications
        self.talent_desks = self._process.talent_desks
        self.project_desks = self._process.project_desks
        self.selection = self._process.selection

    def begin_process(self) -> Process:
        return Process(self._server, self.clock, self.commits)

    async def put(self, *aggregates: Aggregate) -> None:
        """Commit these as they are, without events."""
        for aggregate in aggregates:
            store = self._store_of(type(aggregate))
            await store.create(aggregate.id, lambda _now, made=aggregate: (made, []))

    def _store_of(self, kind: type[Aggregate]) -> Store[Any]:
        stores = (self.applications, self.talent_desks, self.project_desks)
        return next(store for store in stores if store.name == kind.__name__)

    async def all(self, store: Store[Any]) -> list:
        return await store.find(limit=MORE_THAN_THERE_ARE)

    async def events(self, store: Store[Any]) -> list[Event]:
        """Return all that was told of these aggregates, in the order of their ids."""
        found = await store.collection.find({}, {"outbox": 1}, sort=[("_id", 1)], limit=MORE_THAN_THERE_ARE)
        pending = [event for document in found for event in document["outbox"]]
        return [BY_TYPE[event["type"]].model_validate_json(event["data"]) for event in pending]

    async def wake_all(self, time: timedelta, *, step: timedelta = timedelta(seconds=1)) -> None:
        """Move the time on, and wake each application in a new process when it is due."""
        process = self.begin_process()
        until = self.clock.now() + time
        while self.clock.now() < until:
            self.clock.advance(step)
            for application in await self.all(self.applications):
                wake = application.next_wake()
                if wake is not None and wake <= self.clock.now():
                    await application_due(application, process.applications, process.selection)


RUNNING: ContextVar["Run | None"] = ContextVar("running", default=None)


class Gated(MemoryMongo):
    """A server at which each call of a `Run` waits until the test lets that run continue."""

    async def answer(self, act: Callable[[], Any]) -> Any:
        if (run := RUNNING.get()) is not None:
            await run.wait_for_its_turn()
        return await super().answer(act)


class Run:
    """A request that goes on from one call of MongoDB to the next when the test says so, or dies there."""

    def __init__(self, request: Coroutine[Any, Any, Any]) -> None:
        self._stands_still = asyncio.Event()
        self._turns = asyncio.Semaphore(0)
        self._task = asyncio.create_task(self._go(request))

    async def _go(self, request: Coroutine[Any, Any, Any]) -> None:
        RUNNING.set(self)
        with suppress(FootholdError):
            await request

    async def wait_for_its_turn(self) -> None:
        self._stands_still.set()
        await self._turns.acquire()

    async def advance(self) -> None:
        """Allow one more call, and return when the run stands before the next. One that has ended stays so."""
        await self._until_it_stands_still()
        self._stands_still.clear()
        self._turns.release()
        await self._until_it_stands_still()

    async def die(self) -> None:
        await self._until_it_stands_still()
        self._task.cancel()
        await asyncio.wait({self._task})

    async def _until_it_stands_still(self) -> None:
        standing = asyncio.create_task(self._stands_still.wait())
        await asyncio.wait({self._task, standing}, return_when=asyncio.FIRST_COMPLETED)
        standing.cancel()
        if self._task.done() and not self._task.cancelled():
            self._task.result()
