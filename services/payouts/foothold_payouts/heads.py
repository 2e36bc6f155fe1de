"""The heads of the journals, kept as the stream told them: outside of the documents that they seal."""

from collections.abc import Collection
from dataclasses import dataclass

from foothold_chassis.store import Projection
from foothold_events.envelope import Envelope
from foothold_events.payouts import EscrowRefunded, EscrowSettled


@dataclass(frozen=True, slots=True)
class Head:
    """The hash of entry `entries`, which seals every entry before."""

    entries: int
    hash: str


class Heads:
    """The last head of each escrow's journal."""

    def __init__(self, rows: Projection) -> None:
        self._rows = rows

    async def keep(self, event: Envelope[EscrowSettled] | Envelope[EscrowRefunded]) -> None:
        """Keep the head that an event tells; the mark keeps an older event from undoing it."""
        told = event.data
        if told.journal_head is not None:
            fields = {"entries": told.journal_entries, "hash": told.journal_head}
            await self._rows.put(told.escrow_id, fields, cause=event)

    async def among(self, escrow_ids: Collection[str]) -> dict[str, Head]:
        """Return the heads of those of these escrows that have told one."""
        if not escrow_ids:
            return {}
        found = await self._rows.find({"_id": {"$in": list(escrow_ids)}}, limit=len(escrow_ids))
        return {row["id"]: Head(row["entries"], row["hash"]) for row in found}
