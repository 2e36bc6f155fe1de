"""Upserts of one collection that are requested at the same time, in one write.

While one write is on its way, further requests gather for the next. Each caller waits until its own
document is durable, and gets the error of its own document only.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from foothold_chassis.errors import AmbiguousCommit, StoreUnavailable
from foothold_chassis.store.mongo import Collection, Document, DuplicateKey, UpdateOne

MAX_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Request:
    where: Document
    update: Document
    done: asyncio.Future[None]

    def succeed(self) -> None:
        if not self.done.done():  # the caller may have been cancelled
            self.done.set_result(None)

    def fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)


class Upserts:
    """`where` has an `_id` and a condition that the update makes untrue, so that a second run changes nothing."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._waiting: list[_Request] = []
        self._writer: asyncio.Task[None] | None = None

    async def put(self, where: Document, update: Document) -> None:
        """Update the document of this id, or insert it. An existing document that `where` does not match stays.

        Raises:
            StoreUnavailable: MongoDB is away, or the outcome is unknown.
        """
        request = _Request(where, update, asyncio.get_running_loop().create_future())
        self._waiting.append(request)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all())
        await request.done

    async def _write_all(self) -> None:
        try:
            while batch := self._next_batch():
                await self._write(batch)
        finally:
            self._writer = None

    def _next_batch(self) -> list[_Request]:
        """Return the requests for the next write, the earliest of each document, and keep the others."""
        batch: dict[object, _Request] = {}
        later = []
        for request in self._waiting:
            if len(batch) < MAX_AT_ONCE and request.where["_id"] not in batch:
                batch[request.where["_id"]] = request
            else:
                later.append(request)
        self._waiting = later
        return list(batch.values())

    async def _write(self, batch: list[_Request]) -> None:
        try:
            await self._upsert(batch)
        except AmbiguousCommit:
            await self._write_each(batch)
        except StoreUnavailable as error:
            _fail(batch, error)
        except Exception:  # noqa: BLE001 - each caller gets its own error
            await self._write_each(batch)
        else:
            for request in batch:
                request.succeed()

    async def _write_each(self, batch: list[_Request]) -> None:
        """Write each request by itself, since one of them has a fault: it alone fails."""
        for n, request in enumerate(batch):
            try:
                await self._upsert([request])
            except StoreUnavailable as error:
                _fail(batch[n:], error)
                return
            except Exception as error:  # noqa: BLE001 - each caller gets its own error
                request.fail(error)
            else:
                request.succeed()

    async def _upsert(self, batch: list[_Request]) -> None:
        try:
            await self._collection.bulk_write([UpdateOne(a.where, a.update, upsert=True) for a in batch])
        except DuplicateKey:
            # no match, so MongoDB tried to insert: the document exists and is as new, or was just made
            await self._collection.bulk_write([UpdateOne(a.where, a.update) for a in batch])


def _fail(batch: Iterable[_Request], error: Exception) -> None:
    for request in batch:
        request.fail(error)
