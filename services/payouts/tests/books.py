"""Sound books of three escrows, and small stand-ins for what an audit reads: `find` and `among`, and a provider."""

from collections.abc import Collection
from dataclasses import dataclass, field

from foothold_chassis.bus.parking import ParkedSubject
from foothold_chassis.store import FrozenDocument
from foothold_chassis.store.frozen import Standing
from foothold_events.payouts import EscrowRefunded
from foothold_payouts.audit import AuditReport, audit
from foothold_payouts.escrow import Escrow
from foothold_payouts.heads import Head
from foothold_payouts.ledger import JournalEntry, Posting
from foothold_payouts.movement import Movement
from foothold_payouts.payout import Payout
from foothold_payouts.provider import Declined, Done, Outcome, Recorded

from .escrows import (
    DECLINED,
    DONE,
    HALF,
    NOW,
    POLICY,
    answered,
    contract_executed,
    contract_settled,
    escrow_settled,
    payout_answered,
    usd,
)


@dataclass
class StoredDocuments:
    """Documents by id, given in pages as a store gives them."""

    documents: dict[str, Escrow | Payout] = field(default_factory=dict)
    reads: int = 0

    def put(self, *documents: Escrow | Payout) -> None:
        self.documents |= {document.id: document for document in documents}

    async def among(self, ids: Collection[str]) -> dict[str, Escrow | Payout]:
        self.reads += 1
        return {id: self.documents[id] for id in ids if id in self.documents}

    async def find(
        self, where: None = None, *, after: str | None = None, limit: int = 50
    ) -> list[Escrow | Payout]:
        self.reads += 1
        return [self.documents[id] for id in sorted(self.documents) if id > (after or "")][:limit]


@dataclass
class BooksOfProvider:
    """What the provider has in its books, by key."""

    entries: dict[str, Recorded] = field(default_factory=dict)
    reads: int = 0

    def take(self, document_id: str, movements: list[Movement]) -> None:
        """Record every movement with an outcome, as it was answered."""
        for movement in movements:
            key = movement.key(document_id)
            if movement.state != "pending":
                self.put(Recorded(key, movement.kind, movement.amount, movement.state == "done"))

    def put(self, recorded: Recorded) -> None:
        self.entries[recorded.key] = recorded

    async def move(self, transfer: object) -> Outcome:
        raise AssertionError("an audit moves nothing")

    async def look_up(self, key: str) -> Outcome | None:
        self.reads += 1
        if key not in self.entries:
            return None
        return outcome_of(self.entries[key])

    async def look_up_all(self, keys: Collection[str]) -> dict[str, Outcome]:
        self.reads += 1
        return {key: outcome_of(self.entries[key]) for key in keys if key in self.entries}

    async def records(self, *, after: str | None, limit: int) -> list[Recorded]:
        self.reads += 1
        return [self.entries[key] for key in sorted(self.entries) if key > (after or "")][:limit]


def outcome_of(recorded: Recorded) -> Outcome:
    return Done("sandbox") if recorded.done else Declined("insufficient_funds")


@dataclass
class ParkedRecords:
    """The subjects of which a record is parked."""

    subjects: list[ParkedSubject] = field(default_factory=list)

    async def find(self, *, after: str | None = None, limit: int = 50) -> list[ParkedSubject]:
        return [subject for subject in self.subjects if subject.id > (after or "")][:limit]


@dataclass
class PutBack:
    """The documents that a restore has put back behind their own events."""

    documents: list[FrozenDocument] = field(default_factory=list)

    async def find(
        self, *, standing: Standing, after: str | None = None, limit: int = 50
    ) -> list[FrozenDocument]:
        found = [document for document in self.documents if document.standing == standing]
        return [document for document in found if document.id > (after or "")][:limit]


@dataclass
class KeptHeads:
    """The heads of journals, as the stream told them."""

    heads: dict[str, Head] = field(default_factory=dict)
    reads: int = 0

    async def among(self, ids: Collection[str]) -> dict[str, Head]:
        self.reads += 1
        return {id: self.heads[id] for id in ids if id in self.heads}


@dataclass
class Books:
    escrows: StoredDocuments = field(default_factory=StoredDocuments)
    payouts: StoredDocuments = field(default_factory=StoredDocuments)
    provider: BooksOfProvider = field(default_factory=BooksOfProvider)
    heads: KeptHeads = field(default_factory=KeptHeads)
    parking: ParkedRecords = field(default_factory=ParkedRecords)
    frozen: PutBack = field(default_factory=PutBack)

    @property
    def funded(self) -> Escrow:
        return self.escrows.documents["esc_2"]

    @property
    def settled(self) -> Escrow:
        """Half to the talent, the rest back to the company, all of it arrived."""
        return self.escrows.documents["esc_1"]

    @property
    def payout(self) -> Payout:
        return self.payouts.documents["pyt_1"]

    @property
    def reads(self) -> int:
        return self.escrows.reads + self.payouts.reads + self.provider.reads + self.heads.reads

    async def audited(self) -> AuditReport:
        return await audit(self.escrows, self.payouts, self.provider, self.heads, self.parking, self.frozen)

    async def faults(self) -> list[tuple[str, str]]:
        report = await self.audited()
        assert report.balanced == (not report.differences)
        return [(difference.subject, difference.detail) for difference in report.differences]


def asked_for(n: int) -> Escrow:
    executed = contract_executed().model_copy(update={"contract_id": f"ctr_{n}"})
    escrow, _ = Escrow.request(executed, POLICY, NOW)
    return escrow


def sound_books() -> Books:
    books = Books()
    settled, funded, declined = asked_for(1), asked_for(2), asked_for(3)
    answered(settled, "charge", DONE)
    settled.settle(contract_settled(HALF), NOW)
    [told] = answered(settled, "refund", DONE)
    assert isinstance(told, EscrowRefunded)
    books.heads.heads["esc_1"] = Head(told.journal_entries, told.journal_head)
    payout, _ = Payout.initiate(escrow_settled(HALF), NOW)
    payout_answered(payout, DONE)
    settled.record_payout(usd(HALF), NOW)
    answered(funded, "charge", DONE)
    answered(declined, "charge", DECLINED)
    books.escrows.put(settled, funded, declined)
    books.payouts.put(payout)
    for document in (settled, funded, declined, payout):
        books.provider.take(document.id, document.movements)
    return books


def rewritten(journal: list[JournalEntry], n: int, **amounts: int) -> list[JournalEntry]:
    """Forge entry `n` with other amounts and seal it and all after it anew: the chain holds again."""
    forged = []
    for entry in journal:
        postings = entry.postings
        if entry.n == n:
            postings = tuple(Posting(account=account, amount=amount) for account, amount in amounts.items())
        previous = forged[-1].hash if forged else entry.previous
        changed = entry.model_copy(update={"postings": postings, "previous": previous})
        forged.append(changed.sealed())
    return forged
