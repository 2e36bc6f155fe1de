"""After a restore: escrow and payout as their own events tell of them, and as the provider's books say.

An event tells that money has moved, and the provider by which movement. So each movement that was told is looked up;
what the provider does not know is left to an operator. The head of a journal was told with what it settled: a journal
that is booked anew, with the times of its events, has the same head, or the escrow waits for an operator.
"""

from datetime import datetime

from foothold_chassis.store import Past, Retold
from foothold_events.envelope import Event
from foothold_events.payouts import (
    EscrowDeclined,
    EscrowFunded,
    EscrowLapsed,
    EscrowRefunded,
    EscrowRequested,
    EscrowSettled,
    PayoutBlocked,
    PayoutFailed,
    PayoutInitiated,
    PayoutSettled,
)
from foothold_events.values import Money
from foothold_payouts.accounts import Payee
from foothold_payouts.escrow import Decision, Escrow
from foothold_payouts.movement import Movement
from foothold_payouts.payout import Payout
from foothold_payouts.policy import PayoutPolicy
from foothold_payouts.provider import Declined, Done, Provider


async def escrow(past: Past[Escrow], provider: Provider, policy: PayoutPolicy) -> Retold[Escrow] | None:
    """Return the escrow as it was; None if the provider does not know of money that was told of."""
    found = past.found
    for telling, event in past.told:
        if isinstance(event, EscrowRequested):
            found = found or requested(event, telling.at)
        elif found is None or not await follow(found, event, provider, policy, telling.at):
            return None
    if found is None:
        return None
    anchors = [event for _, event in past.told if isinstance(event, EscrowSettled | EscrowRefunded)]
    if anchors and not has_head(found, anchors[-1]):
        return Retold(found, ("the journal as it was told",), suffices=False)
    return Retold(found)


def requested(event: EscrowRequested, at: datetime) -> Escrow:
    """Return the escrow as it was when it asked for the money."""
    asked = Escrow(
        id=event.escrow_id,
        contract_id=event.contract_id,
        organization_id=event.organization_id,
        talent_id=event.talent_id,
        pay=event.pay,
        fee=event.fee,
        fund_until=event.fund_until,
    )
    if asked.can_be_booked and asked.fund_until > at:
        total = Money(amount=asked.total, currency=asked.pay.currency)
        asked.movements.append(Movement(kind="charge", attempt=1, amount=total, retry_at=at))
    return asked


async def follow(found: Escrow, event: Event, provider: Provider, policy: PayoutPolicy, at: datetime) -> bool:
    """Take over one move that the escrow has told; return false if what is known does not lead to it."""
    match event:
        case EscrowDeclined(reason=reason, attempt=attempt):
            found.try_again(at)
            found.book("charge", attempt, Declined(reason), policy, at)
            return found.status == "declined"
        case EscrowFunded():
            found.try_again(at)
            await book_what_is_done(found, provider, policy, at)
            # a decision that came early is carried out in the same moment
            return found.status in {"funded", "settling", "settled"}
        case EscrowLapsed():
            found.due(at)
            return found.status == "lapsed"
        case EscrowSettled(talent_amount=talent_amount):
            rest = Money(amount=found.pay.amount - talent_amount.amount, currency=found.pay.currency)
            found.settle(Decision(talent_amount=talent_amount, company_refund=rest), at)
            return found.status in {"settling", "settled"} and found.talent_amount == talent_amount.amount
        case EscrowRefunded():
            entries = len(found.journal)
            await book_what_is_done(found, provider, policy, at)
            return len(found.journal) > entries
        case _:
            return False


async def book_what_is_done(found: Escrow, provider: Provider, policy: PayoutPolicy, at: datetime) -> None:
    """Book what the provider knows to be done of the first movement that waits for its answer."""
    for movement in found.pending[:1]:
        outcome = await provider.look_up(movement.key(found.id))
        if isinstance(outcome, Done):
            found.book(movement.kind, movement.attempt, outcome, policy, at)


def has_head(found: Escrow, told: EscrowSettled | EscrowRefunded) -> bool:
    """Return whether the journal has the head that was told; one that told none proves nothing against it."""
    if told.journal_head is None or told.journal_entries is None:
        return True
    entries = found.journal[: told.journal_entries]
    return len(entries) == told.journal_entries and entries[-1].hash == told.journal_head


async def payout(past: Past[Payout], provider: Provider, policy: PayoutPolicy) -> Retold[Payout] | None:
    """Return the payout as it was; None if the provider does not know of money that was told of."""
    found = past.found
    for telling, event in past.told:
        if isinstance(event, PayoutInitiated):
            found = found or initiated(event, telling.at)
        elif found is None:
            return None
        match event:
            case PayoutFailed(attempt=attempt, reason=reason) if found is not None:
                found.book(attempt, Declined(reason), policy, telling.at)
            case PayoutBlocked() if found is not None and found.status != "blocked":
                return None
            case PayoutSettled(journal_head=head) if found is not None:
                found.journal_head = found.journal_head or head
                for movement in found.pending:
                    outcome = await provider.look_up(movement.key(found.id))
                    if isinstance(outcome, Done):
                        found.book(movement.attempt, outcome, policy, telling.at)
                if found.status != "settled":
                    return None
    return Retold(found) if found is not None else None


def initiated(event: PayoutInitiated, at: datetime) -> Payout:
    """Return the payout as it began."""
    return Payout(
        id=event.payout_id,
        escrow_id=event.escrow_id,
        contract_id=event.contract_id,
        talent_id=event.talent_id,
        amount=event.amount,
        initiated_at=at,
        movements=[Movement(kind="payout", attempt=1, amount=event.amount, retry_at=at)],
    )


async def payee(past: Past[Payee]) -> Retold[Payee] | None:
    """Begin a missing payee anew: only its talent can, and until then its payouts wait."""
    return Retold(past.found, ("where the talent is paid",)) if past.found is None else None
