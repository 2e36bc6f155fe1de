"""The one module that knows a MongoDB driver. `MONGO_DRIVER` picks `motor` or `pymongo`.

Everything else sees `Database` and `Collection`: reads with read concern majority on the primary, writes with
`w=majority`, journaled and bounded, and this system's errors instead of the driver's.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Literal

from bson.codec_options import CodecOptions
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import ASCENDING, AsyncMongoClient, ReturnDocument, UpdateOne, errors
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import ReadPreference
from pymongo.write_concern import WriteConcern

from foothold_chassis.errors import AmbiguousCommit, FootholdError, StoreUnavailable

__all__ = ["Collection", "Database", "Document", "Driver", "DuplicateKey", "UpdateOne"]

Document = dict[str, Any]
Driver = Literal["motor", "pymongo"]
Sort = Sequence[tuple[str, int]]

WRITE_TIMEOUT_MS = 10_000
READ_TIMEOUT_MS = 10_000
SERVER_SELECTION_TIMEOUT_MS = 5_000
POOL_SIZE = 100

_DUPLICATE_KEY = 11000


class DuplicateKey(FootholdError):
    """There is a document with this id (or another unique key) already."""


@asynccontextmanager
async def _translated(name: str, *, writes: bool) -> AsyncIterator[None]:
    try:
        yield
    except errors.DuplicateKeyError as error:
        raise DuplicateKey(f"{name}: {error.details}") from error
    except errors.BulkWriteError as error:
        raise _of_bulk(name, error) from error
    except errors.ServerSelectionTimeoutError as error:
        raise StoreUnavailable(f"{name}: no MongoDB primary answers") from error
    except (errors.ConnectionFailure, errors.WTimeoutError, errors.WriteConcernError) as error:
        # sent, and not known to be replicated: it may be there, it may be rolled back
        raise (AmbiguousCommit if writes else StoreUnavailable)(f"{name}: {error}") from error
    except errors.ExecutionTimeout as error:
        raise (AmbiguousCommit if writes else StoreUnavailable)(f"{name}: timed out") from error


def _of_bulk(name: str, error: errors.BulkWriteError) -> FootholdError:
    details = error.details
    codes = {item["code"] for item in details.get("writeErrors", [])}
    if codes == {_DUPLICATE_KEY}:
        return DuplicateKey(f"{name}: {len(details['writeErrors'])} of the bulk")
    return AmbiguousCommit(f"{name}: {details}")


class Collection:
    """One collection. Every method raises `StoreUnavailable` when MongoDB is away, and every write
    `AmbiguousCommit` when it is not known whether it happened."""

    def __init__(self, database: "Database", name: str) -> None:
        self._database = database
        self.name = name

    @cached_property
    def _driver(self) -> Any:
        # made at first use, inside the running loop
        return self._database.driver_collection(self.name)

    async def find_one(
        self, where: Mapping[str, Any], projection: Mapping[str, Any] | None = None
    ) -> Document | None:
        async with _translated(self.name, writes=False):
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
        """Give at most `limit` documents; every read is bounded."""
        async with _translated(self.name, writes=False):
            cursor = self._driver.find(where, projection, sort=list(sort), limit=limit)
            found: list[Document] = await cursor.to_list(limit)
        return found

    async def count(self, where: Mapping[str, Any]) -> int:
        async with _translated(self.name, writes=False):
            return int(await self._driver.count_documents(where, maxTimeMS=READ_TIMEOUT_MS))

    async def insert_one(self, document: Document) -> None:
        """Insert.

        Raises:
            DuplicateKey: there is one with this id.
        """
        async with _translated(self.name, writes=True):
            await self._driver.insert_one(document)

    async def update_one(
        self, where: Mapping[str, Any], update: Mapping[str, Any], *, upsert: bool = False
    ) -> bool:
        """Update; tell whether a document matched (or was inserted)."""
        async with _translated(self.name, writes=True):
            result = await self._driver.update_one(where, update, upsert=upsert)
        return bool(result.matched_count or result.upserted_id is not None)

    async def update_many(self, where: Mapping[str, Any], update: Mapping[str, Any]) -> int:
        async with _translated(self.name, writes=True):
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
        """Update one and give it as it is *after* the update."""
        async with _translated(self.name, writes=True):
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
        async with _translated(self.name, writes=True):
            result = await self._driver.delete_one(where)
        return bool(result.deleted_count)

    async def bulk_write(self, operations: Sequence[UpdateOne]) -> None:
        """Apply updates of different documents, in no order."""
        async with _translated(self.name, writes=True):
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
        async with _translated(self.name, writes=True):
            await self._driver.create_index(list(keys), **options)


class Database:
    """One service's database. Nothing is connected before the first call; safe to make outside a loop."""

    def __init__(self, uri: str, name: str, driver: Driver = "motor") -> None:
        self.name = name
        self.driver = driver
        self._uri = uri

    @cached_property
    def _client(self) -> Any:
        client_class: Any = AsyncIOMotorClient if self.driver == "motor" else AsyncMongoClient
        return client_class(
            self._uri,
            tz_aware=True,
            maxPoolSize=POOL_SIZE,
            serverSelectionTimeoutMS=SERVER_SELECTION_TIMEOUT_MS,
            connectTimeoutMS=SERVER_SELECTION_TIMEOUT_MS,
            socketTimeoutMS=WRITE_TIMEOUT_MS + READ_TIMEOUT_MS,
        )

    def driver_collection(self, name: str) -> Any:
        return self._client.get_database(self.name).get_collection(
            name,
            codec_options=CodecOptions(tz_aware=True, tzinfo=UTC),
            read_preference=ReadPreference.PRIMARY,
            read_concern=ReadConcern("majority"),
            write_concern=WriteConcern(w="majority", j=True, wtimeout=WRITE_TIMEOUT_MS),
        )

    def collection(self, name: str) -> Collection:
        return Collection(self, name)

    async def ping(self) -> None:
        """Ask for a primary; raises `StoreUnavailable` if there is none."""
        await self.server_time()

    async def server_time(self) -> datetime:
        """Give the primary's own time, UTC."""
        async with _translated(self.name, writes=False):
            answer = await self._client.get_database("admin").command("hello")
        if not answer.get("isWritablePrimary"):
            raise StoreUnavailable(f"{self.name}: the server that answers is no primary")
        moment: datetime = answer["localTime"]
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    async def drop(self) -> None:
        """Drop the whole database (tests and benchmarks only)."""
        async with _translated(self.name, writes=True):
            await self._client.drop_database(self.name)

    async def close(self) -> None:
        if "_client" in vars(self):
            closing = self._client.close()
            if closing is not None:
                await closing
