"""A write that no majority has is neither published nor answered as done, and may vanish without a trace."""

import asyncio
from pathlib import Path

import pytest
from pydantic import SecretStr
from pymongo import MongoClient

from foothold_chassis.causes import Command
from foothold_chassis.clock import SystemClock
from foothold_chassis.errors import NotFound, StoreUnavailable
from foothold_chassis.store import Store
from foothold_chassis.store.mongo import Database, Driver
from foothold_chassis.store.outbox import Publisher
from foothold_devstack.mongo import MongoReplicaSet
from tests.integration.bus.replica import eventually
from tests.integration.conftest import DRIVERS
from tests.integration.store.process import Log, Tally

COMMAND = Command("cmd_1", "cor_1", "f1")


class Recorded:
    """A Kafka that is available, and keeps what it was sent."""

    available = True

    def __init__(self) -> None:
        self.log = Log()

    async def send(self, record) -> None:
        self.log.arrived[record.key.decode()].append(dict(record.headers)["ce_subjectsequence"])


async def take(store: Store[Tally]) -> Tally:
    return await store.change(
        "tly_1", lambda tally, now: tally.take("once", 1, now), COMMAND, create=lambda: Tally(id="tly_1")
    )


def locally(mongo: MongoReplicaSet, node: int, database: str) -> dict | None:
    """Read what one node has, whether a majority has it or not."""
    uri = f"mongodb://127.0.0.1:{mongo.ports[node]}/?directConnection=true"
    with MongoClient(uri, readPreference="primaryPreferred", serverSelectionTimeoutMS=2_000) as client:
        return client[database]["tallies"].find_one({"_id": "tly_1"})


class Writer:
    """A store on one driver, and what it published."""

    def __init__(self, mongo: MongoReplicaSet, driver: Driver) -> None:
        self.database = Database(SecretStr(mongo.uri), f"test_majority_{driver}", driver)
        self.kafka = Recorded()
        self.publisher = Publisher(self.kafka)
        self.store = Store(Tally, self.database, self.publisher, SystemClock(), name="tallies")

    async def is_refused(self) -> None:
        with pytest.raises(StoreUnavailable):
            await take(self.store)

    async def finds_nothing(self) -> None:
        with pytest.raises((NotFound, StoreUnavailable)):
            await self.store.get("tly_1")
        assert not self.kafka.log.arrived, "published what no majority has"

    async def writes(self) -> bool:
        try:
            await self.store.collection.update_one({"_id": "probe"}, {"$inc": {"n": 1}}, upsert=True)
        except StoreUnavailable:
            return False
        return True


@pytest.mark.timeout(180)
async def test_an_unreplicated_write_is_neither_published_nor_answered_as_done(tmp_path: Path) -> None:
    async with MongoReplicaSet(tmp_path, size=3) as mongo:
        writers = [Writer(mongo, driver) for driver in DRIVERS]
        for writer in writers:
            await writer.store.ensure_indexes()
        first = await mongo.primary()
        others = [n for n in range(3) if n != first]

        for n in others:
            mongo.nodes[n].kill()
        await asyncio.gather(*(writer.is_refused() for writer in writers))
        for writer in writers:
            assert locally(mongo, first, writer.database.name) is not None, (
                "the primary alone has it: the test would prove nothing else"
            )
        await asyncio.gather(*(writer.finds_nothing() for writer in writers))

        # the others go on without it: what only the old primary had is gone
        mongo.nodes[first].kill()
        for n in others:
            mongo.nodes[n].start()
        for writer in writers:
            await eventually(writer.writes, "the others elect a primary")
        mongo.nodes[first].start()
        for writer in writers:
            with pytest.raises(NotFound):
                await writer.store.get("tly_1")
            assert not writer.kafka.log.arrived

            assert (await take(writer.store)).effects == ["once"], "the same command finds out, and does it"
            assert (await take(writer.store)).effects == ["once"]
            await writer.publisher.stop(5)
            assert len(writer.kafka.log.arrived["tly_1"]) == 1
            await writer.database.close()
