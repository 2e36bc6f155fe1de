"""The escrow: the money of one contract, from the company's charge to the split, with its journal inside.

    requested → funded → settling (a refund is on its way) → settled

`declined` lets the company try again until `fund_until`; then `lapsed`. Money that comes after that refunds itself.
"""

from datetime import datetime
from typing import Literal, Self

from pydantic import AwareDatetime, Field

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.errors import RuleBroken
from foothold_events.contracts import ContractExecuted, ContractSettled
from foothold_events.envelope import Event
from foothold_events.payouts import (
    EscrowDeclined,
    EscrowFunded,
    EscrowLapsed,
    EscrowRefs,
    EscrowRefunded,
    EscrowRequested,
    EscrowSettled,
)
from foothold_events.values import Money, with_prefix
from foothold_payouts.ledger import Account, JournalEntry, book
from foothold_payouts.movement import Movement
from foothold_payouts.policy import PayoutPolicy, share
from foothold_payouts.provider import Declined, Done, Kind, Outcome

Status = Literal["requested", "declined", "funded", "settling", "settled", "lapsed"]


class Escrow(Aggregate):
    contract_id: str
    organization_id: str
    talent_id: str
    pay: Money
    fee: Money
    status: Status = "requested"
    fund_until: AwareDatetime
    movements: list[Movement] = Field(default_factory=list)
    journal: list[JournalEntry] = Field(default_factory=list)
    talent_amount: int = 0
    paid_out: bool = False

    @classmethod
    def request(
        cls, executed: ContractExecuted, policy: PayoutPolicy, now: datetime
    ) -> tuple[Self, list[Event]]:
        """Ask the company for pay and fee, once both have signed."""
        escrow = cls(
            id=escrow_id_of(executed.contract_id),
            contract_id=executed.contract_id,
            organization_id=executed.organization_id,
            talent_id=executed.talent_id,
            pay=executed.pay,
            fee=policy.fee_on(executed.pay),
            fund_until=now + policy.funding_wait,
        )
        escrow._move("charge", escrow.total, now)
        requested = EscrowRequested(
            **escrow.refs, pay=escrow.pay, fee=escrow.fee, fund_until=escrow.fund_until
        )
        return escrow, [requested]

    @property
    def refs(self) -> EscrowRefs:
        return EscrowRefs(
            escrow_id=self.id,
            contract_id=self.contract_id,
            organization_id=self.organization_id,
            talent_id=self.talent_id,
        )

    @property
    def total(self) -> int:
        """What the company pays, in minor units: the pay and the fee on it."""
        return self.pay.amount + self.fee.amount

    @property
    def pending(self) -> list[Movement]:
        return [movement for movement in self.movements if movement.state == "pending"]

    def try_again(self, now: datetime) -> list[Event]:
        """The company wants to be charged again after a refusal."""
        if self.status == "lapsed":
            raise RuleBroken(
                "The money did not come in time and the contract is cancelled.", code="escrow_lapsed"
            )
        if self.status == "declined":
            self.status = "requested"
            self._move("charge", self.total, now)
        return []

    def book(
        self, kind: Kind, attempt: int, outcome: Outcome, policy: PayoutPolicy, now: datetime
    ) -> list[Event]:
        """Take down what the provider said about a movement; said twice, it is taken down once.

        A charge that was refused and has happened all the same (two workers asked, between them the company set its
        first payment method) is money that is there: it is booked, and what is too much refunds itself.
        """
        takes = {"pending", "declined"} if kind == "charge" and isinstance(outcome, Done) else {"pending"}
        found = [m for m in self.movements if (m.kind, m.attempt) == (kind, attempt) and m.state in takes]
        if not found:
            return []
        [movement] = found
        match outcome:
            case Done(provider_id=provider_id):
                movement.state, movement.provider_id = "done", provider_id
                return self._charged(now) if kind == "charge" else self._refunded(movement.amount, now)
            case Declined(reason=reason):
                movement.state = "declined"
                return self._refused(movement, reason, policy, now)
            case _:
                movement.unanswered(policy, now)
                return []

    def settle(self, settled: ContractSettled, now: datetime) -> list[Event]:
        """Split the money as the contract decided. The fee is earned on the share that goes to the talent."""
        if self.status != "funded":
            return []
        talent = settled.talent_amount.amount
        earned = share(self.fee.amount, talent, self.pay.amount)
        refund = self.total - talent - earned
        self._book(
            "settled",
            {
                "held": self.total,
                "talent_payable": -talent,
                "fee_revenue": -earned,
                "company_refundable": -refund,
            },
            now,
        )
        self.talent_amount = talent
        self.status = "settled"
        if refund:
            self.status = "settling"
            self._move("refund", refund, now)
        return [
            EscrowSettled(
                **self.refs,
                talent_amount=settled.talent_amount,
                company_refund=self._money(refund),
                fee=self._money(earned),
            )
        ]

    def record_payout(self, amount: Money, now: datetime) -> list[Event]:
        """The talent has been paid from what was held for it."""
        if not self.paid_out:
            self.paid_out = True
            self._book("paid out", {"talent_payable": amount.amount, "provider": -amount.amount}, now)
        return []

    def due(self, now: datetime) -> list[Event]:
        """Without the money in time the contract ends; a charge in flight is resolved first."""
        if self.status in {"requested", "declined"} and now >= self.fund_until and not self.pending:
            self.status = "lapsed"
            return [EscrowLapsed(**self.refs)]
        return []

    def next_wake(self) -> datetime | None:
        if self.pending:
            return min(movement.retry_at for movement in self.pending)
        return self.fund_until if self.status in {"requested", "declined"} else None

    def _charged(self, now: datetime) -> list[Event]:
        self._book("charged", {"provider": self.total, "held": -self.total}, now)
        if self.status in {"requested", "declined"}:
            self.status = "funded"
            return [EscrowFunded(**self.refs)]
        # too late: nobody waits for it any more, so it goes back
        self._book("came too late", {"held": self.total, "company_refundable": -self.total}, now)
        self._move("refund", self.total, now)
        return []

    def _refunded(self, amount: Money, now: datetime) -> list[Event]:
        self._book("refunded", {"company_refundable": amount.amount, "provider": -amount.amount}, now)
        if self.status == "settling" and not any(movement.kind == "refund" for movement in self.pending):
            self.status = "settled"
        return [EscrowRefunded(**self.refs, amount=amount)]

    def _refused(self, movement: Movement, reason: str, policy: PayoutPolicy, now: datetime) -> list[Event]:
        if movement.kind == "refund":
            # what is owed is owed: a new attempt, later and later
            self._move("refund", movement.amount.amount, now + policy.retry_after(movement.attempt))
            return []
        if self.status != "requested":
            return []
        self.status = "declined"
        return [EscrowDeclined(**self.refs, reason=reason, attempt=movement.attempt)]

    def _move(self, kind: Kind, amount: int, when: datetime) -> None:
        attempt = 1 + sum(movement.kind == kind for movement in self.movements)
        self.movements.append(Movement(kind=kind, attempt=attempt, amount=self._money(amount), retry_at=when))

    def _book(self, reason: str, amounts: dict[Account, int], now: datetime) -> None:
        self.journal = book(self.journal, reason, amounts, self.pay.currency, now)

    def _money(self, amount: int) -> Money:
        return Money(amount=amount, currency=self.pay.currency)


def escrow_id_of(contract_id: str) -> str:
    """There is one escrow for each contract."""
    return with_prefix("esc", contract_id)
