"""A consumer waits long at the broker only where no record has come for a while."""

from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer

from foothold_chassis.bus import polling
from foothold_chassis.bus.polling import BUSY_WAIT_MS, IDLE_AFTER_SECONDS, IDLE_WAIT_MS, PollingConsumer


class Fetcher:
    _fetch_max_wait_ms = BUSY_WAIT_MS


class Time:
    now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    found = Time()
    monkeypatch.setattr(polling, "time", found)
    return found


@pytest.fixture
async def consumer(monkeypatch: pytest.MonkeyPatch, time: Time) -> PollingConsumer:
    del time  # it must stand still before the consumer is made

    async def getmany(self: Any, *_: object, **__: object) -> dict[str, list[str]]:
        return self.found

    monkeypatch.setattr(AIOKafkaConsumer, "getmany", getmany)
    made = PollingConsumer(bootstrap_servers="127.0.0.1:1")
    made.found, made._fetcher = {}, Fetcher()  # type: ignore[attr-defined]
    return made


async def wait_of(consumer: PollingConsumer) -> int:
    """Return how long the next fetch waits, in milliseconds, after the consumer has looked once."""
    await consumer.getmany()
    return consumer._fetcher._fetch_max_wait_ms


async def test_a_new_consumer_waits_briefly(consumer: PollingConsumer) -> None:
    assert await wait_of(consumer) == BUSY_WAIT_MS


async def test_an_idle_consumer_waits_long(consumer: PollingConsumer, time: Time) -> None:
    time.now += IDLE_AFTER_SECONDS

    assert await wait_of(consumer) == IDLE_WAIT_MS


async def test_a_record_makes_the_waits_brief_again(consumer: PollingConsumer, time: Time) -> None:
    time.now += IDLE_AFTER_SECONDS
    consumer.found = {"a partition": ["a record"]}  # type: ignore[attr-defined]

    assert await wait_of(consumer) == BUSY_WAIT_MS


async def test_an_assignment_makes_the_waits_brief_again(consumer: PollingConsumer, time: Time) -> None:
    time.now += IDLE_AFTER_SECONDS
    consumer.expect_records()

    assert await wait_of(consumer) == BUSY_WAIT_MS
