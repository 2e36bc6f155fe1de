"""Documents that are behind their own events, after a database was restored.

The stream tells how far each document had come. One that is not that far any more is frozen: a row says what its own
events tell of it, and nothing changes it until it has caught up or an operator has decided. Only a service whose epoch
was raised has this part, and it looks at the rows at its start (docs/adr/0018-what-a-restore-has-undone.md).
"""

import json
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import structlog
from pydantic import BaseModel

from foothold_chassis.clock import Clock
from foothold_chassis.errors import DocumentFrozen, Unavailable
from foothold_chassis.process.loops import Loop
from foothold_chassis.store.cursor import by_cursor
from foothold_chassis.store.documents import Part
from foothold_chassis.store.mongo import Database, Document, DuplicateKey

log = structlog.get_logger()

MAX_TOLD = 256
"""Events that a row keeps; a document that is behind by more waits for an operator."""

ERASED = "all of it: it was erased"

REFRESH_SECONDS = 1.0
PAGE = 200

Standing = Literal["frozen", "caught_up", "lifted"]


@dataclass(frozen=True, slots=True)
class Telling:
    """One of a document's own events, as the stream has it; `data` is JSON."""

    sequence: str
    n: int
    type: str
    at: datetime
    data: str

    @classmethod
    def of(cls, fields: Document) -> "Telling":
        return cls(fields["sequence"], fields["n"], fields["type"], fields["at"], fields["data"])

    def document(self) -> Document:
        return {
            "sequence": self.sequence,
            "n": self.n,
            "type": self.type,
            "at": self.at,
            "data": self.data,
        }


class Told(BaseModel):
    """One event of a document that the database does not have, as operators see it."""

    sequence: str
    type: str
    at: datetime


class FrozenDocument(BaseModel):
    """A document that a restore has put back. `had` counts its events in the database (0: it is missing), `told` are
    those that the stream has beyond them. `lost` is what no event tells. `may_follow_stream` says that an operator may
    let it follow the stream all the same."""

    id: str
    kind: str
    standing: Standing
    since: datetime
    had: int
    told: list[Told]
    lost: list[str]
    may_follow_stream: bool
    reason: str | None


