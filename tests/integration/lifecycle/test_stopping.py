"""After SIGTERM a process takes no more work, finishes what it has begun, and publishes and commits the rest."""

import asyncio
import signal
import time
from collections import Counter
from dataclasses import replace

import httpx2
import pytest

from foothold_chassis.store.mongo import Driver
from tests.integration.bus.replica import eventually, heads_on
from tests.integration.lifecycle.asking import ask, deliveries, effects, unpublished
from tests.integration.lifecycle.patience import types_of
from tests.integration.lifecycle.process import Place, ServiceProcess
from tests.integration.lifecycle.proxy import way_to_mongo

pytestmark = pytest.mark.timeout(120)

AT_ONCE_SECONDS = 4.0
"""Less than any call waits for a server that is not there (5)."""

FOR_EVER = -1

STAGES = ["requests", "hooks", "consumer", "wakes", "loops", "publisher", "connections", "http"]


async def have_in_hand(process: ServiceProcess, seconds: float) -> None:
    """Begin a reaction and a wake that take so long."""
    await ask(process.place, ["ans_slow"], 1, seconds)

    async def reacts() -> bool:
        return (await deliveries(process.place)).total() == 1

    await eventually(reacts, "the reaction has begun")
    await process.client.post("/v1/answers/ans_woken", json={"wake_in": 0, "wake_seconds": seconds})


async def test_what_is_in_hand_ends_in_order_and_everything_is_published(place: Place) -> None:
    place = replace(place, drain=20.0)
    async with ServiceProcess(place, "patience", "all", "motor") as process:
        await process.until_ready()
        client = process.client
        client.timeout = httpx2.Timeout(30)
        await have_in_hand(process, seconds=4)
        request = asyncio.create_task(client.post("/v1/answers/ans_asked", json={"seconds": 2}))
        writes = [asyncio.create_task(client.post(f"/v1/answers/ans_{n}", json={})) for n in range(50)]
        await asyncio.wait(writes, return_when=asyncio.FIRST_COMPLETED)
        process.send(signal.SIGTERM)
        await asyncio.gather(*writes)

        assert (await request).headers["connection"] == "close"
        assert (await request).json() == ["request"]
        assert await process.exit_code() == 0

        assert process.stages() == STAGES
        assert process.cut_off() == set()
    done = await effects(place)
    assert done["ans_slow"] == ["reaction"]
    assert done["ans_woken"] == ["request", "wake"]
    assert await unpublished(place) == 0
    heads = await heads_on(place.kafka, types_of(place.run)[1])
    assert Counter(head.subject for head in heads) == {subject: len(by) for subject, by in done.items()}


async def test_the_next_owner_takes_over_without_a_redelivery(place: Place) -> None:
    place = replace(place, drain=20.0)
    subjects = [f"ans_{n}" for n in range(60)]
    async with ServiceProcess(place, "patience", "worker") as first:
        await first.until_ready()
        await ask(place, subjects, 20, seconds=0.2)

        async def in_the_middle() -> bool:
            return 100 < (await deliveries(place)).total() < 1_000

        await eventually(in_the_middle, "the first is in the middle of it")
        first.send(signal.SIGTERM)
        await first.until_failing("started")  # a worker answers probes while it ends
        assert await first.exit_code() == 0
        assert (await deliveries(place)).total() < 1_200, "stopped too late to leave something"

    async def all_are_done() -> bool:
        return sum(map(len, (await effects(place)).values())) == 1_200

    # not before: a member that joins a busy group may be assigned a batch in hand, and repeat it (test_two_replicas.py)
    async with ServiceProcess(place, "patience", "worker") as second:
        await second.until_ready()
        await eventually(all_are_done, "the second does the rest")
    assert set((await deliveries(place)).values()) == {1}, "some were delivered again"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_what_hangs_is_cut_off_at_the_bound_and_more_signals_change_nothing(
    place: Place, number: signal.Signals
) -> None:
    async with ServiceProcess(place, "patience", "all", "motor") as process:
        await process.until_ready()
        process.client.timeout = httpx2.Timeout(30)
        await have_in_hand(process, seconds=FOR_EVER)
        request = asyncio.create_task(process.client.post("/v1/answers/ans_asked", json={"seconds": -1}))
        await asyncio.sleep(0.5)  # it has arrived
        process.send(number)
        while process.running:
            await asyncio.sleep(0.02)
            process.send(signal.SIGTERM)
            process.send(signal.SIGINT)

        assert await process.exit_code() == 0
        assert process.stages() == STAGES
        [ready] = process.lines("ready")
        assert ready["stops_within"] < place.longest_stop_seconds
        assert process.cut_off() == set(), "each kept its own bound, and none had to be left behind"
        assert (await request).status_code == httpx2.codes.SERVICE_UNAVAILABLE
        assert (await request).headers["retry-after"] == "1", "a retry elsewhere is welcome"
    assert await effects(place) == {"ans_woken": ["request"]}


async def test_during_the_start_it_ends_at_once(place: Place, nobody: str) -> None:
    nowhere = replace(place, mongo=f"mongodb://{nobody}/?directConnection=true", kafka=nobody)
    drivers: tuple[Driver, ...] = ("motor", "pymongo")
    for driver in drivers:
        async with ServiceProcess(nowhere, "patience", "all", driver) as process:
            await process.until_alive()
            await process.until_failing("started", "mongo", "clock", "keys", "sessions", "kafka", "followed")
            started = time.monotonic()
            process.send(signal.SIGTERM)
            assert await process.exit_code() == 0
            assert time.monotonic() - started < AT_ONCE_SECONDS


async def test_with_mongo_hanging_it_ends_within_the_bound(place: Place) -> None:
    drivers: tuple[Driver, ...] = ("motor", "pymongo")
    async with way_to_mongo(place.mongo) as way:
        proxied = replace(place, mongo=way.uri)
        async with (
            ServiceProcess(proxied, "patience", "all", drivers[0]) as first,
            ServiceProcess(proxied, "patience", "all", drivers[1]) as second,
        ):
            for process in (first, second):
                await process.until_ready()
            way.hang()
            for process in (first, second):
                await process.until_failing("mongo", "clock")
            started = time.monotonic()
            for process in (first, second):
                process.send(signal.SIGTERM)
            codes = await asyncio.gather(first.exit_code(), second.exit_code())
            assert codes == [0, 0]
            assert time.monotonic() - started < place.longest_stop_seconds
