"""Two workers of one group, each on a driver, one killed in the middle of a batch: every effect once, in order."""

import asyncio
import os
import secrets
import sys
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError

from foothold_chassis.bus.producer import Producer
from foothold_chassis.store import Database
from foothold_devstack.process import ManagedProcess
from foothold_events.connection import KafkaConnection
from tests.integration.bus.replica import eventually, happening, heads_on, make_topics
from tests.integration.bus.tally import Happened, Noted, tally_id_of, types_of
from tests.integration.conftest import DRIVERS, on_one_driver

SUBJECTS = [f"thing_{n}" for n in range(40)]
EACH = 100
ROOT = Path(__file__).parents[3]


@on_one_driver
@pytest.mark.timeout(180)
async def test_one_killed_in_mid_batch_leaves_every_effect_once(
    kafka_bootstrap: str, mongo_uri: str, database: Database, tmp_path: Path
) -> None:
    run = secrets.token_hex(4)
    happened, noted = types_of(run)
    await make_topics(kafka_bootstrap, happened, noted)
    env = {
        "FOOTHOLD_KAFKA_BOOTSTRAP": kafka_bootstrap,
        "FOOTHOLD_MONGO_URI": mongo_uri,
        "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),  # it runs the code that the test sees
    }
    command = [sys.executable, "-m", "tests.integration.bus.worker", run, database.name]
    workers = [
        ManagedProcess(driver, [*command, driver], log=tmp_path / f"{driver}.log", env=env)
        for driver in DRIVERS
    ]
    try:
        for worker in workers:
            worker.start()
        await kill_one_in_the_middle(workers, kafka_bootstrap, database, happened)
    finally:
        for worker in workers:
            await worker.stop()

    for subject in SUBJECTS:
        tally = await database.collection("tallies").find_one({"_id": tally_id_of(subject)})
        assert tally is not None
        assert tally["state"]["taken"] == list(range(1, EACH + 1))
    assert await first_deliveries(kafka_bootstrap, noted) == {
        tally_id_of(subject): list(range(1, EACH + 1)) for subject in SUBJECTS
    }


async def kill_one_in_the_middle(
    workers: list[ManagedProcess], kafka: str, database: Database, happened: type[Happened]
) -> None:
    async def effects() -> int:
        found = await database.collection("tallies").find({}, {"n": 1}, limit=len(SUBJECTS))
        return sum(tally["n"] for tally in found)

    async def both_are_members() -> bool:
        return await members(kafka, f"tally.{database.name}") == len(workers)

    async def some_are_done() -> bool:
        return await effects() >= EACH * len(SUBJECTS) // 5

    async def all_are_done() -> bool:
        return await effects() >= EACH * len(SUBJECTS)

    async def all_are_told() -> bool:
        return await database.collection("tallies").count({"outbox.0": {"$exists": True}}) == 0

    await eventually(both_are_members, "both are members of the group")
    await send_all(kafka, happened)
    await eventually(some_are_done, "the workers are in the middle of it")
    workers[0].kill()
    assert await effects() < EACH * len(SUBJECTS), "killed too late to be in the middle"
    await eventually(all_are_done, "the other one has done the rest", seconds=120)
    await eventually(all_are_told, "what the killed one left unpublished is swept", seconds=60)


async def first_deliveries(kafka: str, noted: type[Noted]) -> dict[str, list[int]]:
    numbers: dict[str, dict[int, None]] = {}
    for head in await heads_on(kafka, noted):
        numbers.setdefault(head.subject, {})[head.sequence.n] = None
    return {subject: list(found) for subject, found in numbers.items()}


async def members(kafka: str, group: str) -> int:
    """Return how many members a group has once it is stable; 0 before."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        [response] = await admin.describe_consumer_groups([group])
    except GroupCoordinatorNotAvailableError:
        return 0  # Kafka has just made the topic of its groups
    finally:
        await admin.close()
    [(_error, _group, state, _type, _protocol, found, *_)] = response.groups
    return len(found) if state == "Stable" else 0


async def send_all(kafka: str, happened: type[Happened]) -> None:
    producer = Producer(KafkaConnection(kafka), "upstream")
    await producer.start()

    async def connected() -> bool:
        return producer.available

    async def send_one_subject(subject: str) -> None:
        for n in range(1, EACH + 1):
            await producer.send(happening(happened, subject, n))

    await eventually(connected, "the producer is connected")
    await asyncio.gather(*map(send_one_subject, SUBJECTS))
    await producer.stop()
