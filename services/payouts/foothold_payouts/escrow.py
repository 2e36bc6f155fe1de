"""The escrow: the money of one contract, from the company's charge to the split, with its journal inside.

The moves between its states are listed in `states.py`.
"""

from datetime import UTC, datetime
from typing import Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from foothold_chassis.aggregate import Aggregate, Wait
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
from foothold_events.values import MOST, Money, with_prefix
from foothold_payouts.ledger import Account, JournalEntry, book
from foothold_payouts.movement import Movement
from foothold_payouts.policy import PayoutPolicy
from foothold_payouts.provider import Declined, Done, Kind, Outcome
from foothold_payouts.rounding import apportion
from foothold_payouts.states import EscrowStatus

UNBOUNDED = datetime.max.replace(tzinfo=UTC)


class Decision(BaseModel):
    """How the contract says that the pay splits."""

    model_config = ConfigDict(frozen=True)

    talent_amount: Money
    company_refund: Money

    def splits(self, pay: Money) -> bool:
        """Return whether the two amounts are a split of this pay; what is none cannot be booked."""
        whole = self.talent_amount.amount + self.company_refund.amount
        currencies = {self.talent_amount.currency, self.company_refund.currency}
        return (whole, currencies) == (pay.amount, {pay.currency})


class Escrow(Aggregate):
    """The money held for one contract. `pay` and `fee` are what the company pays; `talent_amount` is the talent's part
    of the split, in minor units. `held_by` is the provider's id of the charge whose money is held. Money that comes
    after nobody waits for it any more refunds itself.

    Topics have no order among each other, and after a restore the escrow is behind them all. So what the contract has
    decided (`decided`) and what has reached the talent (`arrived`) is kept, and carried out when it can be.
    """

    contract_id: str
    organization_id: str
    talent_id: str
    pay: Money
    fee: Money
    status: EscrowStatus = "requested"
    fund_until: AwareDatetime
    movements: list[Movement] = Field(default_factory=list)
    journal: list[JournalEntry] = Field(default_factory=list)
    held_by: str | None = None
    decided: Decision | None = None
    talent_amount: int = 0
    arrived: Money | None = None
    paid_out: bool = False

    @classmethod
    def request(
        cls, executed: ContractExecuted, policy: PayoutPolicy, now: datetime
    ) -> tuple[Self, list[Event]]:
        """Ask the company for the pay and the fee, once both have signed."""
        escrow = cls(
            id=escrow_id_of(executed.contract_id),
            contract_id=executed.contract_id,
            organization_id=executed.organization_id,
            talent_id=executed.talent_id,
            pay=executed.pay,
            fee=policy.fee_on(executed.pay),
            fund_until=min(now + policy.funding_wait, executed.fund_until or UNBOUNDED),
        )
        if escrow.can_be_booked and escrow.fund_until > now:
            escrow._move("charge", escrow.total, now)
        else:  # nobody is asked for it, so nobody waits for it: it lapses at once
            escrow.fund_until = min(escrow.fund_until, now)
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
        """Return what the company pays, in minor units: the pay and the fee on it."""
        return self.pay.amount + self.fee.amount

    @property
    def _head(self) -> dict[str, Any]:
        """Return the head of the journal, for the events that anchor it outside of this document."""
        return {"journal_head": self.journal[-1].hash, "journal_entries": len(self.journal)}

    @property
    def can_be_booked(self) -> bool:
        return self.total <= MOST

    @property
    def pending(self) -> list[Movement]:
        return [movement for movement in self.movements if movement.state == "pending"]

    def try_again(self, now: datetime) -> list[Event]:
        """Charge the company again, after a refusal.

        Raises:
            RuleBroken: the escrow has lapsed.
        """
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
        """Record what the provider said about a movement. The same answer twice is recorded once.

        A charge may be refused and happen all the same: two workers asked, and between them the company set its first
        payment method. That money is there, so it is booked, and what is too much refunds itself.
        """
        takes = {"pending", "declined"} if kind == "charge" and isinstance(outcome, Done) else {"pending"}
        found = [m for m in self.movements if (m.kind, m.attempt) == (kind, attempt) and m.state in takes]
        if not found:
            return []
        [movement] = found
        match outcome:
            case Done(provider_id=provider_id):
                movement.state, movement.provider_id = "done", provider_id
                return (
                    self._charged(provider_id, now)
                    if kind == "charge"
                    else self._refunded(movement.amount, now)
                )
            case Declined(reason=reason):
                movement.state = "declined"
                return self._refused(movement, reason, policy, now)
            case _:
                movement.unanswered(policy, now)
                return []

    def settle(self, settled: ContractSettled | Decision, now: datetime) -> list[Event]:
        """Split the money as the contract decided, as soon as it is held. The first decision stands.

        A contract that was settled was funded. An escrow that knows of a refusal only has missed the charge that
        followed, so it asks for that one; the wake looks it up first.
        """
        if self.decided is None:
            self.decided = Decision(
                talent_amount=settled.talent_amount, company_refund=settled.company_refund
            )
            if self.status == "declined":
                self.status = "requested"
                self._move("charge", self.total, now, known_elsewhere=True)
        return self._carry_out(now)

    def _carry_out(self, now: datetime) -> list[Event]:
        """Do what was decided or has arrived, as far as the money is there by now."""
        events: list[Event] = []
        if self.status == "funded" and self.decided is not None and self.decided.splits(self.pay):
            events += self._split(self.decided.talent_amount.amount, now)
        due = self.status in {"settling", "settled"} and not self.paid_out
        if due and self.arrived == self._money(self.talent_amount) and self.talent_amount:
            self.paid_out = True
            paid = self.talent_amount
            self._book("paid out", {"talent_payable": paid, "provider": -paid}, now)
        return events

    def _split(self, talent: int, now: datetime) -> list[Event]:
        """Book the split. The fee is earned on the share that goes to the talent."""
        earned, _ = apportion(self.fee.amount, (talent, self.pay.amount - talent))
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
            self._move("refund", refund, now, undoes=self.held_by)
        return [
            EscrowSettled(
                **self.refs,
                talent_amount=self._money(talent),
                company_refund=self._money(refund),
                fee=self._money(earned),
                **self._head,
            )
        ]

    def record_payout(self, amount: Money, now: datetime) -> list[Event]:
        """Record that the talent has been paid. It is booked once the split is, if it is what the talent was owed."""
        if self.arrived is None:
            self.arrived = amount
        return self._carry_out(now)

    def waits(self) -> list[Wait]:
        """Return what the escrow waits for. It does not lapse while a charge is in flight: the answer comes first."""
        if self.pending:
            return [Wait("the provider's answer", movement.retry_at) for movement in self.pending]
        if self.status in {"requested", "declined"}:
            return [Wait("the company's money", self.fund_until, self._lapse)]
        return []

    def _lapse(self) -> list[Event]:
        self.status = "lapsed"
        return [EscrowLapsed(**self.refs)]

    def _charged(self, provider_id: str, now: datetime) -> list[Event]:
        self._book("charged", {"provider": self.total, "held": -self.total}, now)
        if self.status in {"requested", "declined"}:
            self.status, self.held_by = "funded", provider_id
            return [EscrowFunded(**self.refs), *self._carry_out(now)]
        # nobody waits for this money any more, so it goes back
        self._book("came too late", {"held": self.total, "company_refundable": -self.total}, now)
        self._move("refund", self.total, now, undoes=provider_id)
        return []

    def _refunded(self, amount: Money, now: datetime) -> list[Event]:
        self._book("refunded", {"company_refundable": amount.amount, "provider": -amount.amount}, now)
        if self.status == "settling" and not any(movement.kind == "refund" for movement in self.pending):
            self.status = "settled"
        return [EscrowRefunded(**self.refs, amount=amount, **self._head)]

    def _refused(self, movement: Movement, reason: str, policy: PayoutPolicy, now: datetime) -> list[Event]:
        if movement.kind == "refund":
            # the money is still owed, so a new attempt begins, each one later than the last
            later = now + policy.retry_after(movement.attempt)
            self._move("refund", movement.amount.amount, later, undoes=movement.undoes)
            return []
        if self.status != "requested":
            return []
        self.status = "declined"
        return [EscrowDeclined(**self.refs, reason=reason, attempt=movement.attempt)]

    def _move(
        self,
        kind: Kind,
        amount: int,
        when: datetime,
        *,
        undoes: str | None = None,
        known_elsewhere: bool = False,
    ) -> None:
        attempt = 1 + sum(movement.kind == kind for movement in self.movements)
        self.movements.append(
            Movement(
                kind=kind,
                attempt=attempt,
                amount=self._money(amount),
                uncertain=known_elsewhere,
                retry_at=when,
                undoes=undoes,
            )
        )

    def _book(self, reason: str, amounts: dict[Account, int], now: datetime) -> None:
        self.journal = book(self.journal, reason, amounts, self.pay.currency, now)

    def _money(self, amount: int) -> Money:
        return Money(amount=amount, currency=self.pay.currency)


def escrow_id_of(contract_id: str) -> str:
    """Return the id of the one escrow of this contract."""
    return with_prefix("esc", contract_id)
