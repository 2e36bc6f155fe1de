"""The one way to Kafka: idempotent, acknowledged by all in-sync replicas, and replaced when stuck."""

import asyncio
from contextlib import suppress

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    IllegalOperation,
    InvalidProducerEpoch,
    KafkaError,
    MessageSizeTooLargeError,
    OutOfOrderSequenceNumber,
    ProducerFenced,
)
from aiokafka.protocol.metadata import MetadataRequest

from foothold_chassis.errors import BusUnavailable, Invalid
from foothold_chassis.process.loops import Loop
from foothold_chassis.telemetry import metrics
from foothold_events.connection import KafkaConnection
from foothold_events.envelope import Record

log = structlog.get_logger()

SEND_TIMEOUT_SECONDS = 10.0
PROBE_EVERY_SECONDS = 0.5
LOOK_EVERY_SECONDS = 2.0
REQUEST_TIMEOUT_MS = 5_000
RETRY_BACKOFF_MS = 50
METADATA_MAX_AGE_MS = 10_000

_STUCK = (OutOfOrderSequenceNumber, InvalidProducerEpoch, ProducerFenced, IllegalOperation)
"""After one of these an idempotent producer refuses for good; aiokafka does not restart it (its #1017)."""


class Producer:
    """Starts without Kafka and connects in the background.

    `available` becomes false with the first send that is not acknowledged in time, or when no broker answers the
    probe of every 2 s (a process that sends nothing would notice nothing). It becomes true again once a new
    connection works, so that no send queues behind a broker that is away.
    """

    def __init__(self, kafka: KafkaConnection, client_id: str) -> None:
        self._kafka = kafka
        self._client_id = client_id
        self._idempotent = True
        self._producer: AIOKafkaProducer | None = None
        self._away = True
        self._loop = Loop(self._stay_connected, every=LOOK_EVERY_SECONDS, failed="connecting_failed")

    @property
    def available(self) -> bool:
        return self._producer is not None and not self._away

    async def start(self, *, writes: bool = True) -> None:
        """Start connecting. A service that `writes` nothing only probes whether Kafka answers.

        Kafka refuses an idempotent producer to a user without the right to write to any topic [KIP-679].
        """
        self._idempotent = writes
        metrics.KAFKA_AVAILABLE.set_function(lambda: self.available)
        await self._loop.start()

    async def send(self, record: Record) -> None:
        """Send a record, and wait for the acknowledgement of all in-sync replicas.

        Raises:
            BusUnavailable: Kafka is away, or did not acknowledge in time; the record may have arrived.
            Invalid: Kafka does not take records of this size.
        """
        producer = self._producer
        if producer is None or self._away:
            raise BusUnavailable("Kafka is away.")
        try:
            async with asyncio.timeout(SEND_TIMEOUT_SECONDS):
                await producer.send_and_wait(
                    record.topic, value=record.value, key=record.key, headers=record.headers
                )
        except MessageSizeTooLargeError as error:
            raise Invalid(f"A record of {len(record.value)} bytes is too large for Kafka.") from error
        except (KafkaError, TimeoutError) as error:
            if isinstance(error, _STUCK):
                log.warning("producer_stuck", reason=repr(error))
            self._away = True
            self._loop.nudge()
            raise BusUnavailable(f"Kafka did not acknowledge: {error!r}") from error

    async def _stay_connected(self) -> None:
        """Look whether Kafka answers. If it does not, or has not acknowledged, connect anew as soon as it does."""
        if not self._away and not await self._answers():
            log.warning("kafka_does_not_answer")
            self._away = True
        if self._away:
            await self._close()
            if not await self._connects():
                await asyncio.sleep(PROBE_EVERY_SECONDS)
                self._loop.nudge()

    async def _connects(self) -> bool:
        try:
            self._producer = await self._connect()
        except (KafkaError, OSError) as error:
            log.info("kafka_away", reason=repr(error))
            return False
        self._away = False
        log.info("kafka_connected", bootstrap=self._kafka.bootstrap)
        return True

    async def _answers(self) -> bool:
        """Return whether a broker answers. It is asked about no topic, since to read about all takes milliseconds."""
        if self._producer is None:
            return False
        client = self._producer.client
        with suppress(TimeoutError):
            async with asyncio.timeout(SEND_TIMEOUT_SECONDS):
                for broker in client.cluster.brokers():
                    with suppress(KafkaError):
                        await client.send(broker.nodeId, MetadataRequest([]))
                        return True
        return False

    async def _connect(self) -> AIOKafkaProducer:
        producer = AIOKafkaProducer(
            **self._kafka.options(),
            client_id=self._client_id,
            acks="all",
            enable_idempotence=self._idempotent,
            request_timeout_ms=REQUEST_TIMEOUT_MS,
            retry_backoff_ms=RETRY_BACKOFF_MS,
            metadata_max_age_ms=METADATA_MAX_AGE_MS,
        )
        try:
            async with asyncio.timeout(SEND_TIMEOUT_SECONDS):
                await producer.start()
        except BaseException:
            await producer.stop()
            raise
        return producer

    async def _close(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            # the outboxes also hold the records that it still has
            with suppress(KafkaError, TimeoutError):
                async with asyncio.timeout(REQUEST_TIMEOUT_MS / 1000):
                    await producer.stop()

    async def stop(self) -> None:
        await self._loop.stop()
        await self._close()
