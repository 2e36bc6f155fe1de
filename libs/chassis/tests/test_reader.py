"""What a follower of topics hands on, and what it counts because it goes on without it."""

from foothold_chassis.bus.reader import Reader
from foothold_chassis.telemetry import metrics
from foothold_events.connection import KafkaConnection
from foothold_events.envelope import Envelope

from .counters import Counted
from .test_dispatcher import record


async def test_an_unknown_major_is_counted_and_what_follows_is_handed_on() -> None:
    heard: list[int] = []

    async def hear(event: Envelope[Counted]) -> None:
        heard.append(event.sequence.n)

    reader = Reader(KafkaConnection("memory:9092"), [Counted], hear)
    before = metrics.FOLLOWED_UNKNOWN_MAJORS._value.get()
    newer, unheard = (record("cnt_1", 2, type=f"{Counted.topic()}.{name}.v2") for name in ("counted", "lost"))

    for one in (record("cnt_1", 1), newer, unheard, record("cnt_1", 3, data="{}"), record("cnt_1", 4)):
        await reader.handle(one)

    assert heard == [1, 4]
    assert metrics.FOLLOWED_UNKNOWN_MAJORS._value.get() == before + 1
