"""The offset to begin at is the smaller of the two, and a database behind Kafka is noticed."""

import pytest
from aiokafka import TopicPartition
from pydantic import SecretStr

from foothold_chassis.bus.offsets import Offsets
from foothold_chassis.store import Database
from foothold_chassis.testing import MemoryMongo

PARTITIONS = [TopicPartition("foothold.test.counter", n) for n in range(2)]


class Committed:
    """What Kafka has of the group."""

    def __init__(self, *offsets: int | None) -> None:
        self.offsets = dict(zip(PARTITIONS, offsets, strict=True))

    async def committed(self, partition: TopicPartition) -> int | None:
        return self.offsets[partition]


@pytest.fixture
def offsets() -> Offsets:
    database = Database(SecretStr("mongodb://memory"), "test")
    database.use(MemoryMongo())
    return Offsets(database)


@pytest.mark.parametrize(
    ("here", "there", "starts", "behind"),
    [
        ((), (None, None), [0, 0], 0),
        ((5, 7), (5, 7), [5, 7], 0),
        ((5, 7), (5, None), [5, 0], 0),
        ((5, 7), (4, 7), [4, 7], 0),
        ((3, 7), (5, 8), [3, 7], 3),
        ((), (5, 8), [0, 0], 13),
    ],
    ids=["new", "the same", "the group is new", "not committed yet", "restored", "lost"],
)
async def test_it_begins_at_the_smaller_and_notices_a_restore(
    offsets: Offsets, here, there, starts, behind
) -> None:
    if here:
        await offsets.write(dict(zip(PARTITIONS, here, strict=True)))

    found = await offsets.start_of(Committed(*there), PARTITIONS)

    assert [found[partition] for partition in PARTITIONS] == starts
    assert offsets.behind == behind


async def test_once_noticed_it_is_not_forgotten(offsets: Offsets) -> None:
    await offsets.start_of(Committed(5, 8), PARTITIONS)
    await offsets.write(dict(zip(PARTITIONS, (5, 8), strict=True)))
    await offsets.start_of(Committed(5, 8), PARTITIONS)

    assert offsets.behind == 13
