"""A consumer's offsets, kept in the database beside their effects.

Kafka keeps them as well. After a restore from a backup the database is behind Kafka, and the smaller of the two offsets
is the right one: the service then reads the lost events again, and its marks skip the rest.
"""

import asyncio
from collections.abc import Mapping

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from foothold_chassis.store.mongo import Database, UpdateOne

log = structlog.get_logger()


class Offsets:
    """`behind` is the most records by which the database was behind Kafka. Without a restore it never is, since it is
    written first."""

    def __init__(self, database: Database) -> None:
        self.behind = 0
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
        """Return the offset to begin at for each: the smaller of the two, and 0 if one of them has none."""
        if not partitions:
            return {}
        keys = [_key(partition) for partition in partitions]
        found = await self._collection.find({"_id": {"$in": keys}}, limit=len(keys))
        here = {row["_id"]: int(row["next"]) for row in found}
        there = await asyncio.gather(*(consumer.committed(partition) for partition in partitions))
        pairs = {
            partition: (here.get(_key(partition), 0), committed or 0)
            for partition, committed in zip(partitions, there, strict=True)
        }
        if missed := sum(max(0, in_kafka - in_database) for in_database, in_kafka in pairs.values()):
            log.error("database_behind_kafka", records=missed)
            self.behind = max(self.behind, missed)
        return {partition: min(pair) for partition, pair in pairs.items()}


def _key(partition: TopicPartition) -> str:
    return f"{partition.topic}:{partition.partition}"
