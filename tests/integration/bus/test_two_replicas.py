"""Two workers of one group, one killed in the middle of a batch: every effect once, in order."""

import asyncio
import secrets
import sys
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from foothold_chassis.mongo import Database
from foothold_chassis.producer import Producer
from foothold_devstack.process import ManagedProcess
from tests.integration.bus.replica import eventually, happening, heads_on, make_topics
from tests.integration.bus.tally import tally_id_of, types_of

SUBJECTS = [f"thing_{n}" for n in range(40)]
EACH = 100
ROOT = Path(__file__).parents[3]


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
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tests.integration.bus.worker", run, database.name]
    workers = [ManagedProcess(f"worker {n}", command, log=tmp_path / f"{n}.log", env=env) for n in range(2)]
    tallies = database.collection("tallies")

    async def effects() -> int:
        found = await tallies.find({}, {"n": 1}, limit=len(SUBJECTS))
        return sum(tally["n"] for tally in found)

    async def some_are_done() -> bool:
        return await effects() >= EACH * len(SUBJECTS) // 5

    async def all_are_done() -> bool:
        return await effects() >= EACH * len(SUBJECTS)

    producer = Producer(kafka_bootstrap, "upstream")
    await producer.start()
    try:
        for worker in workers:
            worker.start()

        async def both_are_members() -> bool:
            return await members(kafka_bootstrap, f"tally.{database.name}") == 2

        await eventually(both_are_members, "both are members of the group")
        await send_all(producer, happened)
        await eventually(some_are_done, "the workers are in the middle of it")
        workers[0].kill()
        assert await effects() < EACH * len(SUBJECTS), "killed too late to be in the middle"
        await eventually(all_are_done, "the other one has done the rest", seconds=120)
    finally:
        await producer.stop()
        for worker in workers:
            await worker.stop()

    for subject in SUBJECTS:
        tally = await tallies.find_one({"_id": tally_id_of(subject)})
        assert tally is not None
        assert tally["state"]["taken"] == list(range(1, EACH + 1))
    first_deliveries: dict[str, list[int]] = {}
    for head in await heads_on(kafka_bootstrap, noted):
        numbers = first_deliveries.setdefault(head.subject, [])
        if head.sequence.n not in numbers:
            numbers.append(head.sequence.n)
    assert first_deliveries == {tally_id_of(subject): list(range(1, EACH + 1)) for subject in SUBJECTS}


async def members(kafka: str, group: str) -> int:
    """Give how many members a group has once it is stable; 0 before."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        [response] = await admin.describe_consumer_groups([group])
    finally:
        await admin.close()
    [(_error, _group, state, _type, _protocol, found, *_)] = response.groups
    return len(found) if state == "Stable" else 0


async def send_all(producer: Producer, happened: type) -> None:
    async def connected() -> bool:
        return producer.available

    await eventually(connected, "the producer is connected")

    async def send_one_subject(subject: str) -> None:
        for n in range(1, EACH + 1):
            await producer.send(happening(happened, subject, n))

    await asyncio.gather(*map(send_one_subject, SUBJECTS))
