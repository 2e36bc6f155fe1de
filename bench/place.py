"""Where the benchmarks run: the Kafka and MongoDB that the environment names (`foothold exec` sets it)."""

import os
import secrets
from dataclasses import dataclass
from typing import Self

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pydantic import SecretStr

from foothold_chassis.store.mongo import Database, Driver


@dataclass(frozen=True, slots=True)
class Place:
    kafka: str
    mongo: str

    @classmethod
    def of_environment(cls) -> Self:
        return cls(os.environ["FOOTHOLD_KAFKA_BOOTSTRAP"], os.environ["FOOTHOLD_MONGO_URI"])

    async def make_topic(self, name: str, partitions: int) -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=self.kafka)
        await admin.start()
        await admin.create_topics([NewTopic(name, partitions, 1)])
        await admin.close()

    def database(self, driver: Driver) -> Database:
        """Return an empty database."""
        return Database(SecretStr(self.mongo), f"bench_{secrets.token_hex(4)}", driver)
