"""The one module that knows a MongoDB driver. `MONGO_DRIVER` picks `motor` or `pymongo`.

Every other module sees `Database` and `Collection`: reads with read concern majority on the primary, writes with
`w=majority`, journaled and bounded, and this system's errors instead of the driver's.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from types import TracebackType
from typing import Any, Literal

from bson.codec_options import CodecOptions
from motor.motor_asyncio import AsyncIOMotorClient
from opentelemetry.semconv.attributes.db_attributes import (
    DB_COLLECTION_NAME,
    DB_NAMESPACE,
    DB_OPERATION_NAME,
    DB_SYSTEM_NAME,
)
from pymongo import ASCENDING, AsyncMongoClient, ReturnDocument, UpdateOne, errors
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import ReadPreference
from pymongo.write_concern import WriteConcern

from foothold_chassis.errors import AmbiguousCommit, FootholdError, StoreUnavailable
from foothold_chassis.telemetry import metrics, tracing

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
    """A document with this id (or another unique key) exists already."""


class _Operation:
    """One call of the driver: measured, with a span if its trace is recorded, and with this system's errors."""

    __slots__ = ("_collection", "_database", "_name", "_span", "_started", "_writes")

    def __init__(self, name: str, database: str, collection: str, *, writes: bool = False) -> None:
        self._name = name
        self._database = database
        self._collection = collection
        self._writes = writes

    def __enter__(self) -> None:
        # polls outside of a trace (sweeper, wakes, health) would each become a trace
        self._span = self._begin() if tracing.is_recorded() else None
        self._started = time.perf_counter()

    def _begin(self) -> tracing.Span:
        attributes = {
            DB_SYSTEM_NAME: "mongodb",
            DB_NAMESPACE: self._database,
            DB_COLLECTION_NAME: self._collection,
            DB_OPERATION_NAME: self._name,
        }
        return tracing.start(f"{self._name} {self._collection}", attributes, tracing.SpanKind.CLIENT)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        outcome = "ok" if error is None or isinstance(error, errors.DuplicateKeyError) else "error"
        metrics.MONGO.labels(self._name, outcome).observe(time.perf_counter() - self._started)
        if self._span is not None:
            if error is not None and outcome == "error":
                tracing.failed(self._span, error)
            self._span.end()
        if isinstance(error, errors.PyMongoError):
            translated = _translated(self._collection, error, writes=self._writes)
            if translated is not None:
                raise translated from error


def _translated(name: str, error: errors.PyMongoError, *, writes: bool) -> FootholdError | None:
    """Return this system's error for an error of the driver; `None` if it can only be a mistake of ours."""
    match error:
        case errors.DuplicateKeyError():
            return DuplicateKey(f"{name}: {error.details}")
        case errors.BulkWriteError():
            return _of_bulk(name, error)
        case errors.ServerSelectionTimeoutError():
            return StoreUnavailable(f"{name}: no MongoDB primary answers")
        case errors.ConnectionFailure() | errors.WTimeoutError() | errors.WriteConcernError():
            # sent, and not known to be replicated: it may stay or be rolled back
            return (AmbiguousCommit if writes else StoreUnavailable)(f"{name}: {error}")
        case errors.ExecutionTimeout():
            return (AmbiguousCommit if writes else StoreUnavailable)(f"{name}: timed out")
        case _:
            return None


def _of_bulk(name: str, error: errors.BulkWriteError) -> FootholdError:
    details = error.details
    codes = {item["code"] for item in details.get("writeErrors", [])}
    if codes == {_DUPLICATE_KEY}:
        return DuplicateKey(f"{name}: {len(details['writeErrors'])} of the bulk")
    return AmbiguousCommit(f"{name}: {details}")


class Collection:
    """One collection. Every method raises `StoreUnavailable` when MongoDB is away, and every write
    `AmbiguousCommit` when its outcome is unknown."""

    def __init__(self, database: "Database", name: str) -> None:
        self._database = database
        self.name = name

    def _operation(self, name: str, *, writes: bool = False) -> _Operation:
        return _Operation(name, self._database.name, self.name, writes=writes)

    @cached_property
    def _driver(self) -> Any:
        # made at first use, inside the running loop
        return self._database.driver_collection(self.name)

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


class Database:
    """One service's database. It connects with the first call, so it can be made outside of a loop."""

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

    def use(self, client: Any) -> None:
        """Talk to this client of a driver, or to what behaves like one, and make none for the address."""
        self._client = client

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
        """Ask for a primary; raise `StoreUnavailable` if there is none."""
        await self.server_time()

    async def server_time(self) -> datetime:
        """Return the primary's own time, in UTC."""
        with _Operation("hello", self.name, "$cmd"):
            answer = await self._client.get_database("admin").command("hello")
        if not answer.get("isWritablePrimary"):
            raise StoreUnavailable(f"{self.name}: the server that answers is no primary")
        moment: datetime = answer["localTime"]
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    async def drop(self) -> None:
        """Drop the whole database (tests and benchmarks only)."""
        with _Operation("drop", self.name, "$cmd", writes=True):
            await self._client.drop_database(self.name)

    async def close(self) -> None:
        if "_client" in vars(self):
            closing = self._client.close()
            if closing is not None:
                await closing
