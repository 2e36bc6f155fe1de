"""Where each topic is declared, once; `apply` creates them on a cluster or checks what is there."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from foothold_events.connection import KafkaConnection

# Order per aggregate rests on key -> partition staying as it is: the count never changes.
PARTITIONS = 12

FOREVER_MS = -1
TOMBSTONES_MS = 90 * 24 * 3600 * 1000
"""How long a compacted topic keeps a null value: a consumer that was away or was restored has to meet it. Kafka's own
default is a day."""
MS = timedelta(milliseconds=1)

CONNECT_TRIES = 60
CONNECT_RETRY_SECONDS = 1.0
KNOWN_TRIES = 20
KNOWN_RETRY_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Topic:
    """One aggregate type's events.

    `restricted` topics hold more than the public stream may show. A topic is `kept` for this time at least; without
    it, for ever.
    """

    name: str
    cleanup: Literal["delete", "compact"] = "delete"
    restricted: bool = False
    partitions: int = PARTITIONS
    kept: timedelta | None = None

    @property
    def is_history(self) -> bool:
        """Return whether every consumer may read it, and finds in it all that was ever told."""
        return not self.restricted and self.kept is None

    def config(self) -> dict[str, str]:
        config = {"cleanup.policy": self.cleanup, "retention.ms": str(FOREVER_MS)}
        if self.cleanup == "compact":
            config["delete.retention.ms"] = str(TOMBSTONES_MS)
        if self.kept is not None:
            # a segment is removed as a whole, some time after its last record
            config["retention.ms"] = config["segment.ms"] = str(self.kept // MS)
        return config


TOPICS: tuple[Topic, ...] = (
    Topic("foothold.identity.account"),
    Topic("foothold.identity.talent", cleanup="compact", restricted=True),
    Topic("foothold.identity.organization"),
    Topic("foothold.identity.affiliation"),
    Topic("foothold.identity.session", kept=timedelta(hours=1)),
    Topic("foothold.identity.signing-key"),
    Topic("foothold.catalog.project"),
    Topic("foothold.matching.ranking"),
    Topic("foothold.matching.application"),
    Topic("foothold.contracts.contract"),
    Topic("foothold.payouts.escrow"),
    Topic("foothold.payouts.payout"),
    Topic("foothold.payouts.payee"),
)


class TopicMismatch(RuntimeError):
    """A topic exists on the cluster with other settings than declared; the message names each."""


async def apply(
    kafka: KafkaConnection, *, replication: int = 1, say: Callable[[str], None] = lambda _: None
) -> list[str]:
    """Create the missing topics and check the existing ones; return the names of the created ones.

    Raises:
        TopicMismatch: a topic exists with another partition count or cleanup policy. Nothing is altered:
            a changed count would send later events of an aggregate to another partition.
    """
    admin = await _connect(kafka, say)
    try:
        present = set(await admin.list_topics())
        created = await _create(admin, [topic for topic in TOPICS if topic.name not in present], replication)
        await _check(admin, [topic for topic in TOPICS if topic.name not in created])
    finally:
        await admin.close()
    return created


async def _connect(kafka: KafkaConnection, say: Callable[[str], None]) -> AIOKafkaAdminClient:
    """Wait for Kafka for a while: on a new cluster it starts at the same time as this Job."""
    for tries_left in reversed(range(CONNECT_TRIES)):
        admin = AIOKafkaAdminClient(**kafka.options(), client_id="foothold-topics")
        try:
            await admin.start()
        except KafkaError:
            await admin.close()
            if not tries_left:
                raise
            say(
                f"waiting for Kafka at {kafka.bootstrap} (another {tries_left * CONNECT_RETRY_SECONDS:.0f} s)"
            )
            await asyncio.sleep(CONNECT_RETRY_SECONDS)
        else:
            break
    return admin


async def _create(admin: AIOKafkaAdminClient, missing: list[Topic], replication: int) -> list[str]:
    """Create these; return the names of those that no other process (another init job) created first."""
    if not missing:
        return []
    response = await admin.create_topics(
        [NewTopic(t.name, t.partitions, replication, topic_configs=t.config()) for t in missing]
    )
    created = []
    for name, code, *_ in response.topic_errors:
        if code == 0:
            created.append(name)
        elif code != TopicAlreadyExistsError.errno:
            raise for_code(code)(name)
    return created


async def _partitions_of(admin: AIOKafkaAdminClient, existing: list[Topic]) -> dict[str, int]:
    """Return the partition counts; a topic that was just created may take a moment to be known everywhere."""
    for _ in range(KNOWN_TRIES):
        described = await admin.describe_topics([topic.name for topic in existing])
        found = {item["topic"]: len(item["partitions"]) for item in described}
        if all(found.values()):
            break
        await asyncio.sleep(KNOWN_RETRY_SECONDS)
    return found


async def _check(admin: AIOKafkaAdminClient, existing: list[Topic]) -> None:
    if not existing:
        return
    partitions = await _partitions_of(admin, existing)
    responses = await admin.describe_configs(
        [ConfigResource(ConfigResourceType.TOPIC, topic.name) for topic in existing]
    )
    config = {
        resource[3]: {entry[0]: entry[1] for entry in resource[4]}
        for response in responses
        for resource in response.resources
    }
    wrong = [
        f"{topic.name}: {setting} is {actual}, declared {declared}"
        for topic in existing
        for setting, actual, declared in (
            ("partition count", str(partitions.get(topic.name)), str(topic.partitions)),
            *((key, config.get(topic.name, {}).get(key), value) for key, value in topic.config().items()),
        )
        if actual != declared
    ]
    if wrong:
        raise TopicMismatch("; ".join(wrong))
