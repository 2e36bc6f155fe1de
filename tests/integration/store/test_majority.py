"""A write that no majority has is neither published nor answered as done, and may vanish without a trace."""

from pathlib import Path

import pytest
from pymongo import MongoClient

from foothold_chassis.causes import Command
from foothold_chassis.clock import SystemClock
from foothold_chassis.errors import NotFound, StoreUnavailable
from foothold_chassis.mongo import Database
from foothold_chassis.outbox import Publisher
from foothold_chassis.store import Store
from foothold_devstack.mongo import MongoReplicaSet
from tests.integration.bus.replica import eventually
from tests.integration.store.process import Log, Tally

COMMAND = Command("cmd_1", "cor_1")


class Recorded:
    """A Kafka that is there, and tells what it was sent."""

    available = True

    def __init__(self) -> None:
        self.log = Log()

    async def send(self, record) -> None:
        self.log.arrived[record.key.decode()].append(dict(record.headers)["ce_sequence"])


async def take(store: Store[Tally]) -> Tally:
    return await store.change(
        "tly_1", lambda tally, now: tally.take("once", 1, now), COMMAND, create=lambda: Tally(id="tly_1")
    )


def locally(mongo: MongoReplicaSet, node: int) -> dict | None:
    """Read what one node has, whether a majority has it or not."""
    uri = f"mongodb://127.0.0.1:{mongo.ports[node]}/?directConnection=true"
    with MongoClient(uri, readPreference="primaryPreferred", serverSelectionTimeoutMS=2_000) as client:
        return client["test_majority"]["tallies"].find_one({"_id": "tly_1"})


@pytest.mark.timeout(180)
async def test_an_unreplicated_write_is_neither_published_nor_answered_as_done(tmp_path: Path) -> None:
    async with MongoReplicaSet(tmp_path, size=3) as mongo:
        database = Database(mongo.uri, "test_majority", "pymongo")
        kafka = Recorded()
        publisher = Publisher(kafka)
        store = Store(Tally, database, publisher, SystemClock(), name="tallies")
        await store.ensure_indexes()
        first = await mongo.primary()
        others = [n for n in range(3) if n != first]

        for n in others:
            mongo.nodes[n].kill()
        with pytest.raises(StoreUnavailable):
            await take(store)
        assert locally(mongo, first) is not None, (
            "the primary alone has it: the test would prove nothing else"
        )
        assert not kafka.log.arrived, "published what no majority has"
        with pytest.raises((NotFound, StoreUnavailable)):
            await store.get("tly_1")

        # the others go on without it: what only the old primary had is gone
        mongo.nodes[first].kill()
        for n in others:
            mongo.nodes[n].start()

        async def there_is_another_primary() -> bool:
            try:
                await store.collection.insert_one({"_id": "probe"})
            except StoreUnavailable:
                return False
            return True

        await eventually(there_is_another_primary, "the others elect a primary")
        mongo.nodes[first].start()
        with pytest.raises(NotFound):
            await store.get("tly_1")
        assert not kafka.log.arrived

        assert (await take(store)).effects == ["once"], "the same command again finds out, and does it"
        assert (await take(store)).effects == ["once"]
        await publisher.stop(5)
        assert len(kafka.log.arrived["tly_1"]) == 1
        await database.close()
