"""Topics and a database of the test's own, on the shared Kafka and MongoDB."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from foothold_chassis.bus.producer import Producer
from foothold_chassis.store import Database
from foothold_events.connection import KafkaConnection
from tests.integration.bus.replica import Replica, eventually, make_topics
from tests.integration.bus.tally import Happened, Noted, types_of


@dataclass(frozen=True)
class Bus:
    kafka: str
    database: Database
    happened: type[Happened]
    noted: type[Noted]
    upstream: Producer

    def replica(self, *also: type[Happened]) -> Replica:
        """Return a replica that hears these versions of the event too."""
        return Replica(self.kafka, self.database, self.happened, self.noted, also=also)


@pytest.fixture
async def bus(kafka_bootstrap: str, database: Database) -> AsyncIterator[Bus]:
    happened, noted = types_of(secrets.token_hex(4))
    await make_topics(kafka_bootstrap, happened, noted)
    upstream = Producer(KafkaConnection(kafka_bootstrap), "upstream")
    await upstream.start()

    async def connected() -> bool:
        return upstream.available

    await eventually(connected, "the upstream producer is connected")
    yield Bus(kafka_bootstrap, database, happened, noted, upstream)
    await upstream.stop()
