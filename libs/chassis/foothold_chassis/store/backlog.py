"""The backlogs of a collection: documents with unpublished events, with a deadline that has passed, or in a phase.

MongoDB uses a partial index only for a query that repeats the index's condition, and reads the whole collection
otherwise. So each index and the query that uses it stand here, side by side, and nowhere else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foothold_chassis.store.mongo import Collection, Document, Sort


@dataclass(frozen=True, slots=True)
class Backlog:
    """A partial index in the `order` of waiting, the longest first; `since` reads from a document how long it waits."""

    order: Sort
    condition: Document
    shown: Document
    since: Callable[[Document], datetime]

    async def ensure_index(self, collection: Collection) -> None:
        await collection.create_index(self.order, partial=self.condition)

    async def depth(
        self, collection: Collection, where: Mapping[str, Any], *, at_most: int
    ) -> tuple[int, datetime | None]:
        """Count the documents, up to `at_most`; return also since when the first of them waits."""
        count = await collection.count(where, at_most=at_most)
        return count, (await self.first(collection, where) if count else None)

    async def first(self, collection: Collection, where: Mapping[str, Any] | None = None) -> datetime | None:
        """Return since when the first of these documents waits, or of all; `None` if there is none."""
        found = await collection.find(where or self.condition, self.shown, sort=self.order, limit=1)
        return self.since(found[0]) if found else None


UNPUBLISHED = Backlog(
    order=[("outbox.0.at", 1)],
    condition={"outbox.0": {"$exists": True}},
    shown={"outbox.at": 1},
    since=lambda document: document["outbox"][0]["at"],
)
DUE = Backlog(
    order=[("wake_at", 1)],
    condition={"wake_at": {"$type": "date"}},
    shown={"wake_at": 1},
    since=lambda document: document["wake_at"],
)
IN_PHASE = Backlog(
    order=[("phase", 1), ("phase_since", 1)],
    condition={"phase": {"$type": "string"}},
    shown={"phase_since": 1},
    since=lambda document: document["phase_since"],
)


def unpublished(before: datetime) -> Document:
    """Return the query for documents whose oldest unpublished event was committed at `before` or earlier."""
    return {**UNPUBLISHED.condition, "outbox.0.at": {"$lte": before}}


def due(now: datetime) -> Document:
    """Return the query for documents whose deadline has passed at `now`."""
    return {"wake_at": {"$lte": now, **DUE.condition["wake_at"]}}


def in_phase(phase: str) -> Document:
    """Return the query for documents in this phase."""
    return {"phase": {"$in": [phase], **IN_PHASE.condition["phase"]}}


def next_phase(after: str) -> Document:
    """Return the query for documents in any phase after this one, in the order of the phases' names."""
    return {"phase": {"$gt": after, **IN_PHASE.condition["phase"]}}
