"""The sandbox: a provider for development that moves no money, and fails on request.

It keeps its own books by idempotency key. The token of a payment method or payout account tells it how to behave:
`sandbox_ok`, `sandbox_declines`, `sandbox_times_out` (the money moves, the answer gets lost), `sandbox_slow`. A refund
behaves as the token of its charge did.
"""

import asyncio
from collections.abc import Collection

from foothold_chassis.store import Database, DuplicateKey
from foothold_events.values import Money
from foothold_payouts.provider import Declined, Done, Outcome, Recorded, Transfer, Unknown, wrong_token

TOKENS = ("sandbox_ok", "sandbox_declines", "sandbox_times_out", "sandbox_slow")
SLOW_SECONDS = 1.0
PROVIDER_ID = "sandbox:"
"""What stands before the key of a movement in the sandbox's own id of it."""


class SandboxProvider:
    def __init__(self, database: Database) -> None:
        self._books = database.collection("sandbox_movements")

    def check_token(self, field: str, token: str) -> None:
        if token not in TOKENS:
            raise wrong_token(field, f"Use one of {', '.join(TOKENS)}.")

    async def move(self, transfer: Transfer) -> Outcome:
        goes_by = await self._token_of(transfer)
        if goes_by == "sandbox_slow":
            await asyncio.sleep(SLOW_SECONDS)
        entry = {
            "_id": transfer.key,
            "kind": transfer.kind,
            "amount": transfer.amount.amount,
            "currency": transfer.amount.currency,
            "token": goes_by,
            "done": goes_by not in {None, "sandbox_declines"},
        }
        try:
            await self._books.insert_one(entry)
        except DuplicateKey:
            return await self.look_up(transfer.key) or Unknown()
        if goes_by == "sandbox_times_out":
            return Unknown()
        return _outcome(transfer.key, done=goes_by not in {None, "sandbox_declines"})

    async def _token_of(self, transfer: Transfer) -> str | None:
        """Return the token that the money goes by; None for a refund of a charge that is not in the books."""
        if transfer.kind != "refund":
            return transfer.goes_by
        charge = await self._books.find_one({"_id": transfer.goes_by.removeprefix(PROVIDER_ID), "done": True})
        return charge["token"] if charge else None

    async def look_up(self, key: str) -> Outcome | None:
        entry = await self._books.find_one({"_id": key})
        return _outcome(key, done=entry["done"]) if entry else None

    async def look_up_all(self, keys: Collection[str]) -> dict[str, Outcome]:
        if not keys:
            return {}
        found = await self._books.find({"_id": {"$in": list(keys)}}, {"done": 1}, limit=len(keys))
        return {entry["_id"]: _outcome(entry["_id"], done=entry["done"]) for entry in found}

    async def records(self, *, after: str | None, limit: int) -> list[Recorded]:
        where = {"_id": {"$gt": after}} if after else {}
        return [
            Recorded(
                key=entry["_id"],
                kind=entry["kind"],
                amount=Money(amount=entry["amount"], currency=entry["currency"]),
                done=entry["done"],
            )
            for entry in await self._books.find(where, limit=limit)
        ]


def _outcome(key: str, *, done: bool) -> Outcome:
    return Done(f"{PROVIDER_ID}{key}") if done else Declined("insufficient_funds")
