"""One collection: bounded reads and writes, on whichever driver its database has."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from pymongo import ASCENDING, ReturnDocument, UpdateOne

from foothold_chassis.store.mongo.operation import Operation

Document = dict[str, Any]
Sort = Sequence[tuple[str, int]]

READ_TIMEOUT_MS = 10_000


class Collection:
    """One collection. Every method raises `StoreUnavailable` when MongoDB is away, and every write
    `AmbiguousCommit` when its outcome is unknown."""

    def __init__(self, database: str, name: str, connect: Callable[[], Any]) -> None:
        self.name = name
        self._database = database
        self._connect = connect

    def _operation(self, name: str, *, writes: bool = False) -> Operation:
        return Operation(name, self._database, self.name, writes=writes)

    @cached_property
    def _driver(self) -> Any:
        # made at first use, inside the running loop
        return self._connect()

    async def find_one(
        self, where: Mapping[str, Any], projection: Mapping[str, Any] | None = None
    ) -> Document | None:
        with self._operation("find_one"):
            found: Document | None = await self._driver.find_one(where, projection)
        return found

    async def find(
        self,
        where: Mapping[str, Any],
        projection: Mapping[str, Any] | None = None,
        *,
        sort: Sort = (("_id", ASCENDING),),
        limit: int,
    ) -> list[Document]:
        """Return at most `limit` documents; every read is bounded."""
        with self._operation("find"):
            cursor = self._driver.find(where, projection, sort=list(sort), limit=limit)
            found: list[Document] = await cursor.to_list(limit)
        return found

    async def count(self, where: Mapping[str, Any], *, at_most: int | None = None) -> int:
        """Return the number of documents; `at_most` bounds the count where there may be very many."""
        options = {"maxTimeMS": READ_TIMEOUT_MS} | ({"limit": at_most} if at_most else {})
        with self._operation("count"):
            return int(await self._driver.count_documents(where, **options))

    async def insert_one(self, document: Document) -> None:
        """Insert.

        Raises:
            DuplicateKey: there is one with this id.
        """
        with self._operation("insert_one", writes=True):
            await self._driver.insert_one(document)

    async def update_one(
        self, where: Mapping[str, Any], update: Mapping[str, Any], *, upsert: bool = False
    ) -> bool:
        """Update one document; return whether one matched (or was inserted)."""
        with self._operation("update_one", writes=True):
            result = await self._driver.update_one(where, update, upsert=upsert)
        return bool(result.matched_count or result.upserted_id is not None)

    async def update_many(self, where: Mapping[str, Any], update: Mapping[str, Any]) -> int:
        with self._operation("update_many", writes=True):
            result = await self._driver.update_many(where, update)
        return int(result.matched_count)

    async def find_one_and_update(
        self,
        where: Mapping[str, Any],
        update: Mapping[str, Any],
        *,
        sort: Sort | None = None,
        projection: Mapping[str, Any] | None = None,
        upsert: bool = False,
    ) -> Document | None:
        """Update one document, and return it as it is *after* the update."""
        with self._operation("find_one_and_update", writes=True):
            found: Document | None = await self._driver.find_one_and_update(
                where,
                update,
                projection=projection,
                sort=list(sort) if sort else None,
                upsert=upsert,
                return_document=ReturnDocument.AFTER,
            )
        return found

    async def delete_one(self, where: Mapping[str, Any]) -> bool:
        with self._operation("delete_one", writes=True):
            result = await self._driver.delete_one(where)
        return bool(result.deleted_count)

    async def bulk_write(self, operations: Sequence[UpdateOne]) -> None:
        """Apply updates of different documents, in no order."""
        with self._operation("bulk_write", writes=True):
            await self._driver.bulk_write(list(operations), ordered=False)

    async def create_index(
        self,
        keys: Sort,
        *,
        unique: bool = False,
        partial: Mapping[str, Any] | None = None,
        expire_after_seconds: int | None = None,
    ) -> None:
        options: Document = {"unique": unique}
        if partial is not None:
            options["partialFilterExpression"] = partial
        if expire_after_seconds is not None:
            options["expireAfterSeconds"] = expire_after_seconds
        with self._operation("create_index", writes=True):
            await self._driver.create_index(list(keys), **options)
