"""An event is the same record, byte for byte, whether its writer sends it or a process that read it from MongoDB."""

import asyncio
import secrets
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from foothold_chassis.causes import Command
from foothold_chassis.store import Store
from foothold_chassis.store.mongo import Database
from foothold_chassis.store.outbox import Publisher
from foothold_chassis.store.sweeper import Sweeper
from foothold_chassis.telemetry import tracing
from foothold_chassis.testing.kafka import MemoryKafka
from foothold_events.envelope import Event, Record
from foothold_events.examples import example
from foothold_events.schemas import BY_TYPE
from tests.integration.conftest import Connect
from tests.integration.store.process import Tally

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

_moment = st.datetimes(datetime(2026, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - naive bounds
_correlation = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)


class At:
    """A clock that stands still."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        return self._moment


@pytest.mark.timeout(120)
def test_every_event_is_the_same_bytes_whoever_sends_it(connect: Connect) -> None:
    with asyncio.Runner() as runner:
        database = connect(f"test_{secrets.token_hex(6)}")

        @settings(
            max_examples=10,
            deadline=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=[HealthCheck.too_slow],
        )
        @given(_moment, _correlation, st.booleans())
        def check(moment: datetime, correlation: str, traced: bool) -> None:
            within = tracing.parent(TRACEPARENT if traced else None)
            with tracing.span("request", within=within):
                sent, read = runner.run(_records(database, moment, correlation))
            assert sent == read
            assert len(sent) == len(BY_TYPE)

        try:
            check()
        finally:
            runner.run(database.drop())
            runner.run(database.close())


async def _records(
    database: Database, moment: datetime, correlation: str
) -> tuple[list[Record], list[Record]]:
    """Write an event of each type; return the records that its writer sends, and those of a process that sweeps."""
    clock, id = At(moment), f"tly_{secrets.token_hex(4)}"
    writer, reader = MemoryKafka(), MemoryKafka()
    publisher = Publisher(writer, clock)
    store = Store(Tally, database, publisher, clock, name="tallies")

    def tell(_tally: Tally, _now: datetime) -> list[Event]:
        return [example(event) for event in BY_TYPE.values()]

    await store.change(id, tell, Command("cmd_1", correlation), create=lambda: Tally(id=id))
    await publisher.publish(store.collection, id, [])  # until all are sent
    later = At(datetime(2036, 1, 2, tzinfo=UTC))
    await Sweeper([store], Publisher(reader, later), later).sweep()
    await publisher.clear()
    return writer.records, reader.records
