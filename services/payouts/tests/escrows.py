"""Escrows and payouts in every reachable state, made by commands alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

from foothold_events import examples
from foothold_events.contracts import ContractExecuted, ContractSettled
from foothold_events.envelope import Event
from foothold_events.examples import example
from foothold_events.payouts import EscrowSettled
from foothold_events.values import Money
from foothold_payouts.escrow import Escrow
from foothold_payouts.payout import Payout
from foothold_payouts.policy import PayoutPolicy
from foothold_payouts.provider import Declined, Done, Kind, Outcome, Unknown

POLICY = PayoutPolicy()
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
FUND_UNTIL = datetime(2026, 6, 4, 9, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)

PAY = 20_000
FEE = 2_000
TOTAL = 22_000
HALF = 10_000

DONE = Done("sandbox:1")
DECLINED = Declined("insufficient_funds")
UNKNOWN = Unknown()

REFS = examples.OF_ESCROW


def usd(amount: int) -> Money:
    return Money(amount=amount, currency="USD")


def contract_executed(pay: int = PAY) -> ContractExecuted:
    return example(ContractExecuted, pay=usd(pay))


def contract_settled(to_talent: int, pay: int = PAY) -> ContractSettled:
    return example(ContractSettled, talent_amount=usd(to_talent), company_refund=usd(pay - to_talent))


def requested(pay: int = PAY) -> Escrow:
    escrow, _ = Escrow.request(contract_executed(pay), POLICY, NOW)
    return escrow


def answered(escrow: Escrow, kind: Kind, outcome: Outcome, now: datetime = NOW) -> list[Event]:
    """Book an answer to the one movement of this kind that waits for one."""
    [movement] = [m for m in escrow.pending if m.kind == kind]
    return escrow.book(kind, movement.attempt, outcome, POLICY, now)


def head(escrow: Escrow) -> dict[str, Any]:
    """Return the head of the journal, as an event tells it."""
    return {"journal_head": escrow.journal[-1].hash, "journal_entries": len(escrow.journal)}


def unanswered() -> Escrow:
    escrow = requested()
    answered(escrow, "charge", UNKNOWN)
    return escrow


def declined() -> Escrow:
    escrow = requested()
    answered(escrow, "charge", DECLINED)
    return escrow


def requested_again() -> Escrow:
    escrow = declined()
    escrow.try_again(NOW)
    return escrow


def funded(pay: int = PAY) -> Escrow:
    escrow = requested(pay)
    answered(escrow, "charge", DONE)
    return escrow


def split(to_talent: int) -> Escrow:
    escrow = funded()
    escrow.settle(contract_settled(to_talent), NOW)
    return escrow


def settling() -> Escrow:
    return split(HALF)


def settling_nothing_for_the_talent() -> Escrow:
    return split(0)


def refund_declined() -> Escrow:
    escrow = settling()
    answered(escrow, "refund", DECLINED)
    return escrow


def refund_unanswered() -> Escrow:
    escrow = settling()
    answered(escrow, "refund", UNKNOWN)
    return escrow


def refunded() -> Escrow:
    escrow = settling()
    answered(escrow, "refund", DONE)
    return escrow


def refunded_in_full() -> Escrow:
    escrow = settling_nothing_for_the_talent()
    answered(escrow, "refund", DONE)
    return escrow


def settled() -> Escrow:
    return split(PAY)


def paid_out() -> Escrow:
    escrow = settled()
    escrow.record_payout(usd(PAY), NOW)
    return escrow


def paid_out_before_the_refund() -> Escrow:
    escrow = settling()
    escrow.record_payout(usd(HALF), NOW)
    return escrow


def at_rest() -> Escrow:
    escrow = paid_out_before_the_refund()
    answered(escrow, "refund", DONE)
    return escrow


def lapsed() -> Escrow:
    escrow = declined()
    escrow.due(FUND_UNTIL)
    return escrow


def charged_while_nobody_waits() -> Escrow:
    """The one state that commands do not lead to: a charge still open in a lapsed escrow."""
    escrow = requested()
    escrow.status = "lapsed"
    return escrow


def escrow_settled(to_talent: int = PAY) -> EscrowSettled:
    return EscrowSettled(**REFS, talent_amount=usd(to_talent), company_refund=usd(0), fee=usd(FEE))


def initiated() -> Payout:
    payout, _ = Payout.initiate(escrow_settled(), NOW)
    return payout


def payout_answered(payout: Payout, outcome: Outcome, now: datetime = NOW) -> list[Event]:
    [movement] = payout.pending
    return payout.book(movement.attempt, outcome, POLICY, now)


def payout_unanswered() -> Payout:
    payout = initiated()
    payout_answered(payout, UNKNOWN)
    return payout


def failed() -> Payout:
    payout = initiated()
    payout_answered(payout, DECLINED)
    return payout


def arrived() -> Payout:
    payout = initiated()
    payout_answered(payout, DONE)
    return payout


def arrived_at_the_second_try() -> Payout:
    payout = failed()
    payout_answered(payout, DONE)
    return payout


def blocked() -> Payout:
    payout = failed()
    payout_answered(payout, DECLINED, NOW + POLICY.payout_tried_for)
    return payout
