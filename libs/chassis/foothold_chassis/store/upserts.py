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
class _Asked:
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
        self._asked: list[_Asked] = []
        self._writer: asyncio.Task[None] | None = None

    async def put(self, where: Document, update: Document) -> None:
        """Update the document of this id, or insert it. An existing document that `where` does not match stays.

        Raises:
            StoreUnavailable: MongoDB is away, or the outcome is unknown.
        """
        asked = _Asked(where, update, asyncio.get_running_loop().create_future())
        self._asked.append(asked)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all())
        await asked.done

    async def _write_all(self) -> None:
        try:
            while batch := self._take():
                await self._write(batch)
        finally:
            self._writer = None

    def _take(self) -> list[_Asked]:
        """Take the requests for the next write: of each document the earliest."""
        taken: dict[object, _Asked] = {}
        left = []
        for asked in self._asked:
            if len(taken) < MAX_AT_ONCE and asked.where["_id"] not in taken:
                taken[asked.where["_id"]] = asked
            else:
                left.append(asked)
        self._asked = left
        return list(taken.values())

    async def _write(self, batch: list[_Asked]) -> None:
        try:
            await self._upsert(batch)
        except AmbiguousCommit:
            await self._write_each(batch)
        except StoreUnavailable as error:
            _fail(batch, error)
        except Exception:  # noqa: BLE001 - told to the one it is about
            await self._write_each(batch)
        else:
            for asked in batch:
                asked.succeed()

    async def _write_each(self, batch: list[_Asked]) -> None:
        """Write each request by itself, since one of them has a fault: it alone fails."""
        for n, asked in enumerate(batch):
            try:
                await self._upsert([asked])
            except StoreUnavailable as error:
                _fail(batch[n:], error)
                return
            except Exception as error:  # noqa: BLE001 - told to the one it is about
                asked.fail(error)
            else:
                asked.succeed()

    async def _upsert(self, batch: list[_Asked]) -> None:
        try:
            await self._collection.bulk_write([UpdateOne(a.where, a.update, upsert=True) for a in batch])
        except DuplicateKey:
            # no match, so MongoDB tried to insert: the document exists and is as new, or was just made
            await self._collection.bulk_write([UpdateOne(a.where, a.update) for a in batch])


def _fail(batch: Iterable[_Asked], error: Exception) -> None:
    for asked in batch:
        asked.fail(error)
