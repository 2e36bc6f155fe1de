"""What a service reads of its own topics, what it lets operators see, and how the bus deals with what is frozen."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

import pytest
from pydantic import SecretStr

from foothold_chassis.bus.dispatcher import Dispatcher
from foothold_chassis.bus.own_topics import OwnTopics
from foothold_chassis.bus.parking import Parked, Parking
from foothold_chassis.bus.reactions import Reaction, Reactions
from foothold_chassis.errors import DocumentFrozen, NotFound
from foothold_chassis.service import Service
from foothold_chassis.settings import ServiceSettings
from foothold_chassis.store import Database, Past, Retold
from foothold_chassis.testing import MemoryMongo, StoppedClock
from foothold_events.envelope import Event, Sequence, encode

from .counters import Counted, Counter

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
TOPIC = Counted.topic()


class CounterErased(Event):
    TYPE: ClassVar[str] = f"{TOPIC}.erased.v1"
    ERASES: ClassVar[str | None] = "counter_id"
    counter_id: str


def service(epoch: int) -> Service:
    settings = ServiceSettings(kafka_bootstrap="memory:9092", mongo_uri="mongodb://memory", epoch=epoch)
    made = Service("test", settings)
    made.clock.base = StoppedClock(NOW)
    made.database.use(MemoryMongo())
    made.store(Counter, tells=[Counted])
    return made


def record(n: int, epoch: int = 0, subject: str = "cnt_1", *, value: bytes | None = b"") -> Parked:
    data = Counted(value=n).model_dump_json().encode() if value == b"" else value
    made = encode(
        Counted.TYPE,
        data or b"",
        subject=subject,
        sequence=Sequence(epoch, n),
        time=NOW,
        correlation="cor_1",
        causation=None,
        traceparent=None,
    )
    return Parked(TOPIC, 0, n, made.key, data, made.headers)


async def take(made: Service, *records: Parked) -> list[str]:
    await OwnTopics(made.settings.kafka, made.recovery).take(TOPIC, records)
    return [row.id for row in await made.frozen.find()]


async def test_what_was_told_before_this_epoch_is_compared() -> None:
    made = service(epoch=2)

    assert await take(made, record(1), record(2, epoch=1, subject="cnt_2")) == ["cnt_1", "cnt_2"]


async def test_what_was_told_in_this_epoch_is_in_the_database() -> None:
    assert await take(service(epoch=1), record(1, epoch=1)) == []


async def test_a_record_that_is_no_event_is_skipped_and_so_is_a_null_value_where_it_is_no_erasure() -> None:
    broken = Parked(TOPIC, 0, 1, b"cnt_1", b"{}", [])

    assert await take(service(epoch=1), broken, record(1, value=None)) == []


def erase(counter: Counter) -> list[Event]:
    counter.value = 0
    return []


class Erasing:
    """A service that was restored, and whose own topic is compacted."""

    def __init__(self) -> None:
        self.service = service(epoch=1)
        [retelling] = self.service.retellings
        self.counters = retelling.store
        self.service.retellings = [replace(retelling, retell=self._retell, erase=erase)]
        self.topics = OwnTopics(self.service.settings.kafka, self.service.recovery)

    async def _retell(self, past: Past[Counter]) -> Retold[Counter]:
        found = past.found or Counter(id=past.id)
        found.value = past.told[-1][1].value
        return Retold(found)

    async def begin(self, *values: int) -> None:
        await self.service.frozen.know()
        counter = Counter(id="cnt_1", value=values[-1])
        await self.counters.create("cnt_1", lambda _now: (counter, [Counted(value=n) for n in values]))

    async def restore(self, *batches: list[Parked]) -> None:
        for batch in batches:
            await self.topics.take(TOPIC, batch)
        await self.service.recovery.recover(self.topics.erased)

    async def rows(self) -> str:
        return repr([await self.service.database.collection("frozen").find({}, limit=9)])


def null(at: int, key: bytes | None = b"cnt_1", headers=()) -> Parked:
    return Parked(TOPIC, 0, at, key, None, headers)


@pytest.mark.parametrize("headers", [(), record(1).headers], ids=["bare", "with headers"])
async def test_what_a_restore_brought_back_of_an_erased_subject_is_erased_again(headers) -> None:
    erasing = Erasing()
    await erasing.begin(41, 42)

    await erasing.restore([record(1), record(2), null(3, headers=headers)])

    assert (await erasing.counters.get("cnt_1")).value == 0
    assert await erasing.service.frozen.find() == []


@pytest.mark.parametrize("split", [1, 2, 3])
async def test_a_document_behind_an_erasure_is_not_frozen_and_nothing_of_it_is_kept(split) -> None:
    erasing = Erasing()
    await erasing.begin(41)
    told = [record(1), record(777_777), null(778_000)]

    await erasing.restore(told[:split], told[split:])

    assert (await erasing.counters.get("cnt_1")).value == 0
    assert {row.standing for row in await erasing.service.frozen.find()} <= {"caught_up"}
    assert "777777" not in await erasing.rows()
    await erasing.counters.change("cnt_1", lambda _found, _now: [Counted(value=5)])
    assert (await erasing.counters.get("cnt_1")).value == 0


async def test_a_subject_that_is_erased_and_missing_stays_missing() -> None:
    erasing = Erasing()

    await erasing.restore([record(1), null(2)], [null(3, b"cnt_2"), null(4, None), null(5, b"\xff")])

    with pytest.raises(NotFound):
        await erasing.counters.get("cnt_1")


async def test_what_was_told_after_an_erasure_counts() -> None:
    erasing = Erasing()
    await erasing.begin(41)

    await erasing.restore([record(1), null(2)], [record(3)])

    assert (await erasing.counters.get("cnt_1")).value == 3
    assert [row.standing for row in await erasing.service.frozen.find()] == ["caught_up"]


async def test_what_compaction_has_dropped_is_not_needed_to_catch_up() -> None:
    erasing = Erasing()
    await erasing.begin(1, 2)

    await erasing.restore([record(9)])  # 3 to 8 are gone from the topic

    assert (await erasing.counters.get("cnt_1")).value == 9
    assert [row.standing for row in await erasing.service.frozen.find()] == ["caught_up"]


def test_a_service_that_tells_on_a_compacted_topic_says_what_a_null_value_erases() -> None:
    with pytest.raises(AssertionError, match="a null value on its topic erases"):
        service(epoch=0).store(Counter, tells=[CounterErased])


async def test_a_document_that_has_said_as_much_is_not_behind() -> None:
    made = service(epoch=1)
    await made.frozen.finish()
    [store] = made.stores
    await store.create("cnt_1", lambda _now: (Counter(id="cnt_1"), [Counted(value=1), Counted(value=2)]))

    assert await take(made, record(1), record(2)) == []
    assert await take(made, record(3)) == ["cnt_1"]


async def test_what_follows_from_a_retold_document_may_be_in_another_one() -> None:
    made = service(epoch=1)
    [counters] = made.stores
    others = made.store(Counter, tells=[])

    async def retell(past: Past[Counter]) -> Retold[Counter]:
        await others.change("cnt_9", lambda _found, _now: [], create=lambda: Counter(id="cnt_9"))
        return Retold(Counter(id=past.id))

    made.retell(counters, retell)
    await take(made, record(1))
    await made.recovery.recover({})

    assert await others.get("cnt_9") == Counter(id="cnt_9")
    assert [row.standing for row in await made.frozen.find()] == ["caught_up"]


@pytest.mark.parametrize("epoch", [0, 1])
def test_only_a_service_that_was_restored_looks_at_what_is_frozen(epoch) -> None:
    made = service(epoch)

    assert made.was_restored == (epoch > 0)
    assert [store._frozen is made.frozen for store in made.stores] == [epoch > 0]


async def test_a_fact_about_what_is_frozen_is_parked_at_once_and_tried_when_it_is_lifted() -> None:
    tries: list[str] = []
    database = Database(SecretStr("mongodb://memory"), "test")
    database.use(MemoryMongo())
    clock = StoppedClock(NOW)
    parking = Parking(database, clock)

    async def react(_event) -> None:
        tries.append("try")
        raise DocumentFrozen("cnt_9 is behind its own events.", code="document_frozen")

    dispatcher = Dispatcher("test", Reactions([Reaction(Counted, react)]), parking, clock)
    await dispatcher.dispatch({"cnt_1": [record(1)], "cnt_2": [record(1, subject="cnt_2")]})

    assert tries == ["try", "try"]
    assert {parked.retry_at > NOW for parked in await parking.find()} == {True}
    await parking.retry_those_of("cnt_9")
    assert {parked.retry_at for parked in await parking.find()} == {NOW}


async def test_what_is_parked_for_another_reason_waits_on() -> None:
    database = Database(SecretStr("mongodb://memory"), "test")
    database.use(MemoryMongo())
    parking = Parking(database, StoppedClock(NOW))
    await parking.begin("cnt_1", record(1), DocumentFrozen("cnt_90 is behind."))

    await parking.retry_those_of("cnt_9")

    assert [parked.retry_at > NOW for parked in await parking.find()] == [True]
