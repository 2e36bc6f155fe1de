"""Upserts of one collection that are asked for at the same time, in one write.

While one write is on its way, what is asked for meanwhile gathers for the next. Whoever asks waits until its own
document is durable, and learns of its own failure only.
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
        if not self.done.done():  # whoever asked may have been cancelled
            self.done.set_result(None)

    def fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)


class Upserts:
    """`where` names an `_id`, and with a condition that an update makes untrue, so that twice is once."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._asked: list[_Asked] = []
        self._writer: asyncio.Task[None] | None = None

    async def put(self, where: Document, update: Document) -> None:
        """Update the document of this id, or make it. One that is there, and that `where` does not match, stays.

        Raises:
            StoreUnavailable: MongoDB is away, or it is not known whether it happened.
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
        """Take as many as go out together: of each document the first that was asked for."""
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
        """Something about one of them was wrong: that one fails alone."""
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
            # no match, so MongoDB tried to insert: it is there and as new, or somebody has just made it
            await self._collection.bulk_write([UpdateOne(a.where, a.update) for a in batch])


def _fail(batch: Iterable[_Asked], error: Exception) -> None:
    for asked in batch:
        asked.fail(error)
