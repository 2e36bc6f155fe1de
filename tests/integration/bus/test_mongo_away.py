"""MongoDB away is no poison: partitions wait, nothing is parked, and every record is taken once."""

import signal
from pathlib import Path

from foothold_chassis.mongo import Database
from foothold_devstack.mongo import MongoReplicaSet
from tests.integration.bus.conftest import Bus
from tests.integration.bus.replica import Replica, eventually, happening

SUBJECTS = [f"thing_{n}" for n in range(5)]


async def test_records_wait_for_mongo_and_are_taken_once(bus: Bus, tmp_path: Path) -> None:
    async with MongoReplicaSet(tmp_path) as mongo:
        database = Database(mongo.uri, "test_away", "pymongo")
        replica = Replica(bus.kafka, database, bus.happened, bus.noted)
        async with replica.running():

            async def all_taken(upto: int) -> bool:
                return all([await replica.taken(s) == list(range(1, upto + 1)) for s in SUBJECTS])

            for subject in SUBJECTS:
                await bus.upstream.send(happening(bus.happened, subject, 1))
            await eventually(lambda: all_taken(1), "the first ones are taken")

            mongo.nodes[0].signal(signal.SIGKILL)
            for subject in SUBJECTS:
                await bus.upstream.send(happening(bus.happened, subject, 2))

            async def holds() -> bool:
                return not replica.consumer.ready

            await eventually(holds, "the consumer holds its partitions and is not ready")
            for subject in SUBJECTS:
                await bus.upstream.send(happening(bus.happened, subject, 3))
            await mongo.start()

            await eventually(lambda: all_taken(3), "all are taken, each once")

            async def goes_on() -> bool:
                return replica.consumer.ready

            await eventually(goes_on, "the consumer is ready again")
            assert await replica.parking.find() == []
        await database.close()
