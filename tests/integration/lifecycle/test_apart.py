"""Api and worker apart, two of each: every event goes out once, in order; and it goes out if its writer is killed."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from foothold_chassis.bus.producer import Producer
from foothold_devstack.ports import hold_port
from foothold_events.connection import KafkaConnection
from foothold_events.envelope import Head
from tests.integration.bus.replica import eventually, heads_on
from tests.integration.lifecycle.asking import effects, record_of
from tests.integration.lifecycle.patience import types_of
from tests.integration.lifecycle.process import Place, ServiceProcess

pytestmark = pytest.mark.timeout(120)

ANSWERS = 60
EVENTS_EACH = 5
"""At least: of two requests, a wake and two reactions. Two replicas may wake the same one."""

AT_ONCE = 6
MOST_PAUSE_SECONDS = 0.1
WITHIN_SECONDS = 15.0
"""The 3 s that a writer has, a round of the sweeper, and what a busy machine needs."""


@pytest.fixture
def rolls() -> random.Random:
    return random.Random(28)


async def play(
    place: Place, apis: Sequence[ServiceProcess], upstream: Producer, id: str, rolls: random.Random
) -> None:
    """Make requests, reactions and a wake follow each other at a program's pace, 0.05 s apart on average."""
    asked, _ = types_of(place.run)
    first, second = rolls.sample(apis, 2)

    async def pause() -> None:
        await asyncio.sleep(rolls.uniform(0, MOST_PAUSE_SECONDS))

    (await first.client.post(f"/v1/answers/{id}", json={"wake_in": 0})).raise_for_status()
    await pause()
    await upstream.send(record_of(asked(n=1, seconds=0), id, 1, place))
    await pause()
    (await second.client.post(f"/v1/answers/{id}", json={})).raise_for_status()
    await pause()
    await upstream.send(record_of(asked(n=2, seconds=0), id, 2, place))


async def told(place: Place) -> list[Head]:
    return await heads_on(place.kafka, types_of(place.run)[1])


async def each_event_goes_out_once(
    place: Place, apis: Sequence[ServiceProcess], rolls: random.Random
) -> None:
    upstream, slots = Producer(KafkaConnection(place.kafka), "upstream"), asyncio.Semaphore(AT_ONCE)
    await upstream.start()

    async def connected() -> bool:
        return upstream.available

    async def one(n: int) -> None:
        async with slots:
            await play(place, apis, upstream, f"ans_{n}", rolls)

    async def all_are_told() -> bool:
        given = await effects(place)
        count = sum(map(len, given.values()))
        return count >= ANSWERS * EVENTS_EACH and len({head.id for head in await told(place)}) == count

    await eventually(connected, "the producer is connected")
    await asyncio.gather(*map(one, range(ANSWERS)))
    await upstream.stop()
    await eventually(all_are_told, "all events are on Kafka", seconds=WITHIN_SECONDS)

    given, found = await effects(place), await told(place)
    times = Counter(head.id for head in found)
    assert times.total() - len(times) <= times.total() / 50, "duplicates, of all records"
    for subject, by in given.items():
        assert in_order(found, subject) == list(range(1, len(by) + 1))


def in_order(found: Sequence[Head], subject: str) -> list[int]:
    """Return the numbers of a subject's events, in the order of their first delivery."""
    return list(dict.fromkeys(head.sequence.n for head in found if head.subject == subject))


async def a_killed_writers_event_goes_out(place: Place, apis: Sequence[ServiceProcess]) -> None:
    """Kill a writer between its write and its sending: it cannot reach Kafka, so it is sure not to send."""
    cut_off = replace(place, kafka=f"127.0.0.1:{hold_port()}")
    async with ServiceProcess(cut_off, "patience", "api", "motor") as writer:
        await writer.until_alive()
        await eventually(lambda: _answers(writer), "the writer takes requests")
        (await writer.client.post("/v1/answers/ans_left", json={})).raise_for_status()
        writer.send(signal.SIGKILL)
        (await apis[0].client.post("/v1/answers/ans_left", json={})).raise_for_status()

    async def both_are_told() -> bool:
        return len(in_order(await told(place), "ans_left")) > 1

    await eventually(both_are_told, "another process has sent it", seconds=WITHIN_SECONDS)
    assert in_order(await told(place), "ans_left") == [1, 2]


async def _answers(process: ServiceProcess) -> bool:
    return (await process.client.get("/v1/followed")).is_success


async def test_with_api_and_worker_apart_an_event_goes_out_once_unless_its_writer_is_killed(
    place: Place, rolls: random.Random
) -> None:
    async with AsyncExitStack() as running:
        started = [
            await running.enter_async_context(ServiceProcess(place, "patience", role, driver))
            for role in ("api", "worker")
            for driver in ("motor", "pymongo")
        ]
        await asyncio.gather(*(process.until_ready() for process in started))
        await each_event_goes_out_once(place, started[:2], rolls)
        await a_killed_writers_event_goes_out(place, started[:2])
