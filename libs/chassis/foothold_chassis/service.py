"""A service: its parts, wired in its `app.py`, started and stopped in the right order."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Literal, TypeVar, TypeVarTuple

import structlog
import uvloop
from fastapi import APIRouter, FastAPI

from foothold_chassis import gauges, keyring, logs, metrics, tracing
from foothold_chassis.aggregate import Aggregate
from foothold_chassis.clock import ShiftedClock, SystemClock
from foothold_chassis.consumer import Consumer
from foothold_chassis.ending import Ending, call_on_signals, exit_within
from foothold_chassis.gauges import Gauges, Measure
from foothold_chassis.health import Check, DatabaseWatch, health_routes, insist
from foothold_chassis.http import make_app
from foothold_chassis.keyring import Keyring
from foothold_chassis.mongo import Database
from foothold_chassis.operations import clock_routes, parking_routes
from foothold_chassis.outbox import Publisher
from foothold_chassis.parking import Parking
from foothold_chassis.parts import Indexed, Part
from foothold_chassis.producer import Producer
from foothold_chassis.reactions import Reaction, Reactions
from foothold_chassis.reader import Reader
from foothold_chassis.rows import Rows
from foothold_chassis.server import Server
from foothold_chassis.settings import RELEASE_SECONDS, ServiceSettings
from foothold_chassis.store import Store
from foothold_chassis.sweeper import Sweeper
from foothold_chassis.timemachine import TimeMachine
from foothold_chassis.wakes import Waker
from foothold_events.envelope import Envelope, Event

log = structlog.get_logger()

Role = Literal["api", "worker", "all"]
"""`api` answers requests, `worker` reacts to events and wakes, `all` does both in one process."""

A = TypeVar("A", bound=Aggregate)
E = TypeVar("E", bound=Event)
Ts = TypeVarTuple("Ts")


class Service:
    """What a service is made of. Each method adds one part; `run` starts them. One that `faces_the_public` lets no
    caller decide about its traces."""

    def __init__(self, name: str, settings: ServiceSettings, *, faces_the_public: bool = False) -> None:
        self.name = name
        self.faces_the_public = faces_the_public
        self.settings = settings
        self.clock = ShiftedClock(SystemClock())
        self.database = Database(
            settings.mongo_uri, f"{settings.database_prefix}_{name}", settings.mongo_driver
        )
        self.keyring = Keyring(self.database)
        self._producer = Producer(settings.kafka, self.group)
        self._publisher = Publisher(self._producer, self.clock)
        self._watch = DatabaseWatch(self.database)
        self._machine = TimeMachine(self.database, self.clock)
        self._parking = Parking(self.database, self.clock)
        self._stores: list[Store[Any]] = []
        self._indexed: list[Indexed] = [self._parking]
        self._reactions: list[Reaction] = []
        self._readers: list[Reader] = []
        self._wakers: list[Waker[Any]] = []
        self._routers: list[APIRouter] = []
        self._measures: list[Measure] = [gauges.of_parking(self._parking, self.clock)]
        self._hooks: list[Callable[[], Awaitable[None]]] = []
        self._last_hooks: list[Callable[[], Awaitable[None]]] = []
        self._ready = False
        self.follow(keyring.EVENTS, self.keyring.apply)

    def store(self, aggregate: type[A], *, indexes: Sequence[str] = ()) -> Store[A]:
        """The aggregates of one type; `indexes` are the fields of the state that reads look for."""
        store = Store(
            aggregate,
            self.database,
            self._publisher,
            self.clock,
            indexes=indexes,
            epoch=self.settings.epoch,
        )
        self._stores.append(store)
        self._measures.append(gauges.of_store(store, self.clock))
        self._indexed.append(store)
        return store

    def rows(self, name: str, *, indexes: Sequence[str] = ()) -> Rows:
        """A read model that reactions keep up to date."""
        rows = Rows(self.database, name, indexes=indexes)
        self._indexed.append(rows)
        return rows

    def index(self, part: Indexed) -> None:
        """See to the indexes of a part that is neither store nor rows."""
        self._indexed.append(part)

    def react(
        self, event: type[E], handler: Callable[[Envelope[E], *Ts], Awaitable[None]], *dependencies: *Ts
    ) -> None:
        """Call `handler(envelope, *dependencies)` for every event of this type, each with effect once."""

        async def handle(envelope: Envelope[Any]) -> None:
            await handler(envelope, *dependencies)

        self._reactions.append(Reaction(event, handle))

    def follow(
        self, events: Sequence[type[Event]], handler: Callable[[Envelope[Any]], Awaitable[None]]
    ) -> None:
        """Hand every event of these types, from the first on, to this process's memory."""
        self._readers.append(Reader(self.settings.kafka, events, handler))

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

        self._wakers.append(
            Waker(store, self.clock, handle if handler else None, may_wake=lambda: self._watch.clock_agrees)
        )

    def measure(self, measure: Measure) -> None:
        """Have a worker set gauges of what lies in the database, now and then."""
        self._measures.append(measure)

    def expose(self, router: APIRouter) -> None:
        """Answer these requests."""
        self._routers.append(router)

    @property
    def consumes(self) -> list[str]:
        """Topics that its consumer group reads."""
        return Reactions(self._reactions).topics

    @property
    def follows(self) -> list[str]:
        """Topics that every replica reads from their start, without a group."""
        return sorted({topic for reader in self._readers for topic in reader.topics})

    @property
    def produces(self) -> str:
        """What the names of the topics that it writes begin with."""
        return f"foothold.{self.name}."

    @property
    def group(self) -> str:
        return f"{self.settings.group_prefix}.{self.name}"

    def on_start(self, hook: Callable[[], Awaitable[None]]) -> None:
        """Call this at each start, once the database is there; again, if it is away just then."""
        self._hooks.append(hook)

    def on_stop(self, hook: Callable[[], Awaitable[None]]) -> None:
        """Call this at the end, once no request is being answered any more."""
        self._last_hooks.append(hook)

    def run(self, role: Role) -> None:
        """Run until SIGTERM or SIGINT."""
        logs.configure(self.name)
        metrics.describe(self.name, role, self.settings.mongo_driver)
        traces = tracing.configure(self.name, role)
        try:
            uvloop.run(self._serve(role))
        finally:
            traces.shutdown()

    def run_preparation(self) -> None:
        """See to the indexes before any replica runs, and end."""
        logs.configure(self.name)
        uvloop.run(self._prepare_and_close())

    async def _prepare_and_close(self) -> None:
        try:
            await self.prepare()
        finally:
            await self.database.close()
        log.info("prepared")

    async def _serve(self, role: Role) -> None:
        stop = asyncio.Event()
        call_on_signals(partial(asyncio.get_running_loop().call_soon_threadsafe, stop.set))
        ending = Ending()
        starting = asyncio.create_task(self._start(ending, role))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                await starting
                log.info("ready", role=role, stops_within=ending.longest_seconds)
                await stopping
        finally:
            self._ready = False
            log.info("stopping")
            starting.cancel()
            await asyncio.wait({starting}, timeout=RELEASE_SECONDS)
            await ending.run()
        log.info("stopped")
        exit_within(RELEASE_SECONDS)

    async def _start(self, ending: Ending, role: Role) -> None:
        """Start each part once what it stands on has started; so each ends before what it stands on."""
        drain = self.settings.drain_seconds
        patience = drain + RELEASE_SECONDS
        consumer = self._consumer() if role != "api" and self._reactions else None
        server = Server(self._app(role, consumer), self.settings)
        # alive, and not ready, from the first moment on
        ending.add("http", partial(server.stop, 0), seconds=RELEASE_SECONDS)
        await server.start()
        ending.add("connections", self._producer.stop, self.database.close, seconds=RELEASE_SECONDS)
        await self.prepare()
        await self._producer.start(writes=bool(self._stores))
        ending.add("publisher", partial(self._publisher.stop, drain), seconds=patience)
        await self._publisher.start()
        loops: list[Part] = [
            Sweeper(self._stores, self._publisher, self.clock),
            self._watch,
            *self._readers,
            *([self._machine] if self.settings.time_machine else []),
        ]
        if role != "api":
            of_consumer = [Measure("consumer", consumer.measure)] if consumer else []
            loops.append(Gauges([*self._measures, *of_consumer]))
        ending.add("loops", *(loop.stop for loop in loops), seconds=RELEASE_SECONDS)
        for loop in loops:
            await loop.start()
        if role != "api":
            ending.add("wakes", *(partial(waker.stop, drain) for waker in self._wakers), seconds=patience)
            for waker in self._wakers:
                await waker.start()
        if consumer is not None:
            ending.add("consumer", partial(consumer.stop, drain), seconds=patience)
            await consumer.start()
        for hook in self._hooks:
            await insist(hook)
        ending.add("hooks", *self._last_hooks, seconds=RELEASE_SECONDS)
        if role != "worker":
            leave = self.settings.leave_seconds
            ending.add("requests", partial(server.stop, leave), seconds=leave + patience)
        self._ready = True

    async def prepare(self) -> None:
        """Wait for MongoDB, see to the indexes, and take what this service knew before."""
        await insist(self._prepare)

    async def _prepare(self) -> None:
        await self._watch.look()
        for part in self._indexed:
            await part.ensure_indexes()
        await self.keyring.load()
        await self._machine.follow()

    def _consumer(self) -> Consumer:
        return Consumer(
            self.settings.kafka,
            self.group,
            Reactions(self._reactions),
            self.database,
            self._parking,
            SystemClock(),
        )

    def _app(self, role: Role, consumer: Consumer | None) -> FastAPI:
        checks: dict[str, Check] = {
            "started": lambda: self._ready,
            "mongo": lambda: self._watch.answers,
            "clock": lambda: self._watch.clock_agrees,
            "keys": lambda: len(self.keyring) > 0,
        }
        if role != "api":
            checks["kafka"] = lambda: self._producer.available and (consumer is None or consumer.ready)
        followed = self._readers[1:]  # the first follows the keys, which have a check of their own
        if followed:
            checks["followed"] = lambda: all(reader.caught_up.is_set() for reader in followed)
        routers = [health_routes(checks)]
        if role != "worker":
            routers += self._routers
            routers.append(parking_routes(self.name, self._parking))
            if self.settings.time_machine:
                routers.append(clock_routes(self.name, self.clock, self._machine))
        limit, public = self.settings.max_body_bytes, self.faces_the_public
        return make_app(self.name, routers, self.keyring, max_body_bytes=limit, faces_the_public=public)
