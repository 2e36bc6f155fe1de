"""The ledger, checked: each journal by itself, what is held against what is owed, and ours against the provider's.

What is still in flight is counted and is no difference. Everything is read page by page.
"""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Literal, TypeVar

from pydantic import BaseModel, Field

from foothold_chassis.errors import NotFound
from foothold_chassis.store import Store
from foothold_payouts.escrow import Escrow
from foothold_payouts.ledger import Account, balances, faults
from foothold_payouts.movement import Movement
from foothold_payouts.payout import Payout, payout_id_of
from foothold_payouts.provider import Done, Provider, Recorded

D = TypeVar("D", Escrow, Payout)

PAGE = 200
DIFFERENCES_NAMED = 100


class Difference(BaseModel):
    """What does not fit, and by how much (minor units)."""

    subject: str
    amount: int
    detail: str


class AuditReport(BaseModel):
    """Amounts are minor units by currency. `imbalance` sums all differences; 0 with no fault found means sound."""

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


async def audit(escrows: Store[Escrow], payouts: Store[Payout], provider: Provider) -> AuditReport:
    report = AuditReport()
    async for escrow in _all(escrows):
        _check_escrow(escrow, report)
        await _check_movements(escrow.id, escrow.movements, provider, report)
        await _check_paid_out(escrow, payouts, report)
    async for payout in _all(payouts):
        await _check_movements(payout.id, payout.movements, provider, report)
        await _check_booked(payout, escrows, report)
    async for recorded in _books(provider):
        await _check_recorded(recorded, escrows, payouts, report)
    return report


def _check_escrow(escrow: Escrow, report: AuditReport) -> None:
    currency = escrow.pay.currency
    report.escrows += 1
    report.entries += len(escrow.journal)
    for fault in faults(escrow.journal):
        report.differs(escrow.id, 0, fault)
    totals = balances(escrow.journal)
    report.held[currency] += -totals["held"]
    report.fees[currency] += -totals["fee_revenue"]
    expected = escrow.total if escrow.status == "funded" else 0
    if -totals["held"] != expected:
        report.differs(
            escrow.id, expected + totals["held"], f"{escrow.status}, but {-totals['held']} is held"
        )
    if (total := sum(totals.values())) != 0:
        report.differs(escrow.id, total, "the accounts do not sum to zero")
    _check_owed(escrow, totals, report)
    moved = sum(_signed(movement) for movement in escrow.movements if movement.state == "done")
    paid = escrow.talent_amount if escrow.paid_out else 0
    if totals["provider"] != moved - paid:
        report.differs(escrow.id, totals["provider"] - moved + paid, "the journal differs from the movements")


def _check_owed(escrow: Escrow, totals: Counter[Account], report: AuditReport) -> None:
    """What the journal still owes each side is what is still to be sent to it."""
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


async def _check_movements(
    document_id: str, movements: list[Movement], provider: Provider, report: AuditReport
) -> None:
    totals = {"charge": report.charged, "refund": report.refunded, "payout": report.paid_out}
    for movement in movements:
        report.in_flight += movement.state == "pending"
        if movement.state == "done":
            totals[movement.kind][movement.amount.currency] += movement.amount.amount
            if not isinstance(await provider.look_up(movement.key(document_id)), Done):
                report.differs(
                    document_id, movement.amount.amount, f"{movement.kind} is not in the provider's books"
                )


async def _check_paid_out(escrow: Escrow, payouts: Store[Payout], report: AuditReport) -> None:
    """What an escrow has booked as paid out has arrived: its payout was settled before, with the same amount."""
    if not escrow.paid_out:
        return
    payout_id = payout_id_of(escrow.id)
    try:
        movements = (await payouts.get(payout_id)).movements
    except NotFound:
        movements = []
    arrived = sum(movement.amount.amount for movement in movements if movement.state == "done")
    if arrived != escrow.talent_amount:
        difference = escrow.talent_amount - arrived
        detail = f"{escrow.talent_amount} is booked as paid out, but {arrived} arrived by {payout_id}"
        report.differs(escrow.id, difference, detail)


async def _check_booked(payout: Payout, escrows: Store[Escrow], report: AuditReport) -> None:
    """A payout that has arrived is in its escrow's journal, or on its way there."""
    try:
        escrow = await escrows.get(payout.escrow_id)
    except NotFound:
        report.differs(payout.id, payout.amount.amount, f"its escrow {payout.escrow_id} is missing")
        return
    report.in_flight += payout.status == "settled" and not escrow.paid_out


async def _check_recorded(
    recorded: Recorded, escrows: Store[Escrow], payouts: Store[Payout], report: AuditReport
) -> None:
    document_id, kind = recorded.key.partition(":")[0], recorded.kind
    try:
        document = await (payouts if kind == "payout" else escrows).get(document_id)
        ours = document.movements
    except NotFound:
        ours = []
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


async def _all(store: Store[D]) -> AsyncIterator[D]:
    after: str | None = None
    while page := await store.find(after=after, limit=PAGE):
        for found in page:
            yield found
        after = page[-1].id


async def _books(provider: Provider) -> AsyncIterator[Recorded]:
    after: str | None = None
    while page := await provider.records(after=after, limit=PAGE):
        for recorded in page:
            yield recorded
        after = page[-1].key