class Frozen:
    """The rows of one service's database, and the ids that are frozen, in memory.

    Until the service has read its own topics nothing is known, and nothing may be changed.
    """

    def __init__(self, database: Database, clock: Clock, epoch: int) -> None:
        self.epoch = epoch
        self._rows = database.collection("frozen")
        self._restores = database.collection("restores")
        self._clock = clock
        self._told: Mapping[str, Mapping[str, object]] = {}
        self._is_known = False
        self._loop = Loop(
            self._follow, every=REFRESH_SECONDS, failed="frozen_failed", postponed="frozen_postponed"
        )

    @property
    def is_known(self) -> bool:
        """Return whether the service has read its own topics, so that it is known what is frozen."""
        return self._is_known

    async def ensure_indexes(self) -> None:
        await self._rows.create_index([("standing", 1), ("_id", 1)])

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()

    async def check(self, id: str, part: Part | None = None) -> None:
        """Return if this document may be changed, or the caller has by its events no `part` in it: an outsider must not
        learn that there was one.

        Raises:
            DocumentFrozen: it is behind its own events.
            Unavailable: the service has not read its own topics yet.
        """
        if not self._is_known:
            await self._know_if_read()
        if not self._is_known:
            raise Unavailable(
                "The database was restored, and the service still reads what it has told since. Try again.",
                code="own_topics_unread",
            )
        if id in self._told and (part is None or _has(part, self._told[id])):
            raise DocumentFrozen(
                f"{id} is behind its own events, since the database was restored from a backup. Nothing was changed; "
                "an operator decides how it goes on.",
                code="document_frozen",
            )

    async def was_read(self) -> bool:
        """Return whether the service has read its own topics in this epoch, and caught up what it could."""
        return await self._restores.find_one({"_id": f"{self.epoch:04d}"}) is not None

    async def know(self) -> None:
        """Read which documents are frozen. From then on every other one may be changed."""
        rows = self._each({"standing": "frozen"}, {"told.data": 1})
        self._told = {row["_id"]: _relations(row) async for row in rows}
        self._is_known = True

    async def _know_if_read(self) -> None:
        if await self.was_read():
            await self.know()

    async def finish(self) -> None:
        """Record that the own topics have been read in this epoch, and know what is frozen."""
        read = {"$setOnInsert": {"read_at": self._clock.now()}}
        with suppress(DuplicateKey):
            await self._restores.update_one({"_id": f"{self.epoch:04d}"}, read, upsert=True)
        await self.know()
        log.info("own_topics_read", epoch=self.epoch, frozen=len(self._told))

    async def _follow(self) -> None:
        # what is frozen was found at the start and only becomes less, by a decision at any replica
        if self._told:
            await self.know()

    async def note(self, kind: str, id: str, had: int, tellings: Sequence[Telling]) -> None:
        """Freeze a document of `had` events because of these others; those noted before change nothing."""
        for telling in tellings:
            where = {
                "_id": id,
                "told.sequence": {"$ne": telling.sequence},
                f"told.{MAX_TOLD - 1}": {"$exists": False},
            }
            update = {
                "$push": {"told": telling.document()},
                "$set": {
                    "standing": "frozen",
                    "had": had,
                    "kind": kind,
                    "lost": [],
                    "may_follow_stream": False,
                },
                "$setOnInsert": {"since": self._clock.now(), "reason": None},
            }
            with suppress(DuplicateKey):  # it is noted already
                await self._rows.update_one(where, update, upsert=True)

    async def forget(self, id: str) -> None:
        """Remove what is kept of a document's own events: the subject was erased on the stream after them."""
        forgotten = {"told": [], "standing": "caught_up", "lost": [ERASED], "may_follow_stream": False}
        await self._rows.update_one({"_id": id}, {"$set": forgotten})

    async def told_of(self, id: str) -> list[Telling]:
        """Return what the stream tells of a frozen document beyond its state, in order; empty for any other."""
        row = await self._rows.find_one({"_id": id, "standing": "frozen"})
        if row is None:
            return []
        tellings = sorted(map(Telling.of, row["told"]), key=lambda telling: telling.sequence)
        return [telling for telling in tellings if telling.n > row["had"]]

    async def mark(
        self,
        id: str,
        standing: Standing,
        *,
        lost: Sequence[str] = (),
        may_follow_stream: bool = False,
        reason: str | None = None,
    ) -> None:
        """Record how a frozen document stands now."""
        fields = {
            "standing": standing,
            "lost": list(lost),
            "may_follow_stream": may_follow_stream,
            "reason": reason,
        }
        await self._rows.update_one({"_id": id, "standing": "frozen"}, {"$set": fields})

    async def kinds(self) -> list[tuple[str, str]]:
        """Return id and kind of each frozen document."""
        return [(row["_id"], row["kind"]) async for row in self._each({"standing": "frozen"}, {"kind": 1})]

    async def find(
        self, *, standing: Standing | None = None, after: str | None = None, limit: int = PAGE
    ) -> list[FrozenDocument]:
        """Return what a restore has put back, ordered by id, after the id `after`: all of it, or what stands so."""
        where: Document = {"standing": standing} if standing else {}
        if after is not None:
            where["_id"] = {"$gt": after}
        return [_shown(row) for row in await self._rows.find(where, {"told.data": 0}, limit=limit)]

    async def count(self, kind: str) -> int:
        return await self._rows.count({"standing": "frozen", "kind": kind})

    def _each(self, where: Mapping[str, object], shown: Mapping[str, object]) -> AsyncIterator[Document]:
        def page(after: str | None) -> Awaitable[list[Document]]:
            beyond = {"_id": {"$gt": after}} if after is not None else {}
            return self._rows.find({**where, **beyond}, shown, limit=PAGE)

        return by_cursor(page, lambda row: row["_id"])


def _relations(row: Document) -> Mapping[str, object]:
    """Return what the first of the told events says of whom the document is about."""
    told: Mapping[str, object] = json.loads(row["told"][0]["data"])
    return told


def _has(part: Part, told: Mapping[str, object]) -> bool:
    """Return whether one of these parts is that of the told relations."""
    return any(
        all(_meets(told.get(field), condition) for field, condition in where.items()) for where in part
    )


def _meets(value: object, condition: object) -> bool:
    if isinstance(condition, Mapping):
        return value in condition.get("$in", ())
    return value == condition


def _shown(row: Document) -> FrozenDocument:
    told = sorted(row["told"], key=lambda fields: fields["sequence"])
    return FrozenDocument(
        id=row["_id"],
        kind=row["kind"],
        standing=row["standing"],
        since=row["since"],
        had=row["had"],
        told=[Told(sequence=t["sequence"], type=t["type"], at=t["at"]) for t in told],
        lost=row["lost"],
        may_follow_stream=row["may_follow_stream"],
        reason=row["reason"],
    )
