"""The audit of the ledger: each journal by itself, what is held against what is owed, our books against the provider's.

What is still in flight is counted and is no difference. Everything is read page by page, and what a page is compared
with is read for that page alone.
"""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Literal, TypeVar

from pydantic import BaseModel, Field

from foothold_chassis.bus.parking import ParkedSubject, Parking
from foothold_chassis.store import Frozen, FrozenDocument, Store, by_cursor, pages_by_cursor
from foothold_payouts.escrow import Escrow
from foothold_payouts.heads import Head, Heads
from foothold_payouts.ledger import Account, balances, faults
from foothold_payouts.movement import Movement
from foothold_payouts.payout import Payout, payout_id_of
from foothold_payouts.provider import Done, Outcome, Provider, Recorded

D = TypeVar("D", Escrow, Payout)

PAGE = 200
DIFFERENCES_NAMED = 100


class Difference(BaseModel):
    """One document that does not fit, and by how much (minor units)."""

    subject: str
    amount: int
    detail: str


class AuditReport(BaseModel):
    """Amounts are minor units by currency. `imbalance` sums all differences. The ledger is sound if it is 0 and no
    fault was found."""

    balanced: bool = True
    imbalance: int = 0
    escrows: int = 0
    entries: int = 0
    in_flight: int = 0
    held: Counter[str] = Field(default_factory=Counter)
    charged: Counter[str] = Field(default_factory=Counter)
    refunded: Counter[str] = Field(default_factory=Counter)
    paid_out: Counter[str] = Field(default_factory=Counter)
    fees: Counter[str] = Field(default_factory=Counter)
    differences: list[Difference] = Field(default_factory=list)

    def differs(self, subject: str, amount: int, detail: str) -> None:
        self.balanced = False
        self.imbalance += abs(amount)
        if len(self.differences) < DIFFERENCES_NAMED:
            self.differences.append(Difference(subject=subject, amount=amount, detail=detail))


async def audit(
    escrows: Store[Escrow],
    payouts: Store[Payout],
    provider: Provider,
    heads: Heads,
    parking: Parking,
    frozen: Frozen,
) -> AuditReport:
    report = AuditReport()
    await _check_standing_still(parking, frozen, report)
    # what a page is compared with is read after it, because money moves and is booked meanwhile
    async for some in _pages(escrows):
        told = await heads.among([escrow.id for escrow in some])
        # an entry may have been added and told since the page was read
        grown = await escrows.among(
            [e.id for e in some if e.id in told and len(e.journal) < told[e.id].entries]
        )
        moved = await provider.look_up_all(_done(some))
        arrived = await payouts.among([payout_id_of(escrow.id) for escrow in some if escrow.paid_out])
        for escrow in some:
            _check_escrow(escrow, report)
            _check_head(grown.get(escrow.id, escrow), told.get(escrow.id), report)
            _check_movements(escrow, moved, report)
            _check_paid_out(escrow, arrived, report)
    async for sent in _pages(payouts):
        moved = await provider.look_up_all(_done(sent))
        booked = await escrows.among([payout.escrow_id for payout in sent])
        for payout in sent:
            _check_movements(payout, moved, report)
            _check_booked(payout, booked, report)
    async for recorded in _books(provider):
        payout_ids = [_document_id(each) for each in recorded if each.kind == "payout"]
        escrow_ids = [_document_id(each) for each in recorded if each.kind != "payout"]
        ours: dict[str, Escrow | Payout] = {
            **await payouts.among(payout_ids),
            **await escrows.among(escrow_ids),
        }
        for each in recorded:
            _check_recorded(each, ours.get(_document_id(each)), report)
    return report


async def _check_standing_still(parking: Parking, frozen: Frozen, report: AuditReport) -> None:
    """Name what cannot be booked for now: what is parked, and what a restore has put back."""
    async for parked in _parked(parking):
        report.differs(parked.id, 0, f"a record of it is parked, so it is not booked: {parked.error}")
    async for behind in _behind(frozen):
        told = ", ".join(event.type for event in behind.told)
        report.differs(behind.id, 0, f"it is frozen: a restore has put it back, and the stream tells {told}")


def _check_escrow(escrow: Escrow, report: AuditReport) -> None:
    currency = escrow.pay.currency
    report.escrows += 1
    report.entries += len(escrow.journal)
    for fault in faults(escrow.journal):
        report.differs(escrow.id, 0, fault)
    totals = balances(escrow.journal)
    report.held[currency] += -totals["held"]
    report.fees[currency] += -totals["fee_revenue"]
    if not escrow.can_be_booked:
        report.differs(escrow.id, escrow.total, f"{escrow.total} is more than can be booked: not asked for")
    expected = escrow.total if escrow.status == "funded" else 0
    if -totals["held"] != expected:
        report.differs(
            escrow.id, expected + totals["held"], f"{escrow.status}, but {-totals['held']} is held"
        )
    if (total := sum(totals.values())) != 0:
        report.differs(escrow.id, total, "the accounts do not sum to zero")
    _check_owed(escrow, totals, report)
    _check_carried_out(escrow, report)
    moved = sum(_signed(movement) for movement in escrow.movements if movement.state == "done")
    paid = escrow.talent_amount if escrow.paid_out else 0
    if totals["provider"] != moved - paid:
        report.differs(escrow.id, totals["provider"] - moved + paid, "the journal differs from the movements")


