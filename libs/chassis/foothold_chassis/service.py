"""What a service is made of, as its `app.py` declares it. `runner.py` starts and stops it."""

from collections.abc import Awaitable, Callable, Sequence
from functools import update_wrapper
from typing import Any, TypeVar, TypeVarTuple

from fastapi import APIRouter

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.bus.parking import Parking
from foothold_chassis.bus.producer import Producer
from foothold_chassis.bus.reactions import Reaction, Reactions
from foothold_chassis.bus.reader import Reader
from foothold_chassis.clock import ShiftedClock, SystemClock
from foothold_chassis.ops import gauges
from foothold_chassis.ops.gauges import Measure
from foothold_chassis.ops.health import DatabaseWatch
from foothold_chassis.ops.timemachine import TimeMachine
from foothold_chassis.process.components import Indexed
from foothold_chassis.settings import ServiceSettings
from foothold_chassis.store.mongo import Database
from foothold_chassis.store.outbox import Publisher
from foothold_chassis.store.projections import Projection
from foothold_chassis.store.store import Store
from foothold_chassis.store.wakes import Waker
from foothold_chassis.web import keyring
from foothold_chassis.web.keyring import Keyring
from foothold_events.envelope import Envelope, Event

A = TypeVar("A", bound=Aggregate)
E = TypeVar("E", bound=Event)
Ts = TypeVarTuple("Ts")


class Service:
    """The parts of one service. Each method adds one; nothing is connected or started here.

    A service that `faces_the_public` lets no caller decide about its traces.
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
        self.stores: list[Store[Any]] = []
        self.indexed: list[Indexed] = [self.parking]
        self.reactions: list[Reaction] = []
        self.readers: list[Reader] = []
        self.wakers: list[Waker[Any]] = []
        self.routers: list[APIRouter] = []
        self.measures: list[Measure] = [gauges.of_parking(self.parking, self.clock)]
        self.start_hooks: list[Callable[[], Awaitable[None]]] = []
        self.stop_hooks: list[Callable[[], Awaitable[None]]] = []
        self.follow(keyring.EVENTS, self.keyring.apply)

    def store(self, aggregate: type[A], *, indexes: Sequence[str] = ()) -> Store[A]:
        """The aggregates of one type; `indexes` are the fields of the state that reads look for."""
        store = Store(
            aggregate,
            self.database,
            self.publisher,
            self.clock,
            indexes=indexes,
            epoch=self.settings.epoch,
        )
        self.stores.append(store)
        self.measures.append(gauges.of_store(store, self.clock))
        self.indexed.append(store)
        return store

    def projection(self, name: str, *, indexes: Sequence[str] = ()) -> Projection:
        """A read model that reactions keep up to date."""
        rows = Projection(self.database, name, indexes=indexes)
        self.indexed.append(rows)
        return rows

    def index(self, part: Indexed) -> None:
        """See to the indexes of a part that is neither store nor rows."""
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
        self, events: Sequence[type[Event]], handler: Callable[[Envelope[Any]], Awaitable[None]]
    ) -> None:
        """Hand every event of these types, from the first on, to this process's memory."""
        self.readers.append(Reader(self.settings.kafka, events, handler))

    def wake(
        self,
        store: Store[A],
        handler: Callable[[A, *Ts], Awaitable[None]] | None = None,
        *dependencies: *Ts,
    ) -> None:
        """Wake the aggregates of a store when their `next_wake` has come.

        `Aggregate.due` does what is due; where a wake means calling somebody, `handler(aggregate, *dependencies)` does.
        """

        async def handle(aggregate: A) -> None:
            assert handler is not None  # noqa: S101 - passed only if there is one
            await handler(aggregate, *dependencies)

        self.wakers.append(
            Waker(store, self.clock, handle if handler else None, may_wake=lambda: self.watch.clock_agrees)
        )

    def measure(self, measure: Measure) -> None:
        """Have a worker set gauges of what lies in the database, now and then."""
        self.measures.append(measure)

    def expose(self, router: APIRouter) -> None:
        """Answer these requests."""
        self.routers.append(router)

    @property
    def consumes(self) -> list[str]:
        """Topics that its consumer group reads."""
        return Reactions(self.reactions).topics

    @property
    def follows(self) -> list[str]:
        """Topics that every replica reads from their start, without a group."""
        return sorted({topic for reader in self.readers for topic in reader.topics})

    @property
    def produces(self) -> str:
        """What the names of the topics that it writes begin with."""
        return f"foothold.{self.name}."

    @property
    def group(self) -> str:
        return f"{self.settings.group_prefix}.{self.name}"

    def on_start(self, hook: Callable[[], Awaitable[None]]) -> None:
        """Call this at each start, once the database is there; again, if it is away just then."""
        self.start_hooks.append(hook)

    def on_stop(self, hook: Callable[[], Awaitable[None]]) -> None:
        """Call this at the end, once no request is being answered any more."""
        self.stop_hooks.append(hook)
