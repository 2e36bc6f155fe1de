"""The keys of commands for which no document can answer: each is for one body.

Nearly every command finds its own mark in the document that it changes, since method and path lead to it. Where the
body leads to the document (a registration, an affiliation), or there is no document of a store (calls of operators),
another body would find another document, or none. Such a command takes its key first.
"""

from datetime import timedelta

from foothold_chassis.causes import Command
from foothold_chassis.clock import Clock
from foothold_chassis.store.marks import key_reused
from foothold_chassis.store.mongo import Database, DuplicateKey

KEPT = timedelta(hours=24)
"""How long a key is taken: far longer than anybody tries again."""


class Keys:
    """The keys that were taken in one service's database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._collection = database.collection("keys")
        self._clock = clock

    async def ensure_indexes(self) -> None:
        await self._collection.create_index([("at", 1)], expire_after_seconds=int(KEPT.total_seconds()))

    async def take(self, command: Command, proof: str = "") -> str:
        """Take the key of a command for its body, and return the `proof` with which it was taken first.

        Raises:
            Invalid: the key was taken for another body.
        """
        if command.fingerprint is None:
            return proof
        taken = {
            "_id": command.id,
            "fingerprint": command.fingerprint,
            "proof": proof,
            "at": self._clock.now(),
        }
        try:
            await self._collection.insert_one(taken)
        except DuplicateKey:
            # it may have expired at this moment
            taken = await self._collection.find_one({"_id": command.id}) or taken
        if taken["fingerprint"] != command.fingerprint:
            raise key_reused()
        return str(taken["proof"])
