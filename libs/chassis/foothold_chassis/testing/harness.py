"""Runs one service in memory, wired by its own `app.py`, in milliseconds.

    async with running(build, ContractsSettings, contracts_seal_key="0" * 32) as service:
        await service.deliver(example(ApplicationSelected))
        answer = await service.call("POST", "/v1/contracts/ctr_1/signatures", body, as_=talent("tal_1"))
        assert service.sent(ContractSigned) == [...]

Everything is the real thing, from the routes and the token check to the store and the decoding of records, but the
two servers: MongoDB and Kafka are in memory. Nothing goes on by itself. Time stands still until the test moves it, and
a wake runs when the test says so.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast

import httpx2

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.bus.dispatcher import Dispatcher
from foothold_chassis.bus.own_topics import OwnTopics
from foothold_chassis.bus.parking import Parked
from foothold_chassis.bus.reactions import Reactions
from foothold_chassis.clock import SystemClock
from foothold_chassis.runner import Runner
from foothold_chassis.service import Service
from foothold_chassis.settings import ServiceSettings
from foothold_chassis.store import Projection, Store
from foothold_chassis.store.wakes import Waker
from foothold_chassis.testing.described import Description
from foothold_chassis.testing.kafka import Erased, MemoryKafka, Upstream
from foothold_chassis.testing.memory import MemoryMongo
from foothold_chassis.testing.people import token_of, trust
from foothold_chassis.web import Principal
from foothold_events.envelope import Envelope, Event

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
"""When a service starts, unless the test names another time."""

MOST_WAKES = 1_000
"""More in one go means that a wake does not end the wait that it is for."""

PUBLISHED_WITHIN_SECONDS = 5.0

PATIENCE_SECONDS = 0.05
"""How long a request waits for an event. In memory the event has been delivered, or nobody delivers it."""

A = TypeVar("A", bound=Aggregate)
E = TypeVar("E", bound=Event)
S = TypeVar("S", bound=ServiceSettings)


class StoppedClock:
    """A clock that only the test moves."""

    def __init__(self, time: datetime) -> None:
        self.time = time

    def now(self) -> datetime:
        return self.time

    def advance(self, by: timedelta) -> None:
        self.time += by


class RunningService:
    """One service, as a test deals with it."""

    def __init__(
        self, service: Service, client: httpx2.AsyncClient, description: Description, clock: StoppedClock
    ) -> None:
        self.service = service
        self.description = description
        self.clock = clock
        self.mongo = MemoryMongo()
        self.kafka = MemoryKafka()
        self._client = client
        self._upstream = Upstream()
        self._heard = 0
        self._dispatcher = Dispatcher(
            service.group, Reactions(service.reactions), service.parking, SystemClock()
        )

    async def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        as_: Principal | None = None,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx2.Response:
        """Make a request and return its answer, once what it caused is published. It must be one that the service
        describes.

        `as_` is who calls, nobody without it; `key` is the Idempotency-Key.
        """
        sent = dict(headers or {})
        if as_ is not None:
            sent["authorization"] = f"Bearer {token_of(as_)}"
        if key is not None:
            sent["idempotency-key"] = key
        content = None
        if body is not None:
            # in ASCII, so that a test can send half a surrogate pair
            content = json.dumps(body)
            sent.setdefault("content-type", "application/json")
        answer = await self._client.request(method, path, content=content, headers=sent)
        self.description.must_have(method, path, answer)
        await self._until_published()
        return answer

    async def deliver(
        self, event: Event, *, subject: str | None = None, n: int | None = None, times: int = 1
    ) -> None:
        """Hand an event to every reaction and follower of its type, decoded from its record, and as often as asked.

        Its subject is the aggregate that its type names. `n` is its number, otherwise the next one of its subject. An
        error of a reaction is raised here: the test is what would have tried again.
        """
        record = self._upstream.record(event, subject=subject, n=n, at=self.clock.now())
        readers = [reader for reader in self.service.readers if type(event) in reader.events]
        if not readers and not Reactions(self.service.reactions).heard.knows(event.TYPE):
            raise AssertionError(f"{self.service.name} does not hear {event.TYPE}.")
        for _ in range(times):
            for reader in readers:
                await reader.handle(record)
            await self._dispatcher.run(record)
        await self._until_published()

    async def deliver_null(self, erasure: type[Event], subject: str) -> None:
        """Deliver a null value for this subject, on the topic of this erasure, to each reaction and follower of it."""
        record = self._upstream.null(erasure.topic(), subject, at=self.clock.now())
        for reader in self.service.readers:
            if erasure in reader.events:
                await reader.handle(record)
        await self._dispatcher.run(record)
        await self._until_published()

    async def was_told(self, *told: Event | Erased) -> None:
        """Find these on the service's own topics, as after a restore: freeze what is behind, and catch it up.

        A subject's events are numbered from 1. The service runs with a raised epoch.
        """
        upstream, topics = Upstream(), OwnTopics(self.service.settings.kafka, self.service.recovery)
        for one in told:
            record = (
                upstream.null(one.erasure.topic(), one.subject, at=self.clock.now())
                if isinstance(one, Erased)
                else upstream.record(one, subject=None, n=None, at=self.clock.now())
            )
            await topics.take(record.topic, [record])
        await self.service.recovery.recover(topics.erased)

    async def hear_itself(self) -> None:
        """Hand the service what it has sent, as its own topics do, until it says nothing more."""
        async with asyncio.timeout(PUBLISHED_WITHIN_SECONDS):
            while self._heard < len(self.kafka.records):
                sent = self.kafka.records[self._heard]
                self._heard += 1
                await self._dispatcher.run(
                    Parked(sent.topic, 0, self._heard, sent.key, sent.value, sent.headers)
                )
                await self._until_published()

    async def wake(self) -> int:
        """Wake what is due by now until nothing is, and return how many wakes that took. A failing one is raised."""
        for woken in range(MOST_WAKES):
            claimed = await self._claim()
            if claimed is None:
                await self._until_published()
                return woken
            waker, document = claimed
            if (failure := await waker.run(document)) is not None:
                raise failure
        raise AssertionError(f"{self.service.name} was woken {MOST_WAKES} times and something is still due.")

    async def _claim(self) -> tuple[Waker[Any], dict[str, Any]] | None:
        for waker in self.service.wakers:
            if (document := await waker.claim()) is not None:
                return waker, document
        return None

    async def let_pass(self, time: timedelta) -> int:
        """Move the clock by this time, wake each document at its moment, and return the number of wakes."""
        until = self.clock.now() + time
        woken = await self.wake()
        while (moment := await self._next_wake(until)) is not None:
            self.clock.time = moment
            woken += await self.wake()
        self.clock.time = until
        return woken + await self.wake()

    async def _next_wake(self, until: datetime) -> datetime | None:
        where = {"wake_at": {"$gt": self.clock.now(), "$lte": until, "$type": "date"}}
        first = [
            found["wake_at"]
            for store in self.service.stores
            for found in await store.collection.find(where, {"wake_at": 1}, sort=[("wake_at", 1)], limit=1)
        ]
        return min(first, default=None)

    def of(self, aggregate: type[A]) -> Store[A]:
        """Return the service's own store of these aggregates."""
        for store in self.service.stores:
            if store.name == aggregate.__name__:
                return cast("Store[A]", store)
        raise AssertionError(f"{self.service.name} has no store of {aggregate.__name__}.")

    async def put(self, *aggregates: Aggregate) -> None:
        """Commit these as they are, without events: the state in which a test begins."""
        for aggregate in aggregates:
            await _put(self.of(type(aggregate)), aggregate)

    def sent(self, event: type[E] = Event) -> list[E]:  # type: ignore[assignment] # all events are of the base
        """Return the events of this type that were published so far (of every type without it), the first one first."""
        return [envelope.data for envelope in self.kafka.envelopes if isinstance(envelope.data, event)]

    def sent_about(self, subject: str) -> list[Envelope[Any]]:
        """Return what was published about one subject, with its numbers, in order."""
        return [envelope for envelope in self.kafka.envelopes if envelope.subject == subject]

    def forget(self) -> None:
        """Begin anew with what was sent: what follows is what `sent` returns."""
        self.kafka.records.clear()
        self._heard = 0

    async def _until_published(self) -> None:
        async with asyncio.timeout(PUBLISHED_WITHIN_SECONDS):
            while self.service.publisher.in_flight:  # noqa: ASYNC110 - in memory one turn of the loop is enough
                await asyncio.sleep(0)


