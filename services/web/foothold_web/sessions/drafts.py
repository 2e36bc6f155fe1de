"""Forms that were begun, so that nobody loses what was typed (WCAG 2.2, 3.3.7)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from foothold_chassis.clock import Clock
from foothold_chassis.store import Database
from foothold_web.policy import WebPolicy


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into a form, by the name of its fields. Secrets are never among them."""

    id: str
    owner: str
    """The account, or the hash of the browser of somebody who is logged out."""

    about: str
    """The form's path, or the wizard's name."""

    values: dict[str, list[str]]


class Drafts:
    """Drafts by their random id. Only its owner reads it."""

    def __init__(self, database: Database, clock: Clock, policy: WebPolicy) -> None:
        self._collection = database.collection("drafts")
        self._clock = clock
        self._policy = policy

    async def ensure_indexes(self) -> None:
        kept = int(self._policy.draft_kept.total_seconds())
        await self._collection.create_index([("at", 1)], expire_after_seconds=kept)
        await self._collection.create_index([("owner", 1), ("about", 1)])

    async def begin(self, owner: str, about: str, values: Mapping[str, list[str]]) -> Draft:
        draft = Draft(secrets.token_urlsafe(16), owner, about, dict(values))
        await self._collection.insert_one(
            {
                "_id": draft.id,
                "owner": owner,
                "about": about,
                "values": _pairs(draft.values),
                "at": self._clock.now(),
            }
        )
        return draft

    async def of(self, id: str, owner: str) -> Draft | None:
        """Return the draft, or `None` if it has another owner or there is none."""
        found = await self._collection.find_one({"_id": id, "owner": owner})
        return None if found is None else _draft(found)

    async def adopt(self, id: str, before: str, owner: str) -> None:
        """Pass a draft on to another owner: to the account, after its log-in."""
        await self._collection.update_one({"_id": id, "owner": before}, {"$set": {"owner": owner}})

    async def of_owner(self, owner: str, about: str, *, limit: int) -> list[Draft]:
        found = await self._collection.find({"owner": owner, "about": about}, limit=limit)
        return [_draft(each) for each in found]

    async def keep(self, draft: Draft, values: Mapping[str, list[str]]) -> Draft:
        """Keep these fields too; those that were kept before and are not named here stay."""
        kept = Draft(draft.id, draft.owner, draft.about, {**draft.values, **values})
        change = {"values": _pairs(kept.values), "at": self._clock.now()}
        await self._collection.update_one({"_id": draft.id}, {"$set": change})
        return kept

    async def replace(self, draft: Draft, values: Mapping[str, list[str]]) -> Draft:
        """Keep these fields and no others."""
        return await self.keep(Draft(draft.id, draft.owner, draft.about, {}), values)

    async def end(self, id: str, owner: str) -> None:
        await self._collection.delete_one({"_id": id, "owner": owner})


def _pairs(values: Mapping[str, list[str]]) -> list[list[object]]:
    """Return the fields as pairs, since a name may hold a dot."""
    return [[name, list(each)] for name, each in values.items()]


def _draft(found: dict) -> Draft:  # type: ignore[type-arg]
    values = {name: list(each) for name, each in found["values"]}
    return Draft(found["_id"], found["owner"], found["about"], values)
