"""Clearing: removing published events from their outboxes, many documents in one write.

An event that is not cleared is only published again. So clearing may lag behind, and a document that changes again
soon needs none: its next commit leaves the published events out. But another process waits for the clearing before it
sends the events that follow (turns.py). So a process that is not alone clears soon.
"""

import asyncio

import structlog

from foothold_chassis.errors import StoreUnavailable
from foothold_chassis.process.loops import Loop
from foothold_chassis.process.shutdown import RELEASE_SECONDS
from foothold_chassis.store.mongo import Collection, UpdateOne

log = structlog.get_logger()

CLEAR_BATCH = 256
CLEAR_EVERY_SECONDS = 1.0
"""A document that changes again within this time needs no clearing; far below the age at which a sweeper takes it."""

CLEAR_SOON_SECONDS = 0.05
"""The same where other processes write these documents too: less than an event takes to another service and back."""

Key = tuple[str, str]
"""Collection name and document id."""


class Clearing:
    """The documents to be cleared. A full batch is cleared at once, a smaller one after `CLEAR_EVERY_SECONDS`, or
    `CLEAR_SOON_SECONDS` if this process is not `alone`."""

    def __init__(self) -> None:
        self.alone = True
        self._published: dict[Key, tuple[Collection, int]] = {}
        self._soon: asyncio.TimerHandle | None = None
        self._loop = Loop(self.clear, every=CLEAR_EVERY_SECONDS, failed="clearing_failed")

    def add(self, collection: Collection, document_id: str, n: int) -> None:
        """Note that the events of this document are published up to the number `n`."""
        self._published[collection.name, document_id] = (collection, n)
        if len(self._published) >= CLEAR_BATCH:
            self._loop.nudge()
        elif not self.alone and self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(CLEAR_SOON_SECONDS, self._loop.nudge)

    def forget_before(self, key: Key, n: int) -> None:
        """Forget a document whose outbox begins with the event `n` now, if all events to be cleared are older."""
        if key in self._published and self._published[key][1] < n:
            del self._published[key]

    async def start(self) -> None:
        await self._loop.start()

    async def clear(self) -> None:
        """Clear every noted document. Where MongoDB is away, the documents are kept for the next round."""
        batch, self._published, self._soon = self._published, {}, None
        by_collection: dict[str, tuple[Collection, list[UpdateOne]]] = {}
        for (name, document_id), (collection, n) in batch.items():
            operations = by_collection.setdefault(name, (collection, []))[1]
            update = {"$pull": {"outbox": {"n": {"$lte": n}}}, "$max": {"acked": n}}
            operations.append(UpdateOne({"_id": document_id}, update))
        for collection, operations in by_collection.values():
            try:
                await collection.bulk_write(operations)
            except StoreUnavailable as error:
                for key, published in batch.items():
                    if key[0] == collection.name:
                        self._published.setdefault(key, published)
                log.warning("clearing_postponed", documents=len(operations), reason=error.detail)

    async def stop(self) -> None:
        """Clear what is noted, and stop."""
        # not cancelled at once: the batch in hand would neither be cleared nor be left to clear
        await self._loop.finish(RELEASE_SECONDS)
        await self.clear()
