"""The sweeper publishes the events that no writer has: after a crash, an ambiguous commit, or Kafka's return.

Every replica sweeps. A short lease in the document keeps two sweepers apart. It is no lock, since publishing twice
is harmless.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from foothold_chassis.clock import Clock
from foothold_chassis.process.loops import Loop
from foothold_chassis.process.rest import LastWrite, Rest, unknown
from foothold_chassis.process.shutdown import RELEASE_SECONDS
from foothold_chassis.store.backlog import UNPUBLISHED, unpublished
from foothold_chassis.store.mongo import Collection
from foothold_chassis.store.outbox import PendingEvent, Publisher
from foothold_chassis.store.store import Store
from foothold_chassis.store.turns import OLD_AFTER

LEASE = timedelta(seconds=15)
EVERY_SECONDS = 1.0
CLAIMERS = 16


class Sweeper:
    def __init__(
        self,
        stores: Sequence[Store[Any]],
        publisher: Publisher,
        clock: Clock,
        *,
        old_after: timedelta = OLD_AFTER,
        lease: timedelta = LEASE,
        every_seconds: float = EVERY_SECONDS,
        last_write: LastWrite = unknown,
    ) -> None:
        self._collections = [store.collection for store in stores]
        self._publisher = publisher
        self._clock = clock
        self._old_after = old_after
        self._lease = lease
        self._rest = Rest(last_write, clock)
        self._loop = Loop(
            self._sweep_unless_still, every=every_seconds, failed="sweep_failed", postponed="sweep_postponed"
        )

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        """Claim no more, and publish the claimed events, which would otherwise wait for the end of their lease."""
        await self._loop.finish(RELEASE_SECONDS)

    async def _sweep_unless_still(self) -> None:
        if not self._rest.holds:
            before = self._rest.mark()
            await self.sweep()
            await self._rest.after(before, self._find_next)

    async def _find_next(self) -> datetime | None:
        """Return the time of an event that is not published yet: while there is any, the sweeper does not rest."""
        for collection in self._collections:
            if (oldest := await UNPUBLISHED.first(collection)) is not None:
                return oldest
        return None

    async def sweep(self) -> int:
        """Publish the events that are old by now; return the number of their documents."""
        if not self._publisher.available:
            return 0
        return sum([await self._sweep_collection(collection) for collection in self._collections])

    async def _sweep_collection(self, collection: Collection) -> int:
        # nearly every round finds nothing, and then one query is enough
        if not await self._sweep_one(collection):
            return 0
        return 1 + sum(await asyncio.gather(*(self._claim_until_none(collection) for _ in range(CLAIMERS))))

    async def _claim_until_none(self, collection: Collection) -> int:
        swept = 0
        while not self._loop.is_ending and self._publisher.available and await self._sweep_one(collection):
            swept += 1
        return swept

    async def _sweep_one(self, collection: Collection) -> bool:
        now = self._clock.now()
        document = await collection.find_one_and_update(
            {**unpublished(now - self._old_after), "sweep_until": {"$not": {"$gt": now}}},
            {"$set": {"sweep_until": now + self._lease}},
            sort=UNPUBLISHED.order,
            projection={"outbox": 1, "acked": 1},
        )
        if document is None:
            return False
        pending = [PendingEvent(**event) for event in document["outbox"]]
        await self._publisher.publish(collection, document["_id"], pending, document.get("acked", 0))
        return True
