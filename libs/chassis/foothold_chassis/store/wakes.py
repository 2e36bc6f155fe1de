"""Wakes: acting on deadlines without a request.

Every replica looks for documents whose `wake_at` has passed, and claims one by moving it to a short lease. A commit
writes the next `wake_at`. After a crash the lease ends and another replica goes on. A failed wake is tried again with
a growing backoff, and delays no other.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Generic, TypeVar

import structlog

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.backoff import backoff
from foothold_chassis.clock import Clock
from foothold_chassis.errors import StoreUnavailable
from foothold_chassis.process.background import cancel
from foothold_chassis.process.loops import Loop
from foothold_chassis.process.rest import LastWrite, Rest, unknown
from foothold_chassis.store.backlog import DUE, due
from foothold_chassis.store.mongo import Document
from foothold_chassis.store.store import Store
from foothold_chassis.telemetry import metrics, tracing

log = structlog.get_logger()

A = TypeVar("A", bound=Aggregate)

LEASE = timedelta(seconds=30)
POLL_SECONDS = 0.5
CONCURRENCY = 16
BACKOFF_FIRST = timedelta(seconds=1)
BACKOFF_MAX = timedelta(minutes=10)


class Waker(Generic[A]):
    """Wakes the aggregates of one store at their deadlines.

    Without a handler a wake is a change without a command: `Aggregate.due` acts. A handler is called
    with the aggregate, makes its outside call and commits the outcome. It may be called twice for the same wake, so
    its outside call has an idempotency key.
    """

    def __init__(
        self,
        store: Store[A],
        clock: Clock,
        handler: Callable[[A], Awaitable[None]] | None = None,
        *,
        may_wake: Callable[[], bool] = lambda: True,
        last_write: LastWrite = unknown,
    ) -> None:
        self._store = store
        self._clock = clock
        self._handler = handler or self._let_due_happen
        self._may_wake = may_wake
        self._rest = Rest(last_write, clock)
        self._running: set[asyncio.Task[Exception | None]] = set()
        self._loop = Loop(
            self._wake_all, every=POLL_SECONDS, failed="wakes_failed", postponed="wakes_postponed"
        )

    async def start(self) -> None:
        self._store.on_due = self._look_now
        await self._loop.start()

    def _look_now(self) -> None:
        self._rest.end()
        self._loop.nudge()

    async def stop(self, seconds: float) -> None:
        """Claim no more, and wait for the running wakes for at most `seconds`."""
        clock = asyncio.get_running_loop().time
        until = clock() + seconds
        # not cancelled while it claims: a claimed document would wait for the end of its lease
        await self._loop.finish(seconds)
        if self._running:
            await asyncio.wait(self._running, timeout=max(0.0, until - clock()))
        await cancel(*self._running)

    async def _wake_all(self) -> None:
        if self._rest.holds:
            return
        before = self._rest.mark()
        while not self._loop.is_ending and self._may_wake() and await self._wake_next():
            pass
        await self._rest.after(before, self._find_next)

    async def _find_next(self) -> datetime | None:
        """Return the earliest deadline."""
        return await DUE.first(self._store.collection)

    async def _wake_next(self) -> bool:
        if len(self._running) >= CONCURRENCY:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
        document = await self.claim()
        if document is None:
            return False
        task = asyncio.create_task(self.run(document))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return True

    async def claim(self) -> Document | None:
        """Claim the document that has been due for longest, for the length of a lease."""
        now = self._clock.now()
        return await self._store.collection.find_one_and_update(
            due(now),
            {"$set": {"wake_at": now + LEASE}, "$inc": {"wake_tries": 1}},
            sort=DUE.order,
            projection={"state": 1, "version": 1, "wake_tries": 1, "origin": 1, "trace": 1},
        )

    async def run(self, document: Document) -> Exception | None:
        """Wake one claimed document. A failure delays only its own next wake, and is returned."""
        failure: Exception | None = None
        with (
            tracing.span(f"wake {self._store.name}", within=tracing.parent(document.get("trace"))) as span,
            structlog.contextvars.bound_contextvars(
                subject=document["_id"], correlation_id=document.get("origin")
            ),
        ):
            try:
                await self._store.must_not_be_frozen(document["_id"])
                await self._handler(self._store.read(document))
            except Exception as error:
                failure = error
                tracing.failed(span, error)
                if not isinstance(error, StoreUnavailable):
                    log.exception("wake_failed", tries=document["wake_tries"])
                await self._postpone(document)
        metrics.WAKES.labels(self._store.name, "failed" if failure else "ok").inc()
        return failure

    async def _postpone(self, document: Document) -> None:
        later = backoff(document["wake_tries"], BACKOFF_FIRST, BACKOFF_MAX)
        with suppress(StoreUnavailable):  # then the lease ends the claim
            await self._store.collection.update_one(
                {"_id": document["_id"], "version": document["version"]},
                {"$set": {"wake_at": self._clock.now() + later}},
            )

    async def _let_due_happen(self, aggregate: A) -> None:
        await self._store.change(aggregate.id, lambda _aggregate, _now: [])
