"""The readiness of a process depends on its role and on what is away. Every running process is alive."""

from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from foothold_chassis.store.mongo import Driver
from tests.integration.bus.replica import eventually
from tests.integration.lifecycle.asking import ask, effects
from tests.integration.lifecycle.process import Place, ServiceProcess, pulse
from tests.integration.lifecycle.proxy import way_to_mongo

FOLLOWED = 1_000

pytestmark = pytest.mark.timeout(120)


async def test_without_kafka_an_api_that_knows_a_key_is_ready_and_nobody_else(
    place: Place, nobody: str
) -> None:
    place = replace(place, kafka=nobody)
    await place.give_key("catalog")
    await place.give_key("matching")
    stranger = replace(place, run=f"{place.run}_new")  # with an empty database
    async with (
        ServiceProcess(place, "catalog", "api") as api,
        ServiceProcess(place, "catalog", "worker") as worker,
        ServiceProcess(place, "matching", "api") as follower,
        ServiceProcess(stranger, "catalog", "api") as keyless,
    ):
        await api.until_ready()
        await worker.until_failing("kafka")
        await follower.until_failing("followed")
        await keyless.until_failing("keys")
    database = stranger.database("catalog")
    await database.drop()
    await database.close()


async def test_a_clock_more_than_five_seconds_off_is_not_ready(place: Place, nobody: str) -> None:
    """Which of the two clocks is wrong does not matter: here MongoDB's seems to be."""
    await place.give_key("catalog")
    async with way_to_mongo(place.mongo) as way:
        way.skew = timedelta(seconds=6)
        async with ServiceProcess(replace(place, kafka=nobody, mongo=way.uri), "catalog", "api") as api:
            await api.until_failing("clock")
            way.skew = timedelta(seconds=4)
            await api.until_ready()
            way.skew = timedelta(seconds=-6)
            await api.until_failing("clock")


async def has_its_effect(place: Place) -> bool:
    return await effects(place) == {"ans_held": ["reaction"]}


async def test_a_worker_that_holds_partitions_is_not_ready_until_it_goes_on(place: Place) -> None:
    database = place.database("patience")
    faults = database.collection("faults")
    await faults.insert_one({"_id": "ans_held"})
    async with ServiceProcess(place, "patience", "worker") as worker:
        await worker.until_ready()
        await ask(place, ["ans_held"], 1, seconds=0)
        await worker.until_failing("kafka")
        await faults.delete_one({"_id": "ans_held"})
        await worker.until_ready()
        await eventually(partial(has_its_effect, place), "what was held has its effect")
    assert await database.collection("parked").count({}) == 0
    await database.close()


async def test_an_api_is_ready_once_all_that_was_there_has_been_followed(place: Place) -> None:
    await ask(place, [f"ans_{n}" for n in range(10)], FOLLOWED // 10, seconds=0)
    async with ServiceProcess(place, "patience", "api") as api:
        await api.until_ready()
        assert (await api.client.get("/v1/followed")).json() == FOLLOWED


async def test_mongo_hanging_or_away_takes_readiness_and_never_life(place: Place) -> None:
    drivers: tuple[Driver, ...] = ("motor", "pymongo")
    async with AsyncExitStack() as open_:
        way = await open_.enter_async_context(way_to_mongo(place.mongo))
        proxied = replace(place, mongo=way.uri)
        workers = [
            await open_.enter_async_context(ServiceProcess(proxied, "patience", "worker", driver))
            for driver in drivers
        ]
        for worker in workers:
            await worker.until_ready()
        async with pulse(*workers):
            way.hang()
            for worker in workers:
                await worker.until_failing("mongo", "clock")
            way.flow()
            for worker in workers:
                await worker.until_ready()
            await way.cut()
            for worker in workers:
                await worker.until_failing("mongo", "clock")
            await way.mend()
            for worker in workers:
                await worker.until_ready()
