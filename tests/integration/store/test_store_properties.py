"""Whatever happens between commit, publish and clear: in order, nothing lost, effects once."""

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from foothold_chassis.causes import Command
from foothold_chassis.errors import AmbiguousCommit, OutboxFull
from foothold_chassis.store.mongo import Database
from foothold_events.envelope import Envelope, Sequence
from foothold_events.payouts import PayeeRegistered
from tests.integration.conftest import Connect
from tests.integration.store.process import Crashed, Log, Process

SUBJECTS = ("tly_a", "tly_b", "tly_c")
REPLICAS = 3
LOOK_SECONDS = 0.01


@dataclass(frozen=True)
class Request:
    """A command, perhaps a retry of an earlier one: the same `key` is the same command."""

    subject: str
    replica: int
    key: int
    events: int


@dataclass(frozen=True)
class Redelivery:
    """The events 1…`upto` of one upstream subject, delivered in order (again)."""

    subject: str
    replica: int
    upstream: str
    upto: int


@dataclass(frozen=True)
class Crash:
    replica: int
    after_steps: int
    before_the_step: bool


@dataclass(frozen=True)
class LostAnswer:
    replica: int
    after_writes: int


@dataclass(frozen=True)
class Sweep:
    replica: int


@dataclass(frozen=True)
class Clear:
    replica: int


@dataclass(frozen=True)
class Outage:
    away: bool


_replica = st.integers(0, REPLICAS - 1)
_subject = st.sampled_from(SUBJECTS)
_steps = (
    st.builds(Request, _subject, _replica, st.integers(0, 12), st.integers(0, 2)),
    st.builds(Request, _subject, _replica, st.integers(0, 12), st.integers(1, 2)),
    st.builds(Redelivery, _subject, _replica, st.sampled_from(("up_x", "up_y")), st.integers(1, 4)),
    st.builds(Crash, _replica, st.integers(0, 6), st.booleans()),
    st.builds(LostAnswer, _replica, st.integers(0, 2)),
    st.builds(Sweep, _replica),
    st.builds(Clear, _replica),
    st.builds(Outage, st.booleans()),
)
_history = st.lists(st.lists(st.one_of(*_steps), min_size=1, max_size=5), min_size=1, max_size=8)


class World:
    def __init__(self, database: Database) -> None:
        self.database = database
        self._run = secrets.token_hex(4)
        self.log = Log()
        self.replicas = [Process(database, self.log) for _ in range(REPLICAS)]

    def name(self, subject: str) -> str:
        """Every run has documents of its own."""
        return f"{subject}_{self._run}"

    async def play(self, history: list[list[object]]) -> None:
        for concurrent in history:
            await asyncio.gather(*(self._play(step) for step in concurrent))
            for number, replica in enumerate(self.replicas):
                if replica.dead:
                    self.replicas[number] = Process(self.database, self.log)

    async def _play(self, step: object) -> None:
        with suppress(Crashed, AmbiguousCommit, OutboxFull):
            match step:
                case Request(subject, replica, key, events):
                    await self.replicas[replica].take(
                        self.name(subject), f"c{key}", events, Command(f"cmd_{key}", "cor_1", "f1")
                    )
                case Redelivery(subject, replica, upstream, upto):
                    for n in range(1, upto + 1):
                        await self.replicas[replica].take(
                            self.name(subject), f"{upstream}-{n}", 1, _event(upstream, n)
                        )
                case Crash(replica, after_steps, before):
                    self.replicas[replica].dies_before_the_step = before
                    self.replicas[replica].steps_left = after_steps
                case LostAnswer(replica, after_writes):
                    self.replicas[replica].ambiguous_at = after_writes
                case Sweep(replica):
                    await self.replicas[replica].sweeper.sweep()
                case Clear(replica):
                    await self.replicas[replica].publisher.clear()
                case Outage(away):
                    self.log.away = away

    async def come_to_rest(self) -> Process:
        """Kafka is back, every living replica finishes, and a fresh replica sweeps."""
        self.log.away = False
        for replica in self.replicas:
            replica.steps_left = 0 if replica.dead else None
            with suppress(Crashed):
                await replica.publisher.stop(5)
        last = Process(self.database, self.log)
        async with asyncio.timeout(10):
            while await self.database.collection("tallies").count({"outbox.0": {"$exists": True}}):
                if not await last.sweeper.sweep():
                    await asyncio.sleep(LOOK_SECONDS)  # the lease of one that died, or events to clear
                await last.publisher.clear()
        return last


def _event(upstream: str, n: int) -> Envelope[PayeeRegistered]:
    data = PayeeRegistered(payee_id="pye_1", talent_id="tal_1")
    return Envelope(upstream, Sequence(0, n), datetime.now(UTC), "cor_1", None, None, data)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.mark.timeout(240)
def test_any_interleaving_delivers_in_order_loses_nothing_and_acts_once(
    runner: asyncio.Runner, connect: Connect
) -> None:
    @settings(
        max_examples=250,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        phases=[Phase.explicit, Phase.generate],  # shrinking against a real database takes minutes
        derandomize=True,
    )
    @given(_history)
    def check(history: list[list[object]]) -> None:
        runner.run(_check(World(database), history))

    database = connect(f"test_{secrets.token_hex(6)}")
    try:
        check()
    finally:
        runner.run(database.drop())
        runner.run(database.close())


async def _check(world: World, history: list[list[object]]) -> None:
    await world.play(history)
    last = await world.come_to_rest()
    for subject in map(world.name, SUBJECTS):
        document = await world.database.collection("tallies").find_one({"_id": subject})
        if document is None:
            assert not world.log.arrived[subject], "published what was never committed"
            continue
        tally = last.store.read(document)
        assert world.log.first_deliveries(subject) == list(range(1, tally.events + 1))
        assert document["n"] == tally.events
        assert len(set(tally.effects)) == len(tally.effects), "an effect happened twice"
