"""The parts of a service, as its `app.py` declares them. `runner.py` starts and stops them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import update_wrapper
from typing import Any, TypeVar, TypeVarTuple

from fastapi import APIRouter, FastAPI

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.bus.parking import Parking
from foothold_chassis.bus.producer import Producer
from foothold_chassis.bus.reactions import Reaction, Reactions
from foothold_chassis.bus.reader import Reader
from foothold_chassis.clock import ShiftedClock, SystemClock
from foothold_chassis.ops import gauges
from foothold_chassis.ops.actions import ActionLog
from foothold_chassis.ops.gauges import Measure
from foothold_chassis.ops.health import DatabaseWatch
from foothold_chassis.ops.timemachine import TimeMachine
from foothold_chassis.process.components import Indexed
from foothold_chassis.settings import ServiceSettings
from foothold_chassis.store.frozen import Frozen
from foothold_chassis.store.keys import Keys
from foothold_chassis.store.mongo import Database
from foothold_chassis.store.outbox import Publisher
from foothold_chassis.store.projections import Projection
from foothold_chassis.store.retelling import Erase, Past, Recovery, Retelling, Retold
from foothold_chassis.store.store import Store
from foothold_chassis.store.wakes import Waker
from foothold_chassis.web import keyring
from foothold_chassis.web.keyring import Keyring
from foothold_chassis.web.limiting import Limits
from foothold_events.envelope import Envelope, Event

A = TypeVar("A", bound=Aggregate)
E = TypeVar("E", bound=Event)
Ts = TypeVarTuple("Ts")


class Service:
    """The parts of one service. Each method declares one; nothing is connected or started here.

    If a service `faces_the_public`, no caller decides about its traces.
    """

    def __init__(self, name: str, settings: ServiceSettings, *, faces_the_public: bool = False) -> None:
        self.name = name
        self.faces_the_public = faces_the_public
        self.settings = settings
        self.clock = ShiftedClock(SystemClock())
        self.database = Database(
            settings.mongo_uri, f"{settings.database_prefix}_{name}", settings.mongo_driver
        )
        self.keyring = Keyring(self.database)
        self.producer = Producer(settings.kafka, self.group)
        self.publisher = Publisher(self.producer, self.clock)
        self.watch = DatabaseWatch(self.database)
        self.machine = TimeMachine(self.database, self.clock)
        self.parking = Parking(self.database, self.clock)
        self.frozen = Frozen(self.database, self.clock, settings.epoch)
        self.keys = Keys(self.database, self.clock)
        self.actions = ActionLog(self.database, self.clock)
        self.stores: list[Store[Any]] = []
        self.retellings: list[Retelling[Any]] = []
        self.indexed: list[Indexed] = [self.parking, self.frozen, self.keys]
        self.reactions: list[Reaction] = []
        self.readers: list[Reader] = []
        self.wakers: list[Waker[Any]] = []
        self.routers: list[APIRouter] = []
        self.site: FastAPI | None = None
        self.limits: Limits | None = None
        self.measures: list[Measure] = [gauges.of_parking(self.parking, self.clock)]
        self.start_hooks: list[Callable[[], Awaitable[None]]] = []
        self.leave_hooks: list[Callable[[], Awaitable[None]]] = []
        self.stop_hooks: list[Callable[[], Awaitable[None]]] = []
        self.follow(keyring.EVENTS, self.keyring.apply)

    def store(
        self,
        aggregate: type[A],
        *,
        indexes: Sequence[str] = (),
        tells: Sequence[type[Event]] = (),
        erase: Erase[A] | None = None,
    ) -> Store[A]:
        """Declare a store for the aggregates of one type; `indexes` are the fields of the state that queries use, and
        `tells` the types of the events that they cause. If these go to a compacted topic, `erase` is what a null value
        on it means."""
        store = Store(
            aggregate,
            self.database,
            self.publisher,
            self.clock,
            indexes=indexes,
            epoch=self.settings.epoch,
            frozen=self.frozen if self.was_restored else None,
        )
        if tells:
            assert erase or not any(event.ERASES for event in tells), "a null value on its topic erases"  # noqa: S101
            by_type = {event.TYPE: event for event in tells}
            self.retellings.append(Retelling(store, tells[0].topic(), by_type, erase=erase))
        self.stores.append(store)
        self.measures.append(gauges.of_store(store, self.clock))
        self.indexed.append(store)
        return store

    def retell(
        self,
        store: Store[A],
        handler: Callable[[Past[A], *Ts], Awaitable[Retold[A] | None]],
        *dependencies: *Ts,
    ) -> None:
        """Catch up by `handler(past, *dependencies)` what is behind its own events after a restore. It returns the
        aggregate as its events tell of it, or None if they tell too little."""

        async def handle(past: Past[A]) -> Retold[A] | None:
            return await handler(past, *dependencies)

        self.retellings = [
            replace(retelling, retell=handle) if retelling.store is store else retelling
            for retelling in self.retellings
        ]

    @property
    def was_restored(self) -> bool:
        """Return whether the database was put back to an earlier moment at some time: the epoch is raised."""
        return self.settings.epoch > 0

    @property
    def recovery(self) -> Recovery:
        return Recovery(self.frozen, self.retellings)

    def projection(self, name: str, *, indexes: Sequence[str] = ()) -> Projection:
        """Declare a projection: a read model that reactions keep up to date."""
        rows = Projection(self.database, name, indexes=indexes)
        self.indexed.append(rows)
        return rows

    def index(self, part: Indexed) -> None:
        """Make the indexes of a part that is neither a store nor a projection."""
        self.indexed.append(part)

    def react(
        self, event: type[E], handler: Callable[[Envelope[E], *Ts], Awaitable[None]], *dependencies: *Ts
    ) -> None:
        """Call `handler(envelope, *dependencies)` for every event of this type, each with effect once."""

        async def handle(envelope: Envelope[Any]) -> None:
            await handler(envelope, *dependencies)

        update_wrapper(handle, handler)  # docs/events.md names it
        self.reactions.append(Reaction(event, handle))

    def follow(
        self,
        events: Sequence[type[Event]],
        handler: Callable[[Envelope[Any]], Awaitable[None]],
        *,
        from_now: bool = False,
    ) -> None:
        """Pass every event of these types to a handler that keeps them in this process's memory: from the first on, or
        those that come after its start."""
        self.readers.append(Reader(self.settings.kafka, events, handler, from_now=from_now))

    def wake(
        self,
        store: Store[A],
        handler: Callable[[A, *Ts], Awaitable[None]] | None = None,
        *dependencies: *Ts,
    ) -> None:
        """Wake the aggregates of a store when their `next_wake` has come.

        `Aggregate.due` ends the waits that are over. A wake with I/O needs a `handler(aggregate, *dependencies)`.
        """

        async def handle(aggregate: A) -> None:
            assert handler is not None  # noqa: S101 - passed only if there is one
            await handler(aggregate, *dependencies)

        self.wakers.append(
            Waker(
                store,
                self.clock,
                handle if handler else None,
                may_wake=lambda: self.watch.clock_agrees,
                last_write=lambda: self.database.last_write,
            )
        )

    def measure(self, measure: Measure) -> None:
        """Declare a measure: every worker sets its gauges at intervals."""
        self.measures.append(measure)

    def expose(self, router: APIRouter) -> None:
        """Serve these routes."""
        self.routers.append(router)

    def mount(self, site: FastAPI) -> None:
        """Serve this app at each path that no route answers. It has errors and headers of its own."""
        self.site = site

    def limit(self, limits: Limits) -> None:
        """Count every call by these limits, whatever it asks for; health is at the internal port, and not counted."""
        self.limits = limits

    @property
    def consumes(self) -> list[str]:
        """The topics that its consumer group reads."""
        return Reactions(self.reactions).topics

    @property
    def follows(self) -> list[str]:
        """The topics that every replica reads, without a group."""
        return sorted({topic for reader in self.readers for topic in reader.topics})

    @property
    def produces(self) -> str:
        """The prefix of the topics that it writes."""
        return f"foothold.{self.name}."

    @property
    def group(self) -> str:
        return f"{self.settings.group_prefix}.{self.name}"

    def on_start(self, hook: Callable[[], Awaitable[None]]) -> None:
        """Call this hook at each start, once the database answers; call it again if the database is away just then."""
        self.start_hooks.append(hook)

    def on_leave(self, hook: Callable[[], Awaitable[None]]) -> None:
        """Call this hook when the shutdown begins, before requests are drained: it ends what would go on for long."""
        self.leave_hooks.append(hook)

    def on_stop(self, hook: Callable[[], Awaitable[None]]) -> None:
        """Call this hook at the shutdown, once no request is being answered any more."""
        self.stop_hooks.append(hook)
