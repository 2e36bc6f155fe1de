"""How far behind: by the record received and not handled, or by how long records have waited to be received."""

import time
from dataclasses import dataclass

import pytest
from aiokafka import TopicPartition
from prometheus_client import REGISTRY

from foothold_chassis.bus.lag import Lag
from foothold_chassis.telemetry import metrics

PARTITION = TopicPartition("foothold.test.counter", 3)


@dataclass
class Received:
    topic: str = PARTITION.topic
    partition: int = PARTITION.partition
    offset: int = 7
    key: bytes | None = None
    value: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = ()
    timestamp: int = 0


@pytest.fixture(autouse=True)
def nothing_shown_yet() -> None:
    metrics.LAG_RECORDS.clear()
    metrics.LAG_SECONDS.clear()


def shown(name: str) -> float | None:
    return REGISTRY.get_sample_value(
        f"foothold_consumer_lag_{name}", {"topic": PARTITION.topic, "partition": str(PARTITION.partition)}
    )


def test_a_record_in_hand_is_as_old_as_it_is_on_kafka() -> None:
    lag = Lag()
    lag.assign({PARTITION: 7})
    lag.receive([Received(timestamp=int((time.time() - 300) * 1000))])

    lag.set_gauges({PARTITION: 9})

    assert shown("records") == 2
    assert 300 <= (shown("seconds") or 0) < 330


def test_what_is_handled_is_behind_no_more() -> None:
    lag = Lag()
    lag.assign({PARTITION: 7})
    lag.receive([Received(timestamp=1)])
    lag.advance({PARTITION: 9})

    lag.set_gauges({PARTITION: 9})

    assert (shown("records"), shown("seconds")) == (0, 0)


def test_a_partition_that_went_to_another_member_is_not_shown_here() -> None:
    lag = Lag()
    lag.assign({PARTITION: 7})
    lag.set_gauges({PARTITION: 9})

    lag.set_gauges({})

    assert shown("records") is None


def hours_ago(hours: float) -> int:
    return int((time.time() - hours * 3600) * 1000)


def test_a_backlog_stays_old_while_it_is_handled_batch_by_batch() -> None:
    lag = Lag()
    lag.assign({PARTITION: 7})
    lag.receive([Received(timestamp=hours_ago(7)), Received(timestamp=hours_ago(6))])
    lag.advance({PARTITION: 9})

    lag.set_gauges({PARTITION: 1_000_000})

    assert 6 * 3600 <= (shown("seconds") or 0) < 6 * 3600 + 30, (
        "what follows was sent after the last one handled"
    )


def test_a_batch_in_hand_is_as_old_as_its_own_records_not_as_the_one_before() -> None:
    lag = Lag()
    lag.assign({PARTITION: 7})
    lag.receive([Received(timestamp=hours_ago(6))])
    lag.advance({PARTITION: 8})
    lag.receive([Received(offset=8, timestamp=hours_ago(1))])

    lag.set_gauges({PARTITION: 9})

    assert 3600 <= (shown("seconds") or 0) < 3630


def test_once_nothing_remained_a_new_record_is_as_young_as_it_is() -> None:
    lag = Lag()
    lag.assign({PARTITION: 7})
    lag.receive([Received(timestamp=hours_ago(6))])
    lag.advance({PARTITION: 8})
    lag.set_gauges({PARTITION: 8})

    lag.set_gauges({PARTITION: 9})

    assert (shown("seconds") or 0) < 30


def test_a_partition_that_comes_back_further_on_has_the_age_of_nothing_from_before(monkeypatch) -> None:
    lag = Lag()
    lag.assign({PARTITION: 7})
    lag.set_gauges({PARTITION: 9})  # behind since now
    lag.receive([Received(timestamp=hours_ago(6))])
    later = time.time() + 3600
    monkeypatch.setattr(time, "time", lambda: later)

    lag.assign({PARTITION: 9})
    lag.set_gauges({PARTITION: 10})

    assert shown("records") == 1
    assert (shown("seconds") or 0) < 30


def test_a_partition_read_again_from_where_it_stood_has_not_grown_younger() -> None:
    lag = Lag()
    lag.assign({PARTITION: 7})
    lag.receive([Received(timestamp=hours_ago(6))])

    lag.assign({PARTITION: 7})  # held, and released: nothing was handled meanwhile
    lag.set_gauges({PARTITION: 9})

    assert 6 * 3600 <= (shown("seconds") or 0) < 6 * 3600 + 30


def test_a_partition_that_comes_back_where_it_stood_has_not_grown_younger() -> None:
    lag = Lag()
    lag.assign({PARTITION: 7})
    lag.receive([Received(timestamp=hours_ago(6))])
    lag.revoke([PARTITION])

    lag.assign({PARTITION: 7})  # a rebalance takes everything away, and gives most of it back
    lag.set_gauges({PARTITION: 9})

    assert 6 * 3600 <= (shown("seconds") or 0) < 6 * 3600 + 30


def test_a_partition_that_others_read_meanwhile_has_the_age_of_nothing_from_before(monkeypatch) -> None:
    lag = Lag()
    lag.assign({PARTITION: 7})
    lag.set_gauges({PARTITION: 9})
    lag.revoke([PARTITION])
    lag.set_gauges({})
    later = time.time() + 3600
    monkeypatch.setattr(time, "time", lambda: later)

    lag.assign({PARTITION: 9})
    lag.set_gauges({PARTITION: 10})

    assert (shown("seconds") or 0) < 30