def _check_head(escrow: Escrow, told: Head | None, report: AuditReport) -> None:
    """Check that the journal still is the one whose head was told."""
    if told is None:
        return
    if len(escrow.journal) < told.entries:
        detail = f"the journal ends with entry {len(escrow.journal)}, but entry {told.entries} was told"
        report.differs(escrow.id, 0, detail)
    elif escrow.journal[told.entries - 1].hash != told.hash:
        report.differs(escrow.id, 0, f"entry {told.entries} is not the one that was told: written anew")


def _check_carried_out(escrow: Escrow, report: AuditReport) -> None:
    """Check that what was decided, and what has arrived, could be booked."""
    if escrow.decided is not None and escrow.status in {"declined", "lapsed", "funded"}:
        detail = f"{escrow.status}, but its contract is settled; the split is not booked"
        report.differs(escrow.id, escrow.pay.amount, detail)
    if escrow.arrived is not None and not escrow.paid_out and escrow.status in {"settling", "settled"}:
        arrived = f"{escrow.arrived.amount} {escrow.arrived.currency}"
        detail = f"{arrived} has reached the talent, but {escrow.talent_amount} {escrow.pay.currency} is owed"
        report.differs(escrow.id, escrow.arrived.amount, detail)


def _check_owed(escrow: Escrow, totals: Counter[Account], report: AuditReport) -> None:
    """Check that the journal still owes each side what is still to be sent to it."""
    to_talent = 0 if escrow.paid_out else escrow.talent_amount
    to_company = sum(movement.amount.amount for movement in escrow.pending if movement.kind == "refund")
    for whom, owed, booked in (
        ("talent", to_talent, -totals["talent_payable"]),
        ("company", to_company, -totals["company_refundable"]),
    ):
        if owed != booked:
            report.differs(
                escrow.id, owed - booked, f"{owed} is owed to the {whom}, but the journal says {booked}"
            )


def _done(documents: Sequence[Escrow | Payout]) -> list[str]:
    """Return the keys of the movements that are done in our books."""
    return [
        movement.key(document.id)
        for document in documents
        for movement in document.movements
        if movement.state == "done"
    ]


def _check_movements(document: Escrow | Payout, moved: Mapping[str, Outcome], report: AuditReport) -> None:
    totals = {"charge": report.charged, "refund": report.refunded, "payout": report.paid_out}
    for movement in document.movements:
        report.in_flight += movement.state == "pending"
        if movement.state == "done":
            totals[movement.kind][movement.amount.currency] += movement.amount.amount
            if not isinstance(moved.get(movement.key(document.id)), Done):
                report.differs(
                    document.id, movement.amount.amount, f"{movement.kind} is not in the provider's books"
                )


def _check_paid_out(escrow: Escrow, payouts: Mapping[str, Payout], report: AuditReport) -> None:
    """Check that what an escrow has booked as paid out has arrived by its payout, with the same amount."""
    if not escrow.paid_out:
        return
    payout_id = payout_id_of(escrow.id)
    movements = payouts[payout_id].movements if payout_id in payouts else []
    arrived = sum(movement.amount.amount for movement in movements if movement.state == "done")
    if arrived != escrow.talent_amount:
        difference = escrow.talent_amount - arrived
        detail = f"{escrow.talent_amount} is booked as paid out, but {arrived} arrived by {payout_id}"
        report.differs(escrow.id, difference, detail)


def _check_booked(payout: Payout, escrows: Mapping[str, Escrow], report: AuditReport) -> None:
    """Check that the escrow of a payout is there. A payout that has arrived may still be on its way to the journal."""
    escrow = escrows.get(payout.escrow_id)
    if escrow is None:
        report.differs(payout.id, payout.amount.amount, f"its escrow {payout.escrow_id} is missing")
        return
    report.in_flight += payout.status == "settled" and not escrow.paid_out


def _document_id(recorded: Recorded) -> str:
    return recorded.key.partition(":")[0]


def _check_recorded(recorded: Recorded, document: Escrow | Payout | None, report: AuditReport) -> None:
    document_id, kind = _document_id(recorded), recorded.kind
    ours = document.movements if document else []
    found = [
        movement for movement in ours if movement.kind == kind and movement.key(document_id) == recorded.key
    ]
    if not found:
        report.differs(document_id, recorded.amount.amount, f"the provider has a {kind} that is not in ours")
    elif found[0].amount != recorded.amount:
        difference = recorded.amount.amount - found[0].amount.amount
        report.differs(document_id, difference, f"the provider's {kind} has another amount")
    elif found[0].state != "pending" and (found[0].state == "done") != recorded.done:
        report.differs(
            document_id, recorded.amount.amount, f"{kind} is {found[0].state}, the provider differs"
        )


def _signed(movement: Movement) -> int:
    direction: Literal[1, -1] = 1 if movement.kind == "charge" else -1
    return direction * movement.amount.amount


def _pages(store: Store[D]) -> AsyncIterator[Sequence[D]]:
    return pages_by_cursor(lambda after: store.find(after=after, limit=PAGE), lambda found: found.id)


def _parked(parking: Parking) -> AsyncIterator[ParkedSubject]:
    return by_cursor(lambda after: parking.find(after=after, limit=PAGE), lambda parked: parked.id)


def _behind(frozen: Frozen) -> AsyncIterator[FrozenDocument]:
    return by_cursor(
        lambda after: frozen.find(standing="frozen", after=after, limit=PAGE), lambda found: found.id
    )


def _books(provider: Provider) -> AsyncIterator[Sequence[Recorded]]:
    return pages_by_cursor(
        lambda after: provider.records(after=after, limit=PAGE), lambda recorded: recorded.key
    )
