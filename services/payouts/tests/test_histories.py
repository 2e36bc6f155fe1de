"""What an escrow and a payout come to does not depend on which of their facts comes first."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from foothold_chassis.testing import Arrival, History, RunningService, every_arrival, every_history
from foothold_events.contracts import ContractExecuted
from foothold_events.envelope import Event
from foothold_events.examples import example
from foothold_events.payouts import EscrowFunded, EscrowLapsed, EscrowSettled, PayoutInitiated, PayoutSettled
from foothold_payouts.escrow import Escrow
from foothold_payouts.ledger import balances, faults
from foothold_payouts.payout import Payout

from .escrows import (
    DONE,
    FEE,
    HALF,
    NOW,
    PAY,
    POLICY,
    TOTAL,
    contract_settled,
    declined,
    escrow_settled,
    funded,
    requested,
    requested_again,
    unanswered,
    usd,
)
from .states import registered, replaced

LATE = NOW + timedelta(days=60)
UNFUNDED = {
    "requested": requested,
    "not answered": unanswered,
    "requested again": requested_again,
}
NOT_IN_FLIGHT = {"declined": declined, "funded": funded}


def charge(escrow: Escrow, now: datetime) -> list[Event]:
    """The charge is done, if one waits for its answer at this moment."""
    asked = [movement for movement in escrow.pending if movement.kind == "charge"]
    return [event for m in asked for event in escrow.book("charge", m.attempt, DONE, POLICY, now)]


def answer_all(escrow: Escrow, now: datetime) -> list[Event]:
    events: list[Event] = []
    while escrow.pending:
        [movement, *_] = escrow.pending
        events += escrow.book(movement.kind, movement.attempt, DONE, POLICY, now)
    return events


def facts_of(talent: int) -> dict:
    def settle(escrow: Escrow, now: datetime) -> Sequence[Event]:
        return escrow.settle(contract_settled(talent), now)

    def pay_out(escrow: Escrow, now: datetime) -> Sequence[Event]:
        return escrow.record_payout(usd(talent), now)

    return {
        "contracts": {"contract.settled": settle},
        "payouts": {"payout.settled": pay_out} if talent else {},
        "provider": {"charge done": charge},
    }


def must_have_split(history: History[Escrow], talent: int) -> None:
    played = history.play()
    escrow = played.aggregate
    earned = FEE * talent // PAY
    refund = TOTAL - talent - earned

    assert (escrow.status, escrow.talent_amount, escrow.paid_out) == ("settled", talent, bool(talent))
    left = {account: amount for account, amount in balances(escrow.journal).items() if amount}
    assert left == ({"provider": earned, "fee_revenue": -earned} if earned else {})
    assert sum(m.amount.amount for m in escrow.movements if (m.kind, m.state) == ("refund", "done")) == refund
    assert faults(escrow.journal) == []
    assert escrow.next_wake() is None
    assert played.count(EscrowSettled) == 1
    assert played.count(EscrowFunded) == (0 if history.state == "funded" else 1)
    assert played.count(EscrowLapsed) == 0


@every_history(UNFUNDED | NOT_IN_FLIGHT, facts_of(PAY), [NOW], then=answer_all)
def test_all_of_the_pay_goes_to_the_talent_whatever_comes_first(history: History[Escrow]) -> None:
    must_have_split(history, PAY)


@every_history(UNFUNDED | NOT_IN_FLIGHT, facts_of(HALF), [NOW], then=answer_all)
def test_half_of_the_pay_goes_to_each_whatever_comes_first(history: History[Escrow]) -> None:
    must_have_split(history, HALF)


@every_history(UNFUNDED | NOT_IN_FLIGHT, facts_of(0), [NOW], then=answer_all)
def test_all_of_the_money_goes_back_whatever_comes_first(history: History[Escrow]) -> None:
    must_have_split(history, 0)


@every_history(UNFUNDED | {"funded": funded}, facts_of(HALF), [LATE], then=answer_all)
def test_late_facts_come_to_the_same_end(history: History[Escrow]) -> None:
    must_have_split(history, HALF)


@every_arrival(
    [
        [example(ContractExecuted), contract_settled(PAY)],
        [escrow_settled()],
        [example(PayoutSettled)],
    ]
)
async def test_money_that_was_moved_before_a_restore_is_moved_once(
    service: RunningService, arrival: Arrival
) -> None:
    """The database is behind all topics, its own as well, and the provider knows of every movement."""
    await service.put(registered(), replaced())

    await arrival.come_to(service)
    await service.wake()
    await service.hear_itself()

    escrow, payout = await service.of(Escrow).get("esc_1"), await service.of(Payout).get("pyt_1")
    assert (escrow.status, escrow.paid_out, payout.status) == ("settled", True, "settled")
    assert [movement.kind for movement in (*escrow.movements, *payout.movements)] == ["charge", "payout"]
    assert len(service.sent(PayoutInitiated)) == 1
    assert len(service.sent(PayoutSettled)) == 1
