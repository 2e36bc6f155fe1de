"""A process that can be killed between any two of its steps, and the log it publishes to."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from pydantic import Field

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.causes import Cause
from foothold_chassis.clock import SystemClock
from foothold_chassis.errors import AmbiguousCommit, BusUnavailable
from foothold_chassis.store import Store
from foothold_chassis.store.mongo import Collection, Database
from foothold_chassis.store.outbox import Publisher
from foothold_chassis.store.sweeper import Sweeper
from foothold_events.envelope import Event, Record, read_head
from foothold_events.payouts import PayeeRegistered

SOON = timedelta(seconds=0.02)


class Tally(Aggregate):
    """Counts, and emits one or two events for each effect."""

    effects: list[str] = Field(default_factory=list)
    events: int = 0

    def take(self, effect: str, events: int, now: datetime) -> list[Event]:
        del now
        self.effects.append(effect)
        self.events += events
        return [PayeeRegistered(payee_id=f"pye_{effect}", talent_id=f"tal_{n}") for n in range(events)]


class Log:
    """What Kafka would hold: for each subject the numbers of its events as they arrived."""

    def __init__(self) -> None:
        self.arrived: dict[str, list[int]] = defaultdict(list)
        self.away = False

    def first_deliveries(self, subject: str) -> list[int]:
        return list(dict.fromkeys(self.arrived[subject]))


class Crashed(asyncio.CancelledError):
    """The process is gone: its task ends here, and no line after this is reached."""


class Process:
    """One replica: its store, its publisher, its sweeper. `fail_at` counts its steps down to its death."""

    def __init__(self, database: Database, log: Log, *, patience: timedelta = SOON) -> None:
        self.log = log
        self.steps_left: int | None = None
        self.dies_before_the_step = True
        self.ambiguous_at: int | None = None
        self.dead = False
        self.publisher = Publisher(self, patience=patience)
        self.store = Store(Tally, _Database(database, self), self.publisher, SystemClock(), name="tallies")  # type: ignore[arg-type]
        self.sweeper = Sweeper(
            [self.store], self.publisher, SystemClock(), old_after=timedelta(0), lease=timedelta(seconds=0.2)
        )

    async def take(self, subject: str, effect: str, events: int, cause: Cause) -> None:
        """Take an effect into a tally, which tells so many events of it."""
        await self.store.change(
            subject,
            lambda tally, now: tally.take(effect, events, now),
            cause,
            create=lambda: Tally(id=subject),
        )

    @property
    def available(self) -> bool:
        return not self.log.away

    async def send(self, record: Record) -> None:
        async def arrive() -> None:
            if self.log.away:
                raise BusUnavailable("Kafka is away")
            head = read_head(record.headers)
            self.log.arrived[head.subject].append(head.sequence.n)
            await asyncio.sleep(0)

        await self.step(arrive)

    async def step(self, act: Callable[[], Awaitable[Any]]) -> Any:
        """Do one thing that other processes can see, unless this process dies right before or after it."""
        if self.dead:
            raise Crashed
        if self.steps_left is None or self.steps_left > 0:
            self.steps_left = None if self.steps_left is None else self.steps_left - 1
            return await act()
        self.dead = True
        if not self.dies_before_the_step:
            await act()
        raise Crashed

    async def write(self, act: Callable[[], Awaitable[Any]]) -> Any:
        """A step whose acknowledgement may be lost."""
        done = await self.step(act)
        if self.ambiguous_at is not None:
            self.ambiguous_at -= 1
            if self.ambiguous_at < 0:
                self.ambiguous_at = None
                raise AmbiguousCommit("the connection broke before the answer came")
        return done


class _Database:
    def __init__(self, database: Database, process: Process) -> None:
        self._database = database
        self._process = process

    def collection(self, name: str) -> "_Collection":
        return _Collection(self._database.collection(name), self._process)


class _Collection:
    """A collection whose every call is a step of its process."""

    def __init__(self, real: Collection, process: Process) -> None:
        self._real = real
        self._process = process
        self.name = real.name

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        method = getattr(self._real, name)
        run = self._process.step if name.startswith("find") and "update" not in name else self._process.write

        async def call(*args: Any, **options: Any) -> Any:
            return await run(lambda: method(*args, **options))

        return call
