"""The gauges show how much waits and for how long, and fall to 0 when nothing waits any more."""

import asyncio
from datetime import UTC, datetime, timedelta

from prometheus_client import REGISTRY

from foothold_chassis.aggregate import Wait
from foothold_chassis.causes import Command
from foothold_chassis.clock import SystemClock
from foothold_chassis.errors import StoreUnavailable
from foothold_chassis.ops import gauges
from foothold_chassis.store import Store
from foothold_chassis.store.outbox import Publisher
from foothold_events.envelope import Envelope, Event
from tests.integration.bus.conftest import Bus
from tests.integration.bus.replica import Replica, eventually, happening
from tests.integration.bus.tally import Happened, Tally


class Waiting(Tally):
    """A tally with a state that operators watch, and a deadline."""

    until: datetime | None = None

    @property
    def phase(self) -> str:
        return "counting"

    def waits(self) -> list[Wait]:
        return [Wait("a wake", self.until)] if self.until is not None else []


def value(name: str, **labels: str) -> float:
    found = REGISTRY.get_sample_value(name, labels)
    assert found is not None, f"{name} {labels} is not there"
    return found


async def create(replica: Replica, id: str) -> None:
    def build(now: datetime) -> tuple[Tally, list[Event]]:
        tally = Tally(id=id)
        return tally, tally.take(1, replica.noted, now)

    await replica.store.create(id, build, Command(f"cmd_{id}", "cor_1"))


async def test_what_waits_for_kafka_is_counted_and_grows_old(bus: Bus) -> None:
    writer = bus.replica()  # not running: it never reaches Kafka
    await writer.store.ensure_indexes()
    await create(writer, "tly_1")
    await create(writer, "tly_2")
    later = _Ahead(timedelta(minutes=10))

    await gauges.of_store(writer.store, later).take()

    assert value("foothold_outbox_pending_documents", aggregate="Tally") == 2
    assert 600 <= value("foothold_outbox_oldest_age_seconds", aggregate="Tally") < 660
    async with bus.replica().running(consuming=False):

        async def empty() -> bool:
            await gauges.of_store(writer.store, later).take()
            return value("foothold_outbox_pending_documents", aggregate="Tally") == 0

        await eventually(empty, "swept and cleared")
    assert value("foothold_outbox_oldest_age_seconds", aggregate="Tally") == 0


async def test_deadlines_that_nobody_sees_to_are_due_and_late(bus: Bus) -> None:
    store = Store(Waiting, bus.database, Publisher(bus.upstream), SystemClock(), name="waiting")
    await store.ensure_indexes()
    past = datetime.now(UTC) - timedelta(seconds=90)
    for n, until in enumerate(
        (past, past + timedelta(seconds=60), datetime.now(UTC) + timedelta(hours=1), None)
    ):
        await store.create(
            f"tly_{n}", lambda _now, n=n, until=until: (Waiting(id=f"tly_{n}", until=until), [])
        )

    await gauges.of_store(store, SystemClock()).take()

    assert value("foothold_wakes_due", aggregate="Waiting") == 2
    assert 90 <= value("foothold_wakes_late_seconds", aggregate="Waiting") < 120
    count, since = await store.in_phase("counting", at_most=10)
    assert count == 4
    assert since is not None
    assert datetime.now(UTC) - since < timedelta(seconds=60)
    assert await store.in_phase("ended", at_most=10) == (0, None)


async def test_what_is_parked_is_counted_by_its_subject(bus: Bus) -> None:
    replica = bus.replica()
    async with replica.running():
        await bus.upstream.send(happening(bus.happened, "thg_1", 1, value=b"{}"))

        async def parked() -> bool:
            await gauges.of_parking(replica.parking, SystemClock()).take()
            return value("foothold_parked_subjects") == 1

        await eventually(parked, "the record is parked")
    assert value("foothold_parked_oldest_age_seconds") > 0


async def test_records_that_cannot_be_handled_are_lag_until_they_are(bus: Bus) -> None:
    away = asyncio.Event()
    away.set()

    async def before(_: Envelope[Happened]) -> None:
        if away.is_set():
            raise StoreUnavailable("as if MongoDB were away")

    replica = bus.replica()
    replica.before = before
    topic = bus.happened.topic()

    def lag(name: str) -> float:
        return sum(
            sample.value
            for metric in REGISTRY.collect()
            for sample in metric.samples
            if sample.name == f"foothold_consumer_lag_{name}" and sample.labels["topic"] == topic
        )

    async with replica.running():
        for n in range(1, 6):
            await bus.upstream.send(happening(bus.happened, "thg_1", n))

        async def behind() -> bool:
            await replica.consumer.measure()
            return lag("records") == 5 and lag("seconds") > 0.5

        await eventually(behind, "5 records behind, and for some time")
        away.clear()

        async def caught_up() -> bool:
            await replica.consumer.measure()
            return (lag("records"), lag("seconds")) == (0, 0)

        await eventually(caught_up, "nothing is behind any more")
    assert await replica.taken("thg_1") == [1, 2, 3, 4, 5]


class _Ahead:
    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        return datetime.now(UTC) + self._by
