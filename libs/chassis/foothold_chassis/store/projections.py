"""Projections: read models whose rows events keep up to date. A row is never the source of truth."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from foothold_chassis.store.mongo import Database, Document
from foothold_chassis.store.upserts import Upserts
from foothold_chassis.store.waiting import ARRIVAL_WAIT_SECONDS, wait_for
from foothold_events.envelope import Envelope, Event

Row = dict[str, Any]


class Projection:
    """A projection: one collection of rows `{_id, event_marks: {subject: sequence}, …fields}`.

    The mark is a condition of the write, so an older event never overwrites the fields of a newer one.
    """

    def __init__(self, database: Database, name: str, *, indexes: Sequence[str] = ()) -> None:
        self._collection = database.collection(name)
        self._upserts = Upserts(self._collection)
        self._indexes = indexes
        self.patience = ARRIVAL_WAIT_SECONDS

    async def ensure_indexes(self) -> None:
        for field in self._indexes:
            await self._collection.create_index([(field, 1), ("_id", 1)])

    async def put(self, id: str, fields: Mapping[str, Any], cause: Envelope[Event]) -> None:
        """Set these fields of a row, unless the row has the mark of this or a later event of the same subject.

        Rows that are put at the same time are written together.
        """
        mark = f"event_marks.{cause.subject}"
        newer = {"_id": id, mark: {"$not": {"$gte": str(cause.sequence)}}}
        await self._upserts.put(newer, {"$set": {**fields, mark: str(cause.sequence)}})

    async def get(self, id: str) -> Row | None:
        found = await self._collection.find_one({"_id": id}, {"event_marks": 0})
        return found and _row(found)

    async def find(
        self,
        where: Mapping[str, Any],
        *,
        after: str | None = None,
        limit: int = 50,
        sort: str = "_id",
    ) -> list[Row]:
        """Return at most `limit` rows, ordered by `sort` and then by id; `after` is the last id of the page before
        (only for rows ordered by id)."""
        query: Document = dict(where)
        if after is not None:
            query["_id"] = {"$gt": after}
        order = [("_id", 1)] if sort == "_id" else [(sort, 1), ("_id", 1)]
        found = await self._collection.find(query, {"event_marks": 0}, sort=order, limit=limit)
        return [_row(document) for document in found]

    async def wait_for(self, id: str, ready: Callable[[Row], bool] = lambda _: True) -> Row:
        """Return a row as soon as it exists and is `ready`.

        Raises:
            NotYet: it did not, within `patience` seconds.
        """
        missing = f"What is known here of {id} is not that far yet; try again."
        return await wait_for(lambda: self.get(id), ready, seconds=self.patience, otherwise=missing)


def _row(document: Document) -> Row:
    return {"id": document.pop("_id"), **document}
