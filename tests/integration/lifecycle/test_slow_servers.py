"""If Kafka or MongoDB come late, hang or go, processes wait and are not ready, and are never restarted for it."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from foothold_devstack.kafka import KafkaNode
from foothold_devstack.mongo import MongoReplicaSet
from foothold_events import topics
from foothold_events.connection import KafkaConnection
from tests.integration.bus.replica import eventually, make_topics
from tests.integration.lifecycle.asking import publish_key, unpublished
from tests.integration.lifecycle.patience import types_of
from tests.integration.lifecycle.process import Place, ServiceProcess, pulse

pytestmark = pytest.mark.timeout(240)

LATE_SECONDS = 10.0


@dataclass(frozen=True)
class Servers:
    """Return the servers of this test alone, not started yet."""

    kafka: KafkaNode
    mongo: MongoReplicaSet
    place: Place


@pytest.fixture
async def servers(tmp_path: Path) -> AsyncIterator[Servers]:
    kafka, mongo = KafkaNode(tmp_path / "kafka"), MongoReplicaSet(tmp_path / "mongo")
    yield Servers(kafka, mongo, Place("slow", tmp_path, kafka.bootstrap, mongo.uri))
    mongo.nodes[0].signal(signal.SIGCONT)
    kafka.kill()
    mongo.nodes[0].kill()


async def come_late(servers: Servers) -> None:
    await asyncio.sleep(LATE_SECONDS)
    await asyncio.gather(servers.kafka.start(), servers.mongo.start())
    place = servers.place
    await topics.apply(KafkaConnection(place.kafka))
    await make_topics(place.kafka, *types_of(place.run))


async def they_wait_for_servers_that_come_late(
    servers: Servers, api: ServiceProcess, worker: ServiceProcess, matching: ServiceProcess
) -> None:
    everything = ("started", "mongo", "clock", "keys", "sessions", "followed")
    await api.until_failing(*everything)
    await worker.until_failing(*everything, "kafka")
    await come_late(servers)
    for process in (api, worker, matching):
        await process.until_failing("keys")  # nobody has published one yet
    await publish_key(servers.place)
    for process in (api, worker, matching):
        await process.until_ready()


async def mongo_hangs(servers: Servers, api: ServiceProcess, worker: ServiceProcess) -> None:
    """A stopped process still takes connections: the worst way to be away."""
    [node] = servers.mongo.nodes
    node.signal(signal.SIGSTOP)
    await api.until_failing("mongo", "clock")
    await worker.until_failing("mongo", "clock")
    node.signal(signal.SIGCONT)
    await api.until_ready()
    await worker.until_ready()


async def kafka_goes(servers: Servers, api: ServiceProcess, worker: ServiceProcess) -> None:
    servers.kafka.kill()
    await worker.until_failing("kafka")
    assert (await api.probe()).status == httpx2.codes.OK
    answer = await api.client.post("/v1/answers/ans_offline", json={}, timeout=10)
    assert answer.status_code == httpx2.codes.OK
    await servers.kafka.start()
    await worker.until_ready()

    async def everything_is_out() -> bool:
        return await unpublished(servers.place) == 0

    await eventually(everything_is_out, "what was written meanwhile is published")


async def kafka_hangs_while_a_worker_stops(servers: Servers, worker: ServiceProcess) -> None:
    servers.kafka.signal(signal.SIGSTOP)
    worker.send(signal.SIGTERM)
    assert await worker.exit_code() == 0
    servers.kafka.signal(signal.SIGCONT)


async def test_servers_that_come_late_hang_or_go_are_waited_for(servers: Servers) -> None:
    place = servers.place
    async with AsyncExitStack() as open_:
        api, worker, matching = [
            await open_.enter_async_context(process)
            for process in (
                ServiceProcess(place, "patience", "api", "motor"),
                ServiceProcess(place, "patience", "worker", "pymongo"),
                ServiceProcess(place, "matching", "all", "motor"),
            )
        ]
        everybody = (api, worker, matching)
        for process in everybody:
            await process.until_alive()
        async with pulse(*everybody):
            await they_wait_for_servers_that_come_late(servers, api, worker, matching)
            await mongo_hangs(servers, api, worker)
            await kafka_goes(servers, api, worker)
        await kafka_hangs_while_a_worker_stops(servers, worker)
        for process in (api, matching):
            assert process.running
            assert len(process.lines("ready")) == 1, "never restarted"
            process.send(signal.SIGTERM)
        assert await asyncio.gather(api.exit_code(), matching.exit_code()) == [0, 0]
