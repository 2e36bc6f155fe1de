"""One document, one write.

An aggregate is one MongoDB document (documents.py). A command is one atomic write of it: the new state, the events that
it caused, the marks of answered causes and the next deadline, guarded by `version`. Because only such a write adds to
an outbox, a writer knows what the document holds after its commit without reading it back (ADR 0001).
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.causes import Cause, Command
from foothold_chassis.clock import Clock
from foothold_chassis.errors import NotFound, StoreUnavailable
from foothold_chassis.store.backlog import DUE, IN_PHASE, UNPUBLISHED, in_phase
from foothold_chassis.store.cursor import PAGE, by_cursor
from foothold_chassis.store.documents import Commit, Loaded, Part, by_id, by_state, collection_name
from foothold_chassis.store.frozen import Frozen
from foothold_chassis.store.marks import has_mark
from foothold_chassis.store.mongo import Database, Document, DuplicateKey
from foothold_chassis.store.outbox import Publisher
from foothold_chassis.store.recent import Recent
from foothold_chassis.store.traces import span_of, trace_of_events
from foothold_chassis.store.waiting import ARRIVAL_WAIT_SECONDS, wait_for
from foothold_chassis.telemetry import metrics
from foothold_events.envelope import Event

A = TypeVar("A", bound=Aggregate)

Decide = Callable[[A, datetime], list[Event]]
"""A function of the aggregate and the time (UTC) that changes the aggregate and returns the caused events."""

Build = Callable[[datetime], tuple[A, list[Event]]]
"""A function of the time (UTC) that returns the aggregate and its first events."""

MAX_TRIES = 50
JITTER_SECONDS = 0.02
REMEMBERED_DOCUMENTS = 1_000


class Store(Generic[A]):
    """The aggregates of one type. Everything it returns was read or written durably by a majority.

    It does not count: a limit that is counted first and written then does not hold for calls at the same time. A limit
    lies in one document, or is a fixed set of ids, each of one document.
    """

    def __init__(
        self,
        aggregate: type[A],
        database: Database,
        publisher: Publisher,
        clock: Clock,
        *,
        name: str | None = None,
        indexes: Sequence[str] = (),
        epoch: int = 0,
        frozen: Frozen | None = None,
    ) -> None:
        self.collection = database.collection(name or collection_name(aggregate))
        self.on_due: Callable[[], None] = lambda: None
        self.patience = ARRIVAL_WAIT_SECONDS
        self.name = aggregate.__name__
        self._aggregate = aggregate
        self._publisher = publisher
        self._clock = clock
        self._indexes = indexes
        self._epoch = epoch
        self._frozen = frozen
        self._recent: Recent[str, Loaded] = Recent(REMEMBERED_DOCUMENTS)
        # serialises the changes of one id in this process: 64 concurrent ones would exhaust their tries
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def ensure_indexes(self) -> None:
        for field in self._indexes:
            await self.collection.create_index([(f"state.{field}", 1), ("_id", 1)])
        for backlog in (IN_PHASE, DUE, UNPUBLISHED):
            await backlog.ensure_index(self.collection)

    async def get(self, id: str, *, part: Part | None = None) -> A:
        """Return an aggregate as it was last committed. With a `part`, one without it is as good as missing.

        Raises:
            NotFound: none has this id.
        """
        found = await self._find_one(id, part)
        if found is None:
            raise self._missing(id)
        return found

    async def _find_one(self, id: str, part: Part | None = None, cause: Cause | None = None) -> A | None:
        document = await self.collection.find_one(by_id(id, part), {"state": 1, "command_marks": 1})
        if document is None:
            await self.must_not_be_frozen(id, part)
            return None
        if isinstance(cause, Command):
            has_mark(document["command_marks"], cause)
        return self.read(document)

    async def must_not_be_frozen(self, id: str, part: Part | None = None) -> None:
        """Raise `DocumentFrozen` if a restore has put this document back behind its own events."""
        if self._frozen is not None:
            await self._frozen.check(id, part)

    async def find(
        self, where: Mapping[str, object] | None = None, *, after: str | None = None, limit: int = 50
    ) -> list[A]:
        """Return at most `limit` aggregates whose state has these values, ordered by id, after the id `after`."""
        found = await self.collection.find(by_state(where, after), {"state": 1}, limit=limit)
        return [self.read(document) for document in found]

    def each(self, where: Mapping[str, object] | None = None) -> AsyncIterator[A]:
        """Iterate over all whose state has these values, by id: none comes twice, however the loop changes them."""
        return by_cursor(lambda after: self.find(where, after=after, limit=PAGE), lambda found: found.id)

    async def among(self, ids: Collection[str]) -> dict[str, A]:
        """Return the aggregates with these ids, as they were last committed; missing ones are left out."""
        if not ids:
            return {}
        found = await self.collection.find({"_id": {"$in": list(ids)}}, {"state": 1}, limit=len(ids))
        return {document["_id"]: self.read(document) for document in found}

    async def in_phase(self, phase: str, *, at_most: int) -> tuple[int, datetime | None]:
        """Count the aggregates in this phase, up to `at_most`; return also since when (UTC) the oldest is in it."""
        return await IN_PHASE.depth(self.collection, in_phase(phase), at_most=at_most)

    async def wait_for(
        self, id: str, ready: Callable[[A], bool] = lambda _: True, *, part: Part | None = None
    ) -> A:
        """Return an aggregate as soon as it exists (with this `part`) and is `ready`: its event may be on its way.

        Raises:
            NotYet: it did not, within `patience` seconds.
        """
        missing = f"{self.name} {id} is not here, or not that far yet."
        return await wait_for(
            lambda: self._find_one(id, part), ready, seconds=self.patience, otherwise=missing
        )

    async def create(self, id: str, build: Build[A], cause: Cause | None = None) -> A:
        """Commit a new aggregate with its first events. If one exists already, return it and do nothing.

        Raises:
            Invalid: the cause has a key that was used for it with another body.
        """
        with span_of("create", self.name, id):
            if (found := await self._find_one(id, cause=cause)) is not None:
                return found
            now = self._clock.now()
            aggregate, events = build(now)
            blank = Loaded(id, {})
            if await self._write(blank, self._commit(blank, aggregate, events, cause, now)):
                return aggregate
        return await self.create(
            id, build, cause
        )  # another was faster; documents are never deleted, so it is there

    async def change(
        self, id: str, decide: Decide[A], cause: Cause | None = None, *, create: Callable[[], A] | None = None
    ) -> A:
        """Run one command on one aggregate: one atomic write, or none at all if `decide` raises.

        The deadlines that have passed come first. A cause that was answered before changes nothing. After a concurrent
        change it decides again on the newer state. The answer waits for the commit, not for Kafka.

        Raises:
            Invalid: the cause has a key that was used for it with another body.
            NotFound: none has this id, and there is no `create` to begin one.
            OutboxFull: Kafka has been away too long for this aggregate.
            AmbiguousCommit: the outcome is unknown; the same call again finds out.
            StoreUnavailable: MongoDB is away, or other writers were faster at every try.
            DocumentFrozen: a restore has put it back behind its own events.
        """
        await self.must_not_be_frozen(id)
        async with self._locks.setdefault(id, asyncio.Lock()):
            with span_of("change", self.name, id):
                return await self._change(id, decide, cause, create)

    async def _change(
        self, id: str, decide: Decide[A], cause: Cause | None, create: Callable[[], A] | None
    ) -> A:
        remembered = self._recent.pop(id)
        if remembered is not None and (found := await self._change_remembered(remembered, decide, cause)):
            return found
        for _ in range(MAX_TRIES):
            loaded = Loaded(id, await self.collection.find_one({"_id": id}) or {})
            if loaded.version and cause is not None and loaded.has_answered(cause):
                return self.read(loaded.document)
            commit = self._decide(loaded, decide, cause, create)
            if await self._write(loaded, commit):
                return commit.aggregate
            await asyncio.sleep(random.uniform(0, JITTER_SECONDS))  # noqa: S311 - jitter
        raise StoreUnavailable(f"{id} could not be changed in {MAX_TRIES} tries; try again.")

    async def numbers_of(self, ids: Collection[str]) -> dict[str, int]:
        """Return how many events each of these aggregates has caused; missing ones are left out."""
        found = await self.collection.find({"_id": {"$in": list(ids)}}, {"n": 1}, limit=len(ids))
        return {document["_id"]: document["n"] for document in found}

    async def stop_waking(self, id: str, n: int) -> None:
        """Take the next wake from an aggregate that is behind its event `n`, until it has caught up."""
        behind = {"_id": id, "n": {"$lt": n}}
        await self.collection.update_one(behind, {"$set": {"wake_at": None}, "$inc": {"version": 1}})

    async def catch_up(self, id: str, n: int, retell: Callable[[A | None], Awaitable[A | None]]) -> bool:
        """Write what `retell` returns of the aggregate (or of None, if it is missing) as its state after its event `n`.

        It causes no event, since the stream has them all. If `retell` returns None, nothing is written. Return whether
        the aggregate is not behind any more, also because another replica was faster.
        """
        async with self._locks.setdefault(id, asyncio.Lock()):
            for _ in range(MAX_TRIES):
                self._recent.pop(id)
                loaded = Loaded(id, await self.collection.find_one({"_id": id}) or {})
                if loaded.document.get("n", 0) >= n:
                    return True
                aggregate = await retell(self.read(loaded.document) if loaded.version else None)
                if aggregate is None:
                    return False
                commit = self._commit(loaded, aggregate, [], None, self._clock.now()).told_up_to(n)
                if await self._write(loaded, commit):
                    return True
        raise StoreUnavailable(f"{id} could not catch up in {MAX_TRIES} tries; try again.")

    async def _change_remembered(self, recent: Loaded, decide: Decide[A], cause: Cause | None) -> A | None:
        """Decide on this process's last commit, without reading the document again.

        Only a write proves that the state was still current (its version guards it), so anything but a successful write
        is no answer: `change` then reads the document, and decides again.
        """
        if cause is not None and recent.has_answered(cause):
            return None
        try:
            commit = self._decide(recent, decide, cause, None)
        except Exception:  # noqa: BLE001 - decided again on what is really there, and raised there
            return None
        if commit.is_empty or not await self._write(recent, commit):
            return None
        return commit.aggregate

    def _decide(
        self, loaded: Loaded, decide: Decide[A], cause: Cause | None, create: Callable[[], A] | None
    ) -> Commit[A]:
        if loaded.version:
            aggregate = self.read(loaded.document)
        elif create is not None:
            aggregate = create()
        else:
            raise self._missing(loaded.id)
        now = self._clock.now()
        events = [*aggregate.due(now), *decide(aggregate, now)]
        return self._commit(loaded, aggregate, events, cause, now)

    def _commit(
        self, loaded: Loaded, aggregate: A, events: list[Event], cause: Cause | None, now: datetime
    ) -> Commit[A]:
        acked = self._publisher.acked(self.collection, loaded.id)
        trace = trace_of_events(self.name, loaded, cause) if events or not loaded.version else None
        return Commit.of(
            loaded, aggregate, events, cause, now=now, epoch=self._epoch, acked=acked, trace=trace
        )

    async def _write(self, loaded: Loaded, commit: Commit[A]) -> bool:
        """Make the one write; return whether it succeeded (or nothing had to be written)."""
        if commit.is_empty:
            return True
        with metrics.COMMIT.labels(self.name).time():
            if not await self._try_to_write(loaded, commit):
                metrics.CONFLICTS.labels(self.name).inc()
                return False
        self._recent.put(loaded.id, Loaded(loaded.id, commit.document))
        written_before = loaded.document.get("n", 0)
        self._publisher.submit(self.collection, loaded.id, commit.pending, after=written_before)
        if commit.wake_at is not None and commit.wake_at <= self._clock.now():
            self.on_due()
        return True

    async def _try_to_write(self, loaded: Loaded, commit: Commit[A]) -> bool:
        """Write, and return whether the document still had the version that was decided on."""
        if loaded.version:
            guarded = {"_id": loaded.id, "version": loaded.version}
            return await self.collection.update_one(guarded, commit.update())
        try:
            await self.collection.insert_one({"_id": loaded.id, **commit.document})
        except DuplicateKey:
            return False
        return True

    def read(self, document: Document) -> A:
        """Return the aggregate of a document."""
        return self._aggregate.model_validate(document["state"])

    def _missing(self, id: str) -> NotFound:
        return NotFound(f"There is no {self.name} {id}.")
