"""How far behind: by the record taken and not settled, or by how long there has been something not even taken."""

import time
from dataclasses import dataclass

from aiokafka import TopicPartition
from prometheus_client import REGISTRY

from foothold_chassis.lag import Lag

PARTITION = TopicPartition("foothold.test.counter", 3)


@dataclass
class Taken:
    topic: str = PARTITION.topic
    partition: int = PARTITION.partition
    offset: int = 7
    key: bytes | None = None
    value: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = ()
    timestamp: int = 0


def shown(name: str) -> float | None:
    return REGISTRY.get_sample_value(
        f"foothold_consumer_lag_{name}", {"topic": PARTITION.topic, "partition": str(PARTITION.partition)}
    )


def test_a_record_in_hand_is_as_old_as_it_is_on_kafka() -> None:
    lag = Lag()
    lag.begin({PARTITION: 7})
    lag.take([Taken(timestamp=int((time.time() - 300) * 1000))])

    lag.show({PARTITION: 9})

    assert shown("records") == 2
    assert 300 <= (shown("seconds") or 0) < 330


def test_what_is_settled_is_behind_no_more() -> None:
    lag = Lag()
    lag.begin({PARTITION: 7})
    lag.take([Taken(timestamp=1)])
    lag.settle({PARTITION: 9})

    lag.show({PARTITION: 9})

    assert (shown("records"), shown("seconds")) == (0, 0)


def test_a_partition_that_went_to_another_member_is_not_shown_here() -> None:
    lag = Lag()
    lag.begin({PARTITION: 7})
    lag.show({PARTITION: 9})

    lag.show({})

    assert shown("records") is None
