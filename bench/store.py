"""`Store.change` at 32 calls at once against a bare load and update; and how long an event takes to Kafka."""

import asyncio
import secrets
import time
from functools import partial
from typing import Any, Self

from bench.measure import REPEATS, Say, interleaved, percentiles, rate_of, spread, until
from bench.place import Place
from bench.subject import Engagement, bare_change, bare_document, begin
from foothold_chassis.bus.producer import Producer
from foothold_chassis.causes import Command
from foothold_chassis.clock import SystemClock
from foothold_chassis.store.mongo import Database, Driver
from foothold_chassis.store.outbox import Publisher
from foothold_chassis.store.store import REMEMBERED_DOCUMENTS, Store
from foothold_events.connection import KafkaConnection
from foothold_events.envelope import Record

AT_ONCE = 32
CALLS = 3_000
HOT, COLD = 500, 4 * REMEMBERED_DOCUMENTS
"""Numbers of documents: few enough that a process remembers its last writes, and so many that it must load each."""

DRIVERS: tuple[Driver, ...] = ("motor", "pymongo")
LATENCY_SECONDS = 5
LATENCY_RATES = (100, 400)


async def bench_store(place: Place, say: Say) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for driver in DRIVERS:
        for name, documents in (("hot", HOT), ("cold", COLD)):
            say(f"Store.change, {driver}, {documents} documents")
            async with _Stores(place, driver) as stores:
                found[f"{driver}_{name}"] = (
                    await interleaved(
                        lambda s=stores, d=documents: s.bare(d), lambda s=stores, d=documents: s.whole(d), say
                    )
                ).as_dict()
    return found


class _Stores:
    """The same number of documents, in a bare collection and in a store that publishes to a real Kafka."""

    def __init__(self, place: Place, driver: Driver) -> None:
        self.database: Database = place.database(driver)
        self.producer = Producer(KafkaConnection(place.kafka), "bench")
        self.publisher = Publisher(self.producer)
        self.store = Store(Engagement, self.database, self.publisher, SystemClock(), name="whole")
        self._bare = self.database.collection("bare")
        self._made = False
        self._calls = 0

    async def __aenter__(self) -> Self:
        await self.store.ensure_indexes()
        await self.producer.start()
        await self.publisher.start()
        await until(lambda: self.producer.available)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.publisher.stop(10)
        await self.producer.stop()
        await self.database.drop()
        await self.database.close()

    async def bare(self, documents: int) -> float:
        await self._make(documents)

        async def work(worker: int) -> None:
            for n in range(CALLS // AT_ONCE):
                await bare_change(self._bare, f"eng_{(worker + n * AT_ONCE) % documents}")

        return await rate_of(CALLS, asyncio.gather(*map(work, range(AT_ONCE))))

    async def whole(self, documents: int) -> float:
        """Measure until Kafka has acknowledged every event and the outboxes are clear."""
        await self._make(documents)

        async def work(worker: int) -> None:
            for n in range(CALLS // AT_ONCE):
                self._calls += 1
                command = Command(f"cmd_{self._calls}", "cor_bench", "f" * 32)
                id = f"eng_{(worker + n * AT_ONCE) % documents}"
                await self.store.change(id, lambda found, now: found.change(now), command)

        async def all_work() -> None:
            await asyncio.gather(*map(work, range(AT_ONCE)))
            await until(lambda: not self.publisher.in_flight)
            await self.publisher.clear()

        return await rate_of(CALLS, all_work())

    async def _make(self, documents: int) -> None:
        if self._made:
            return
        self._made = True
        for n in range(documents):
            id = f"eng_{n}"
            await asyncio.gather(
                self._bare.insert_one(bare_document(id)),
                self.store.create(id, partial(begin, id)),
            )


async def bench_publish(place: Place, say: Say) -> dict[str, Any]:
    """Measure from the time a call of `change` was due to Kafka's acknowledgement.

    Calls begin at a steady rate, however long they take. The rates take turns.
    """
    runs: dict[int, list[dict[str, dict[str, float]]]] = {rate: [] for rate in LATENCY_RATES}
    async with _Stores(place, "motor") as stores:
        sender = _Timed(stores.producer)
        stores.publisher = Publisher(sender)
        stores.store = Store(Engagement, stores.database, stores.publisher, SystemClock(), name="timed")
        await stores.publisher.start()
        await stores._make(HOT)
        await _latencies(stores.store, sender, max(LATENCY_RATES))  # warm
        for n in range(REPEATS):
            for rate, found in runs.items():
                found.append(await _latencies(stores.store, sender, rate))
            p99s = (f"{rate}/s p99 {found[-1]['due_to_commit_ms']['p99']} ms" for rate, found in runs.items())
            say(f"  {n + 1}/{REPEATS}: " + ", ".join(p99s))
    return {f"at_{rate}_per_second": _over_repeats(found) for rate, found in runs.items()}


def _over_repeats(runs: list[dict[str, dict[str, float]]]) -> dict[str, dict[str, dict[str, float]]]:
    return {
        part: {percentile: spread([run[part][percentile] for run in runs]) for percentile in percentiles_of}
        for part, percentiles_of in runs[0].items()
    }


class _Timed:
    """Passes records on, and notes when each was acknowledged."""

    def __init__(self, producer: Producer) -> None:
        self._producer = producer
        self.acknowledged: dict[str, float] = {}

    @property
    def available(self) -> bool:
        return self._producer.available

    async def send(self, record: Record) -> None:
        await self._producer.send(record)
        self.acknowledged[dict(record.headers)["ce_causationid"].decode()] = time.perf_counter()


async def _latencies(store: Store[Engagement], sender: _Timed, rate: int) -> dict[str, dict[str, float]]:
    due: dict[str, float] = {}
    committed: dict[str, float] = {}

    async def call(n: int, id: str) -> None:
        await store.change(
            f"eng_{n % HOT}", lambda found, now: found.change(now), Command(id, "cor_bench", "f" * 32)
        )
        committed[id] = time.perf_counter()

    began = time.perf_counter()
    calls = []
    for n in range(rate * LATENCY_SECONDS):
        id = f"cmd_{secrets.token_hex(6)}"
        due[id] = began + n / rate
        await asyncio.sleep(max(0.0, due[id] - time.perf_counter()))
        calls.append(asyncio.create_task(call(n, id)))
    await asyncio.gather(*calls)
    await until(lambda: committed.keys() <= sender.acknowledged.keys())
    return {
        "due_to_commit_ms": percentiles([committed[id] - due[id] for id in committed]),
        "commit_to_acknowledgement_ms": percentiles(
            [max(0.0, sender.acknowledged[id] - committed[id]) for id in committed]
        ),
    }
