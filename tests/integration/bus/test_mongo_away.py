"""MongoDB away is no poison: partitions wait, nothing is parked, and every record is taken once."""

import signal
from contextlib import AsyncExitStack
from pathlib import Path

from pydantic import SecretStr

from foothold_chassis.store import Database
from foothold_devstack.mongo import MongoReplicaSet
from tests.integration.bus.conftest import Bus
from tests.integration.bus.replica import Replica, eventually, happening
from tests.integration.conftest import DRIVERS, on_one_driver

SUBJECTS = [f"thing_{n}" for n in range(5)]


@on_one_driver
async def test_records_wait_for_mongo_and_are_taken_once(bus: Bus, tmp_path: Path) -> None:
    """Two services, one on each driver."""

    async def send_all(n: int) -> None:
        for subject in SUBJECTS:
            await bus.upstream.send(happening(bus.happened, subject, n))

    async with AsyncExitStack() as running:
        mongo = await running.enter_async_context(MongoReplicaSet(tmp_path))
        replicas = []
        for driver in DRIVERS:
            database = Database(SecretStr(mongo.uri), f"test_away_{driver}", driver)
            running.push_async_callback(database.close)
            replica = Replica(bus.kafka, database, bus.happened, bus.noted)
            replicas.append(await running.enter_async_context(replica.running()))

        async def all_taken(upto: int) -> bool:
            expected = list(range(1, upto + 1))
            return all([await replica.taken(s) == expected for replica in replicas for s in SUBJECTS])

        await send_all(1)
        await eventually(lambda: all_taken(1), "the first ones are taken")

        mongo.nodes[0].signal(signal.SIGKILL)
        await send_all(2)

        async def both_hold() -> bool:
            return not any(replica.consumer.ready for replica in replicas)

        await eventually(both_hold, "the consumers hold their partitions and are not ready")
        await send_all(3)
        await mongo.start()

        await eventually(lambda: all_taken(3), "all are taken, each once")

        async def both_go_on() -> bool:
            return all(replica.consumer.ready for replica in replicas)

        await eventually(both_go_on, "the consumers are ready again")
        for replica in replicas:
            assert await replica.parking.find() == []
