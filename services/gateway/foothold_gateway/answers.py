"""Answers to writes, kept for a day by `Idempotency-Key`, so that a retry gets the same answer."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from foothold_chassis.clock import Clock
from foothold_chassis.errors import Conflict, Invalid
from foothold_chassis.store import Database, DuplicateKey
from foothold_gateway.policy import GatewayPolicy


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content_type: str
    body: bytes


class InFlight(Conflict):
    """The first request with this key is still being answered."""

    retry_after = 1


class Answers:
    """A request takes its key before it is passed on to a service, and keeps the answer afterwards."""

    def __init__(self, database: Database, clock: Clock, policy: GatewayPolicy) -> None:
        self._collection = database.collection("answers")
        self._clock = clock
        self._policy = policy

    async def ensure_indexes(self) -> None:
        kept = int(self._policy.answers_kept.total_seconds())
        await self._collection.create_index([("at", 1)], expire_after_seconds=kept)

    async def take(self, key: str, body: bytes) -> Answer | None:
        """Return the answer kept under this key, or `None`: then this caller has the key and answers it.

        Raises:
            Invalid: the key was used with another body.
            InFlight: another request with this key is still running.
        """
        now = self._clock.now()
        fingerprint = hashlib.sha256(body).hexdigest()
        try:
            await self._collection.insert_one({"_id": key, "fingerprint": fingerprint, "at": now})
        except DuplicateKey:
            return await self._taken(key, fingerprint, now)
        return None

    async def _taken(self, key: str, fingerprint: str, now: datetime) -> Answer | None:
        found = await self._collection.find_one({"_id": key}) or {"fingerprint": fingerprint}
        if found["fingerprint"] != fingerprint:
            raise Invalid(
                "This Idempotency-Key was used with another body; use a new key for a new request.",
                code="idempotency_key_reused",
            )
        if "status" in found:
            return Answer(found["status"], found["content_type"], found["body"])
        # the process that took the key may have died
        abandoned = {
            "_id": key,
            "status": {"$exists": False},
            "at": {"$lt": now - self._policy.in_flight_at_most},
        }
        if await self._collection.update_one(abandoned, {"$set": {"at": now}}):
            return None
        raise InFlight(
            "The first request with this Idempotency-Key is still being answered.", code="in_flight"
        )

    async def keep(self, key: str, answer: Answer) -> None:
        fields = {"status": answer.status, "content_type": answer.content_type, "body": answer.body}
        await self._collection.update_one({"_id": key}, {"$set": fields})

    async def give_back(self, key: str) -> None:
        """Free the key without an answer. The next request tries again, and the service itself acts once."""
        await self._collection.delete_one({"_id": key, "status": {"$exists": False}})
