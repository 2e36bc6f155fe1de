"""The action log: what operators did to a service by hand, who, when and why. Entries are only added."""

from datetime import datetime

from pydantic import BaseModel

from foothold_chassis.clock import Clock
from foothold_chassis.store.mongo import Database, DuplicateKey


class Action(BaseModel):
    """One action. `id` is made from what it was done to, so the same action again is the same entry."""

    id: str
    at: datetime
    by: str
    what: str
    reason: str
    details: dict[str, str]


class ActionLog:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._collection = database.collection("actions")
        self._clock = clock

    async def get(self, id: str) -> Action | None:
        found = await self._collection.find_one({"_id": id})
        return Action(id=found.pop("_id"), **found) if found else None

    async def note(self, id: str, *, by: str, what: str, reason: str, details: dict[str, str]) -> Action:
        """Add an entry before the action is carried out; return the one that is there already, if there is one."""
        entry = {"at": self._clock.now(), "by": by, "what": what, "reason": reason, "details": details}
        try:
            await self._collection.insert_one({"_id": id, **entry})
        except DuplicateKey:
            noted = await self.get(id)
            assert noted is not None  # noqa: S101 - entries are never removed
            return noted
        return Action(id=id, **entry)

    async def find(self, *, after: str | None = None, limit: int = 50) -> list[Action]:
        """Return the entries, ordered by id, after the id `after`."""
        where = {"_id": {"$gt": after}} if after else {}
        found = await self._collection.find(where, limit=limit)
        return [Action(id=entry.pop("_id"), **entry) for entry in found]
