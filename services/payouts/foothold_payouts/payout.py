"""The payout: what a talent is owed, sent until it has arrived. Its moves are listed in `states.py`."""

from datetime import datetime
from typing import Self

from pydantic import AwareDatetime, Field

from foothold_chassis.aggregate import Aggregate, Wait
from foothold_events.envelope import Event
from foothold_events.payouts import (
    EscrowSettled,
    PayoutBlocked,
    PayoutFailed,
    PayoutInitiated,
    PayoutRefs,
    PayoutSettled,
)
from foothold_events.values import Money, with_prefix
from foothold_payouts.movement import Movement
from foothold_payouts.policy import PayoutPolicy
from foothold_payouts.provider import Declined, Done, Outcome
from foothold_payouts.states import PayoutStatus


class Payout(Aggregate):
    escrow_id: str
    contract_id: str
    talent_id: str
    amount: Money
    status: PayoutStatus = "initiated"
    initiated_at: AwareDatetime
    journal_head: str | None = None
    movements: list[Movement] = Field(default_factory=list)

    @classmethod
    def initiate(cls, settled: EscrowSettled, now: datetime) -> tuple[Self, list[Event]]:
        """Begin to send the talent's part of the split."""
        payout = cls(
            id=payout_id_of(settled.escrow_id),
            escrow_id=settled.escrow_id,
            contract_id=settled.contract_id,
            talent_id=settled.talent_id,
            amount=settled.talent_amount,
            initiated_at=now,
            journal_head=settled.journal_head,
        )
        payout._try(now)
        return payout, [PayoutInitiated(**payout.refs)]

    @property
    def refs(self) -> PayoutRefs:
        return PayoutRefs(
            payout_id=self.id,
            escrow_id=self.escrow_id,
            contract_id=self.contract_id,
            talent_id=self.talent_id,
            amount=self.amount,
        )

    @property
    def pending(self) -> list[Movement]:
        return [movement for movement in self.movements if movement.state == "pending"]

    def book(self, attempt: int, outcome: Outcome, policy: PayoutPolicy, now: datetime) -> list[Event]:
        """Record what the provider said. After a refusal the payout is tried again, each time later, for 30 days."""
        found = [movement for movement in self.pending if movement.attempt == attempt]
        if not found:
            return []
        [movement] = found
        match outcome:
            case Done(provider_id=provider_id):
                movement.state, movement.provider_id = "done", provider_id
                self.status = "settled"
                return [PayoutSettled(**self.refs, journal_head=self.journal_head)]
            case Declined(reason=reason):
                movement.state = "declined"
                return self._failed(attempt, reason, policy, now)
            case _:
                movement.unanswered(policy, now)
                return []

    def _failed(self, attempt: int, reason: str, policy: PayoutPolicy, now: datetime) -> list[Event]:
        failed = PayoutFailed(**self.refs, reason=reason, attempt=attempt)
        if now - self.initiated_at >= policy.payout_tried_for:
            self.status = "blocked"
            return [failed, PayoutBlocked(**self.refs, reason=reason)]
        self._try(now + policy.retry_after(attempt))
        return [failed]

    def _try(self, when: datetime) -> None:
        self.movements.append(
            Movement(kind="payout", attempt=len(self.movements) + 1, amount=self.amount, retry_at=when)
        )

    def waits(self) -> list[Wait]:
        return [Wait("the provider's answer", movement.retry_at) for movement in self.pending]


def payout_id_of(escrow_id: str) -> str:
    """Return the id of the one payout of this escrow."""
    return with_prefix("pyt", escrow_id)
