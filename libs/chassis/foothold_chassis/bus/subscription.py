"""The subscription: membership in a consumer group, with raw records in batches and nothing acknowledged by itself.

FastStream runs the loop around the batches. Its own acknowledgement, parsers and filters stay unused: their errors
would bypass the handler and lose records (docs/adr/0004-consuming-with-explicit-offsets.md).
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol, cast

import structlog
from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.kafka.message import FAKE_CONSUMER
from faststream.security import BaseSecurity, SASLScram512

from foothold_chassis.bus.parking import Raw
from foothold_chassis.bus.polling import PollingConsumer
from foothold_events.connection import KafkaConnection

log = structlog.get_logger()

BATCH_RECORDS = 500
LOOK_MS = 1_000
"""How long one call of the consumer waits for records before it notes that none came."""

LEAVE_SECONDS = 2.0
"""How long FastStream's loop may take to end after the batch has ended."""

SESSION_TIMEOUT_MS = 10_000
METADATA_MAX_AGE_MS = 10_000
"""A topic that did not exist at the start is found within this time."""

MAX_POLL_INTERVAL_MS = 300_000
REBALANCE_TIMEOUT_MS = 60_000
"""Longer than the wait for a batch when partitions are revoked; otherwise the group would drop the member."""


class Member(Protocol):
    """What a subscription calls."""

    async def on_batch(self, records: tuple[Raw, ...]) -> None:
        """Handle one batch, and raise nothing: after an error FastStream would commit past the batch."""
        ...

    async def on_assigned(self, partitions: set[TopicPartition]) -> None: ...

    async def on_revoked(self, partitions: set[TopicPartition]) -> None: ...


class Subscription:
    """The subscription of one member to its group's topics."""

    def __init__(
        self, connection: KafkaConnection, group: str, topics: Sequence[str], member: Member
    ) -> None:
        self.is_joined = False
        self._connection = connection
        self._group = group
        self._topics = topics
        self._member = member
        self._broker = self._make_broker()

    @property
    def kafka(self) -> PollingConsumer:
        consumer: Any = self._subscriber.consumer
        return cast("PollingConsumer", consumer)

    async def join(self) -> None:
        """Join the group, unless this member has joined it. If Kafka is away, it has to be called again."""
        if self.is_joined:
            return
        try:
            builder: Any = await self._broker.connect()
            self._broker.config.broker_config.builder = partial(_PatientConsumer, **builder.keywords)
            await self._broker.start()
        except (KafkaError, OSError) as error:
            log.info("kafka_away", reason=repr(error))
            await self._broker.stop()
            self._broker = self._make_broker()
        else:
            self.is_joined = True

    async def leave(self) -> None:
        await self._broker.stop()

    def _make_broker(self) -> KafkaBroker:
        broker = KafkaBroker(
            self._connection.bootstrap,
            security=_security(self._connection),
            client_id=self._group,
            metadata_max_age_ms=METADATA_MAX_AGE_MS,
            apply_types=False,
            serializer=None,
            consumer_only=True,
            logger=None,
            graceful_timeout=LEAVE_SECONDS,
        )
        self._subscriber = broker.subscriber(
            *self._topics,
            group_id=self._group,
            batch=True,
            max_records=BATCH_RECORDS,
            batch_timeout_ms=LOOK_MS,
            ack_policy=AckPolicy.MANUAL,
            auto_offset_reset="earliest",
            session_timeout_ms=SESSION_TIMEOUT_MS,
            max_poll_interval_ms=MAX_POLL_INTERVAL_MS,
            rebalance_timeout_ms=REBALANCE_TIMEOUT_MS,
            listener=_Listener(self, self._member),
            # parser and decoder cannot fail: their errors would bypass the handler and lose the records
            parser=_parse,
            decoder=_decode,
        )
        self._subscriber(self._member.on_batch)
        return broker


class _PatientConsumer(PollingConsumer):
    """A consumer whose every batch has records: after an empty one FastStream sleeps, and a record would wait."""

    async def getmany(
        self, *partitions: TopicPartition, timeout_ms: float = 0, max_records: int | None = None
    ) -> dict[TopicPartition, list[ConsumerRecord]]:
        """Return records, however long none come."""
        while not (
            found := await super().getmany(*partitions, timeout_ms=timeout_ms, max_records=max_records)
        ):
            pass
        return found


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]
    def __init__(self, subscription: Subscription, member: Member) -> None:
        self._subscription = subscription
        self._member = member

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        self._subscription.kafka.expect_records()
        await self._member.on_assigned(assigned)

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        self._subscription.kafka.expect_records()
        await self._member.on_revoked(revoked)


def _security(kafka: KafkaConnection) -> BaseSecurity:
    context = kafka.ssl_context()
    if kafka.uses_sasl:
        return SASLScram512(kafka.username, kafka.secret(), context, use_ssl=context is not None)
    return BaseSecurity(context, use_ssl=context is not None)


async def _parse(records: tuple[Raw, ...]) -> KafkaMessage:
    return KafkaMessage(raw_message=records, body=b"", consumer=FAKE_CONSUMER)


async def _decode(message: KafkaMessage) -> Any:
    return message.raw_message
