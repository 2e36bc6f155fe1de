"""A consumer's offsets, kept beside what they led to.

Kafka keeps them as well. A database restored from a backup is behind Kafka's, and the smaller of the two is where
to go on: so it takes again what it has lost, and its marks skip the rest.
"""

import asyncio
from collections.abc import Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition

from foothold_chassis.store.mongo import Database, UpdateOne


class Offsets:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection("offsets")

    async def write(self, next_offsets: Mapping[TopicPartition, int]) -> None:
        await self._collection.bulk_write(
            [
                UpdateOne({"_id": _key(partition)}, {"$set": {"next": offset}}, upsert=True)
                for partition, offset in next_offsets.items()
            ]
        )

    async def start_of(
        self, consumer: AIOKafkaConsumer, partitions: list[TopicPartition]
    ) -> dict[TopicPartition, int]:
        """Give where to begin with each: at the smaller of the two, and at 0 where one of them knows nothing."""
        if not partitions:
            return {}
        keys = [_key(partition) for partition in partitions]
        found = await self._collection.find({"_id": {"$in": keys}}, limit=len(keys))
        here = {row["_id"]: int(row["next"]) for row in found}
        there = await asyncio.gather(*(consumer.committed(partition) for partition in partitions))
        return {
            partition: min(here.get(_key(partition), 0), committed or 0)
            for partition, committed in zip(partitions, there, strict=True)
        }


def _key(partition: TopicPartition) -> str:
    return f"{partition.topic}:{partition.partition}"
