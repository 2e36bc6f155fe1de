"""A primary that dies or hangs, and a connection that breaks in a commit, on both drivers.

Both drivers repeat a write once by themselves, so mostly no caller sees an error. A caller that does asks again. Each
command has its effect once, and no call takes longer than the drivers were told.
"""

import asyncio
import signal
import time
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr

from foothold_chassis.causes import Command
from foothold_chassis.clock import SystemClock
from foothold_chassis.errors import StoreUnavailable
from foothold_chassis.store import Store, mongo
from foothold_chassis.store.mongo import Database, Driver
from foothold_chassis.store.outbox import Publisher
from foothold_devstack.mongo import MongoReplicaSet
from tests.integration.bus.replica import eventually
from tests.integration.conftest import DRIVERS
from tests.integration.lifecycle.proxy import MongoProxy, way_to_mongo
from tests.integration.store.process import Tally
from tests.integration.store.test_wakes import NoKafka

pytestmark = pytest.mark.timeout(240)

WRITERS = 8
BREAKS = 5
PAUSE_SECONDS = 0.02
LONGEST_SECONDS = (
    mongo.SERVER_SELECTION_TIMEOUT_MS + mongo.WRITE_TIMEOUT_MS + mongo.READ_TIMEOUT_MS
) / 1000 + 5
"""The time limits of finding a primary and of its answer, and something for a busy machine."""


NOTICED_SECONDS = 1.0
"""No call takes so long while there is a primary, and no election is faster."""


class Callers:
    """Callers on one driver. Each goes on commanding its own tally until `finish`."""

    def __init__(self, uri: str, name: str, driver: Driver) -> None:
        self.driver = driver
        self.database = Database(SecretStr(uri), f"{name}_{driver}", driver)
        self.store = Store(Tally, self.database, Publisher(NoKafka()), SystemClock(), name="tallies")
        self.done = [0] * WRITERS
        self.longest = 0.0
        self.effects: dict[str, list[str]] = {}
        self._enough = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [asyncio.create_task(self._command(writer)) for writer in range(WRITERS)]

    async def _command(self, writer: int) -> None:
        while not self._enough.is_set():
            if await self._answered(f"tly_{writer}", self.done[writer] + 1):
                self.done[writer] += 1
            await asyncio.sleep(PAUSE_SECONDS)

    async def _answered(self, id: str, n: int) -> bool:
        started = time.monotonic()
        try:
            await self.store.change(
                id,
                lambda tally, now: tally.take(f"{n}", 0, now),
                Command(f"cmd_{id}_{n}", "cor_test", "f1"),
                create=partial(Tally, id=id),
            )
        except StoreUnavailable:
            return False
        finally:
            self.longest = max(self.longest, time.monotonic() - started)
        return True

    async def go_on(self) -> None:
        """Wait until each has been answered again."""
        before = list(self.done)

        async def each_is_further() -> bool:
            for task in self._tasks:
                if task.done():
                    await task  # by an error that is none of ours
            return all(now > then + 1 for now, then in zip(self.done, before, strict=True))

        await eventually(each_is_further, f"commands go on with {self.driver}")

    async def _can_be_read(self) -> bool:
        try:
            self.effects = {tally.id: tally.effects for tally in await self.store.find()}
        except StoreUnavailable:
            return False
        return True

    async def finish(self) -> None:
        self._enough.set()
        await asyncio.gather(*self._tasks)
        await eventually(self._can_be_read, "the tallies can be read")
        for writer, done in enumerate(self.done):
            assert self.effects[f"tly_{writer}"] == [f"{n}" for n in range(1, done + 1)], (
                "lost, or done twice"
            )
        assert self.longest < LONGEST_SECONDS
        await self.database.close()


async def test_a_primary_that_dies_or_hangs_loses_nothing_and_holds_nobody_for_long(
    tmp_path: Path, record_property
) -> None:
    async with MongoReplicaSet(tmp_path, size=3) as replicas:
        both = [Callers(replicas.uri, "test_faults", driver) for driver in DRIVERS]
        for callers in both:
            callers.start()
        await asyncio.gather(*(callers.go_on() for callers in both))

        dead = await replicas.primary()
        replicas.nodes[dead].kill()
        await asyncio.gather(*(callers.go_on() for callers in both))
        for callers in both:
            assert callers.longest > NOTICED_SECONDS, "nobody noticed: the test would prove nothing"
            record_property(f"longest call with {callers.driver}, primary killed", callers.longest)
            callers.longest = 0
        replicas.nodes[dead].start()
        await replicas.start()

        hung = replicas.nodes[await replicas.primary()]
        hung.signal(signal.SIGSTOP)
        try:
            await asyncio.gather(*(callers.go_on() for callers in both))
        finally:
            hung.signal(signal.SIGCONT)
        for callers in both:
            assert callers.longest > NOTICED_SECONDS, "nobody noticed: the test would prove nothing"
            record_property(f"longest call with {callers.driver}, primary stopped", callers.longest)
            await callers.finish()


async def test_a_connection_that_breaks_in_a_commit_leaves_it_done_once_or_not_at_all(mongo_uri: str) -> None:
    async with way_to_mongo(mongo_uri) as way:
        both = [Callers(way.uri, "test_broken", driver) for driver in DRIVERS]
        for callers in both:
            callers.start()
        for _ in range(BREAKS):
            await asyncio.gather(*(callers.go_on() for callers in both))
            await break_it(way)
        await asyncio.gather(*(callers.go_on() for callers in both))
        assert way.writes_cut > 0, "none was cut: the test would prove nothing"
        for callers in both:
            await callers.finish()
    for driver in DRIVERS:
        database = Database(SecretStr(mongo_uri), f"test_broken_{driver}", driver)
        await database.drop()
        await database.close()


async def break_it(way: MongoProxy) -> None:
    await way.cut()
    await way.mend()