async def _put(store: Store[A], aggregate: A) -> None:
    if await store.create(aggregate.id, lambda _now: (aggregate, [])) is not aggregate:
        raise AssertionError(f"There is a {store.name} {aggregate.id} already.")


def _be_impatient(service: Service) -> None:
    for part in service.indexed:
        if isinstance(part, Store | Projection):
            part.patience = PATIENCE_SECONDS


@asynccontextmanager
async def running(
    build: Callable[[S], Service], settings: type[S], *, now: datetime = NOW, **own: object
) -> AsyncIterator[RunningService]:
    """Run the service that `build` wires, with these settings of its `own`, from `now` on."""
    given = {"mongo_uri": "mongodb://memory", "kafka_bootstrap": "memory:9092", **own}
    service = build(settings.model_validate(given))
    clock = StoppedClock(now)
    service.clock.base = clock
    _be_impatient(service)
    app = Runner(service).app()
    # an error that nobody expects is raised in the test, after it was answered with 500
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://memory") as client:
        running = RunningService(service, client, Description(app), clock)
        service.database.use(running.mongo)
        service.publisher.use(running.kafka)
        await Runner(service).prepare()
        await service.frozen.finish()
        trust(service.keyring)
        for reader in service.readers:
            reader.caught_up.set()
        try:
            for hook in service.start_hooks:
                await hook()
            await running._until_published()  # noqa: SLF001 - of the same module
            yield running
        finally:
            await service.publisher.stop(PUBLISHED_WITHIN_SECONDS)
            for hook in service.stop_hooks:
                await hook()
            await service.database.close()
