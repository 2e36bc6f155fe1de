"""Whose turn it is to send an event: first that of the process which wrote it.

The processes of a service share its documents, and do not know what another one has had acknowledged. Without turns, a
process that writes soon after another one would send the other's events again. An event has to wait for the ones before
it, so a process that finds an event of another one looks often whether it is gone from the outbox. After `OLD_AFTER`
its writer has crashed or is cut off, and whoever waits or sweeps sends the event.
"""

import asyncio
from datetime import datetime, timedelta

from foothold_chassis.clock import Clock
from foothold_chassis.errors import StoreUnavailable
from foothold_chassis.store.clearing import Key
from foothold_chassis.store.mongo import Collection, Document
from foothold_chassis.store.recent import Recent

OLD_AFTER = timedelta(seconds=3)
"""A writer publishes within milliseconds, so no writer is busy with an older event."""

LOOK_EVERY_SECONDS = 0.03
REMEMBERED_EVENTS = 20_000

NEXT_WRITER = "next_writer"
"""Who sends an event that is neither this process's own nor swept by it."""


class Turns:
    """The events that this process sends without waiting, with the reason: it wrote them, or it has swept them."""

    def __init__(self, clock: Clock, patience: timedelta) -> None:
        self._clock = clock
        self._patience = patience
        self._taken: Recent[tuple[Key, int], str] = Recent(REMEMBERED_EVENTS)

    def take(self, key: Key, n: int, by: str) -> None:
        self._taken.put((key, n), by)

    def has(self, key: Key, n: int) -> bool:
        return (key, n) in self._taken

    def by(self, key: Key, n: int) -> str:
        """Return as what this process sends an event: `writer`, `sweeper` or `next_writer`."""
        return self._taken.get((key, n)) or NEXT_WRITER

    async def wait(self, collection: Collection, document_id: str, n: int, at: datetime) -> int:
        """Wait while another process may be sending the event `n`, which was committed `at`: until it is old.

        Return the number of the last event that is known to be on Kafka, which is less than `n` if this one is not.
        """
        age = max(self._clock.now() - at, timedelta(0))  # another process's clock may run ahead
        acked = 0
        try:
            async with asyncio.timeout((self._patience - age).total_seconds()):
                while acked < n:
                    await asyncio.sleep(LOOK_EVERY_SECONDS)
                    acked = await _acked(collection, document_id)
        except TimeoutError:
            return 0
        return acked


async def _acked(collection: Collection, document_id: str) -> int:
    """Return up to which number the events of a document are on Kafka, by the document; 0 if it cannot be read."""
    try:
        document = await collection.find_one({"_id": document_id}, {"n": 1, "acked": 1, "outbox.n": 1})
    except StoreUnavailable:
        return 0
    return 0 if document is None else acked_by(document)


def acked_by(document: Document) -> int:
    """Return up to which number a document's events are on Kafka: those before the first one in its outbox.

    A commit of a process that has not seen them go puts them back. Then the document's mark of the clearing says it.
    """
    pending = document["outbox"]
    gone = pending[0]["n"] - 1 if pending else document["n"]
    return max(int(gone), int(document.get("acked", 0)))
