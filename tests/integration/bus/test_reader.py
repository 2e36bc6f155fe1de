"""A reader goes on after any error of its handler, and shows while its memory may be out of date."""

import asyncio

from foothold_chassis.bus.reader import Reader
from foothold_chassis.errors import StoreUnavailable
from foothold_events.connection import KafkaConnection
from foothold_events.envelope import Envelope, Record
from tests.integration.bus.conftest import Bus
from tests.integration.bus.replica import eventually, happening
from tests.integration.bus.tally import Happened
from tests.integration.conftest import on_one_driver

pytestmark = on_one_driver


async def send(bus: Bus, *numbers: int) -> None:
    for n in numbers:
        await bus.upstream.send(happening(bus.happened, "thing_1", n))


async def test_it_follows_from_the_start_to_the_end_and_on(bus: Bus) -> None:
    taken: list[int] = []

    async def take(event: Envelope[Happened]) -> None:
        taken.append(event.data.n)

    await send(bus, 1, 2)
    await bus.upstream.send(Record(bus.happened.topic(), b"thing_1", b"no event", []))
    reader = Reader(KafkaConnection(bus.kafka), [bus.happened], take)
    await reader.start()
    async with asyncio.timeout(30):
        await reader.caught_up.wait()
    assert taken == [1, 2]
    await send(bus, 3)

    async def has_gone_on() -> bool:
        return taken == [1, 2, 3]

    await eventually(has_gone_on, "it takes what came after")
    await reader.stop()


async def test_a_reader_from_now_begins_at_the_end_and_goes_on_there_after_an_error(bus: Bus) -> None:
    taken: list[int] = []
    fails = [True]

    async def take(event: Envelope[Happened]) -> None:
        if event.data.n == 4 and fails:
            fails.clear()
            raise StoreUnavailable("no primary")
        taken.append(event.data.n)

    await send(bus, 1, 2)
    reader = Reader(KafkaConnection(bus.kafka), [bus.happened], take, from_now=True)
    await reader.start()
    async with asyncio.timeout(30):
        await reader.caught_up.wait()
    await send(bus, 3, 4, 5)

    async def has_gone_on() -> bool:
        return taken == [3, 4, 5]

    await eventually(has_gone_on, "it takes what came after its start, and all of it after the error")
    await reader.stop()


async def test_mongo_away_interrupts_it_and_it_begins_anew(bus: Bus) -> None:
    taken: list[int] = []
    away = [True]

    async def take(event: Envelope[Happened]) -> None:
        if away:
            away.clear()
            raise StoreUnavailable("no primary")
        taken.append(event.data.n)

    await send(bus, 1, 2)
    reader = Reader(KafkaConnection(bus.kafka), [bus.happened], take)
    await reader.start()
    async with asyncio.timeout(30):
        await reader.caught_up.wait()

    assert taken == [1, 2]
    await reader.stop()


async def test_a_handler_with_a_bug_takes_readiness_back_until_it_is_over(bus: Bus) -> None:
    taken: list[int] = []
    is_fixed = asyncio.Event()

    async def take(event: Envelope[Happened]) -> None:
        if event.data.n == 2 and not is_fixed.is_set():
            raise ValueError("a bug")
        taken.append(event.data.n)

    await send(bus, 1)
    reader = Reader(KafkaConnection(bus.kafka), [bus.happened], take)
    await reader.start()
    async with asyncio.timeout(30):
        await reader.caught_up.wait()
    await send(bus, 2, 3)

    async def not_to_be_trusted() -> bool:
        return not reader.caught_up.is_set()

    await eventually(not_to_be_trusted, "it says that it is behind")
    assert 3 not in taken
    is_fixed.set()
    async with asyncio.timeout(30):
        await reader.caught_up.wait()
    assert taken[-3:] == [1, 2, 3], "begun anew, and all of it taken"
    await reader.stop()
