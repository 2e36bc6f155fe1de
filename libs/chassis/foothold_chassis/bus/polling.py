"""A consumer of Kafka that waits for records at the broker, and asks seldom while none come.

A broker answers a fetch as soon as it has a record, so a long wait delays no record. But a client's other requests to
that broker queue behind the waiting fetch: also the next fetch, of partitions that were assigned, sought, resumed or
drained meanwhile. So a fetch waits long only once no record has come for a while.
"""

import time
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

BUSY_WAIT_MS = 500
IDLE_WAIT_MS = 5_000
IDLE_AFTER_SECONDS = 10.0

ROUND_MS = 5_000
"""How often aiokafka's own loop looks at its partitions while nothing happens. What happens wakes it."""


class PollingConsumer(AIOKafkaConsumer):  # type: ignore[misc]
    """A consumer whose fetches wait for `BUSY_WAIT_MS`, and for `IDLE_WAIT_MS` while no record comes."""

    def __init__(self, *topics: str, **options: Any) -> None:
        waits = {"fetch_max_wait_ms": BUSY_WAIT_MS, "consumer_timeout_ms": ROUND_MS}
        super().__init__(*topics, **(options | waits))
        self._busy_until = 0.0
        self.expect_records()

    def expect_records(self) -> None:
        """Wait briefly from the next fetch on: records came, or partitions are about to be read elsewhere."""
        self._busy_until = time.monotonic() + IDLE_AFTER_SECONDS

    async def getmany(
        self, *partitions: TopicPartition, timeout_ms: float = 0, max_records: int | None = None
    ) -> dict[TopicPartition, list[ConsumerRecord]]:
        """Return the records that came within `timeout_ms`, as soon as there are any."""
        found: dict[TopicPartition, list[ConsumerRecord]] = await super().getmany(
            *partitions, timeout_ms=timeout_ms, max_records=max_records
        )
        if found:
            self.expect_records()
        # aiokafka reads the option anew for each fetch, and has no call to change it
        self._fetcher._fetch_max_wait_ms = (  # noqa: SLF001
            BUSY_WAIT_MS if time.monotonic() < self._busy_until else IDLE_WAIT_MS
        )
        return found
