"""Without a fault each event goes out once, whichever processes write a document, and in whatever turns."""

import asyncio
import secrets
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from foothold_chassis.causes import Command
from foothold_chassis.store.mongo import Database
from tests.integration.conftest import Connect
from tests.integration.store.process import Log, Process

PROCESSES = 4
DOCUMENTS = 3
LONG = timedelta(seconds=30)

_write = st.tuples(
    st.integers(0, PROCESSES - 1),
    st.integers(0, DOCUMENTS - 1),
    st.sampled_from((0, 1, 1, 2)),
    st.floats(0, 0.1),
)
_at_once = st.lists(_write, min_size=4, max_size=16)


@pytest.mark.timeout(120)
def test_no_event_goes_out_twice_and_each_subjects_are_in_order(connect: Connect) -> None:
    with asyncio.Runner() as runner:
        database = connect(f"test_{secrets.token_hex(6)}")

        @settings(
            max_examples=25,
            deadline=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],  # shrinking against a real database takes minutes
            suppress_health_check=[HealthCheck.too_slow],
        )
        @given(_at_once)
        def check(writes: list[tuple[int, int, int, float]]) -> None:
            runner.run(_check(database, writes))

        try:
            check()
        finally:
            runner.run(database.drop())
            runner.run(database.close())


async def test_an_event_that_a_commit_puts_back_into_the_outbox_holds_up_nobody(database: Database) -> None:
    log = Log()
    one, other = (Process(database, log, patience=LONG) for _ in range(2))

    await one.take("tly_1", "w1", 1, Command("cmd_1", "cor_1"))
    await other.take("tly_1", "w2", 1, Command("cmd_2", "cor_1"))
    await one.publisher.clear()
    await other.take("tly_1", "w3", 1, Command("cmd_3", "cor_1"))  # as it remembers the document, uncleared

    async with asyncio.timeout(5):
        await asyncio.gather(*(process.publisher.stop(5) for process in (one, other)))
    assert log.arrived["tly_1"] == [1, 2, 3]


async def _check(database: Database, writes: list[tuple[int, int, int, float]]) -> None:
    """Write by several processes at once, each write after its pause."""
    run, log = secrets.token_hex(4), Log()
    processes = [Process(database, log, patience=LONG) for _ in range(PROCESSES)]
    for process in processes:
        await process.publisher.start(alone=False)

    async def write(n: int, process: int, document: int, events: int, pause: float) -> None:
        await asyncio.sleep(pause)
        await processes[process].take(f"tly_{document}_{run}", f"w{n}", events, Command(f"cmd_{n}", "cor_1"))

    await asyncio.gather(*(write(n, *of_write) for n, of_write in enumerate(writes)))
    await asyncio.gather(*(process.publisher.stop(LONG.total_seconds()) for process in processes))

    told: Counter[str] = Counter()
    for _, document, events, _ in writes:
        told[f"tly_{document}_{run}"] += events
    for subject, count in told.items():
        assert log.arrived[subject] == list(range(1, count + 1))
