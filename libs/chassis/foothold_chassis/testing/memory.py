"""A MongoDB in memory: `MemoryMongo().database("test")` is a `Database` on it.

It takes the place of a driver's client, below `foothold_chassis.store.mongo`, so everything above it is the real thing:
the store, projections, parking, wakes, taken keys, the errors. Documents pass through real BSON both ways:
what it keeps is a copy, a time has whole milliseconds and is in UTC, and a value that BSON cannot hold is refused.

It answers as one server that never loses a write. Each call takes effect at one moment between two turns of the loop,
so concurrent calls interleave as they do with a server. It knows the operators that this system uses and raises
`NotInMemory` for any other. Indexes change no answer, so there are none, and nothing expires.

tests/integration/store runs the same cases on both drivers and on this. It is our own because mongomock 4.3.0 (under
mongomock-motor 0.0.36) has no codec options with a time zone, no `hello` and no limit of a document's size, and cannot
take `UpdateOne` of the PyMongo that we run on.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import bson
from bson.codec_options import CodecOptions
from pydantic import SecretStr
from pymongo import UpdateOne, errors

from foothold_chassis.store import Database
from foothold_chassis.testing.queries import Document, NotInMemory, in_order, matches, projected
from foothold_chassis.testing.updates import inserted, updated

MAX_DOCUMENT_BYTES = 16 * 1024 * 1024

_CODEC: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)
_DUPLICATE_KEY = 11000

Sort = Sequence[tuple[str, int]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Written:
    """What a driver answers to an update or a deletion."""

    matched_count: int = 0
    upserted_id: object = None
    deleted_count: int = 0


class MemoryMongo:
    """One server with its databases. While it is `away`, every call fails as it does without a primary."""

    def __init__(self) -> None:
        self.away = False
        self._databases: dict[str, MemoryDatabase] = {}

    def database(self, name: str) -> Database:
        """Return one more connection to the database of this name, as each process makes its own."""
        database = Database(SecretStr("mongodb://memory"), name)
        database.use(self)
        return database

    def get_database(self, name: str) -> "MemoryDatabase":
        return self._databases.setdefault(name, MemoryDatabase(self, name))

    async def drop_database(self, name: str) -> None:
        await self.answer(lambda: self._databases.pop(name, None))

    async def close(self) -> None:
        """Keep everything: a server outlives its clients."""

    async def answer(self, act: Callable[[], T]) -> T:
        """Do this at one moment; the caller hears of it later."""
        await asyncio.sleep(0)
        if self.away:
            raise errors.ServerSelectionTimeoutError("The MongoDB in memory is away.")
        done = act()
        await asyncio.sleep(0)
        return done


class MemoryDatabase:
    def __init__(self, server: MemoryMongo, name: str) -> None:
        self._server = server
        self._name = name
        self._collections: dict[str, MemoryCollection] = {}

    def get_collection(self, name: str, **_options: object) -> "MemoryCollection":
        """Return the collection; its options are how sure of a majority a caller is, and here it always is."""
        return self._collections.setdefault(name, MemoryCollection(self._server, f"{self._name}.{name}"))

    async def command(self, name: str) -> Document:
        if name != "hello":
            raise NotInMemory(f"the command {name}")
        return await self._server.answer(lambda: {"isWritablePrimary": True, "localTime": datetime.now(UTC)})


class MemoryCursor:
    """What `find` found; it is looked for when it is asked for."""

    def __init__(self, read: Callable[[], list[Document]], server: MemoryMongo) -> None:
        self._read = read
        self._server = server

    async def to_list(self, length: int) -> list[Document]:
        found = await self._server.answer(self._read)
        return found[:length]


class MemoryCollection:
    """The methods of a driver's collection that `foothold_chassis.store.mongo.Collection` calls."""

    def __init__(self, server: MemoryMongo, name: str) -> None:
        self._server = server
        self._name = name
        self._documents: dict[Any, Document] = {}

    async def find_one(
        self, where: Mapping[str, Any], projection: Mapping[str, Any] | None = None
    ) -> Document | None:
        found = await self.find(where, projection, sort=(), limit=1).to_list(1)
        return found[0] if found else None

    def find(
        self, where: Mapping[str, Any], projection: Mapping[str, Any] | None = None, *, sort: Sort, limit: int
    ) -> MemoryCursor:
        def read() -> list[Document]:
            found = self._matching(where, sort)
            return [_copy(projected(document, projection)) for document in found[: limit or None]]

        return MemoryCursor(read, self._server)

    async def count_documents(
        self,
        where: Mapping[str, Any],
        *,
        maxTimeMS: int,  # noqa: N803 - as the drivers call it
        limit: int = 0,
    ) -> int:
        del maxTimeMS
        return await self._server.answer(lambda: len(self._matching(where)[: limit or None]))

    async def insert_one(self, document: Document) -> None:
        await self._server.answer(lambda: self._insert(_copy(document)))

    async def update_one(
        self, where: Mapping[str, Any], update: Mapping[str, Any], *, upsert: bool = False
    ) -> Written:
        return await self._server.answer(lambda: self._update(where, update, upsert=upsert)[0])

    async def update_many(self, where: Mapping[str, Any], update: Mapping[str, Any]) -> Written:
        def write() -> Written:
            found = self._matching(where)
            for document in found:
                self._replace(updated(_copy(document), _copy(update)))
            return Written(len(found))

        return await self._server.answer(write)

    async def find_one_and_update(
        self,
        where: Mapping[str, Any],
        update: Mapping[str, Any],
        *,
        projection: Mapping[str, Any] | None,
        sort: Sort | None,
        upsert: bool,
        return_document: bool,
    ) -> Document | None:
        if not return_document:
            raise NotInMemory("find_one_and_update that returns the document as it was before")

        def write() -> Document | None:
            _, document = self._update(where, update, upsert=upsert, sort=sort or ())
            return None if document is None else _copy(projected(document, projection))

        return await self._server.answer(write)

    async def delete_one(self, where: Mapping[str, Any]) -> Written:
        def write() -> Written:
            found = self._matching(where)[:1]
            for document in found:
                del self._documents[document["_id"]]
            return Written(deleted_count=len(found))

        return await self._server.answer(write)

    async def bulk_write(self, operations: Sequence[UpdateOne], *, ordered: bool) -> None:
        if ordered:
            raise NotInMemory("a bulk write in order")
        await self._server.answer(lambda: self._write_each(operations))

    async def create_index(self, keys: Sort, *, unique: bool, **_options: object) -> None:
        if unique:
            raise NotInMemory(f"a unique index, as on {keys!r}")
        await self._server.answer(lambda: None)

    def _write_each(self, operations: Sequence[UpdateOne]) -> None:
        failed: list[Document] = []
        for n, operation in enumerate(operations):
            # the driver shows what it is made of to its own code alone
            where, update, upsert = operation._filter, operation._doc, bool(operation._upsert)  # noqa: SLF001
            if not isinstance(update, Mapping):
                raise NotInMemory("an update by a pipeline")
            try:
                self._update(where, update, upsert=upsert)
            except errors.WriteError as error:
                failed.append({"index": n, "code": error.code, "errmsg": str(error)})
        if failed:
            raise errors.BulkWriteError({"writeErrors": failed, "writeConcernErrors": []})

    def _update(
        self, where: Mapping[str, Any], update: Mapping[str, Any], *, upsert: bool, sort: Sort = ()
    ) -> tuple[Written, Document | None]:
        if found := self._matching(where, sort)[:1]:
            return Written(1), self._replace(updated(_copy(found[0]), _copy(update)))
        if not upsert:
            return Written(), None
        document = self._insert(inserted(_copy(where), _copy(update)))
        return Written(upserted_id=document["_id"]), document

    def _matching(self, where: Mapping[str, Any], sort: Sort = ()) -> list[Document]:
        """Return the documents themselves that match, in the order in which they were inserted unless sorted."""
        where = _copy(where)
        id = where.get("_id")
        by_id = self._documents.get(id) if isinstance(id, str) else None
        candidates = [by_id] if by_id is not None else [] if isinstance(id, str) else self._documents.values()
        return in_order((document for document in candidates if matches(document, where)), sort)

    def _insert(self, document: Document) -> Document:
        if "_id" not in document:
            raise NotInMemory("a document without an _id")
        if document["_id"] in self._documents:
            message = f"E11000 duplicate key error collection: {self._name} dup key: {document['_id']!r}"
            raise errors.DuplicateKeyError(
                message, _DUPLICATE_KEY, {"code": _DUPLICATE_KEY, "errmsg": message}
            )
        return self._replace(document)

    def _replace(self, document: Document) -> Document:
        if (size := len(bson.encode(document))) > MAX_DOCUMENT_BYTES:
            raise errors.DocumentTooLarge(
                f"The document has {size} bytes, at most {MAX_DOCUMENT_BYTES} may be."
            )
        self._documents[document["_id"]] = document
        return document


def _copy(document: Mapping[str, Any]) -> Document:
    """Return a document as it comes back from a server."""
    return bson.decode(bson.encode(document), _CODEC)
