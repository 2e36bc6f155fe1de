"""Given an escrow, when something happens to it, these events follow."""

from datetime import timedelta

import pytest

from foothold_chassis.errors import RuleBroken
from foothold_events.payouts import (
    EscrowDeclined,
    EscrowFunded,
    EscrowLapsed,
    EscrowRefunded,
    EscrowRequested,
)
from foothold_events.values import MOST
from foothold_payouts.escrow import Escrow, escrow_id_of
from foothold_payouts.ledger import balances

from .escrows import (
    DECLINED,
    DONE,
    FEE,
    FUND_UNTIL,
    MOMENT,
    NOW,
    PAY,
    POLICY,
    REFS,
    SECOND,
    TOTAL,
    UNKNOWN,
    answered,
    charged_while_nobody_waits,
    contract_executed,
    declined,
    funded,
    head,
    lapsed,
    refund_declined,
    requested,
    requested_again,
    settled,
    settling,
    unanswered,
    usd,
)


def accounts(escrow: Escrow) -> dict[str, int]:
    return {account: amount for account, amount in balances(escrow.journal).items() if amount}


def test_the_company_is_asked_for_the_pay_and_ten_percent_on_top() -> None:
    escrow, events = Escrow.request(contract_executed(), POLICY, NOW)

    assert events == [EscrowRequested(**REFS, pay=usd(PAY), fee=usd(FEE), fund_until=FUND_UNTIL)]
    [movement] = escrow.pending
    assert (movement.kind, movement.amount, movement.retry_at) == ("charge", usd(TOTAL), NOW)
    assert movement.key(escrow.id) == "esc_1:charge:1"


@pytest.mark.parametrize(("pay", "fee"), [(20_000, 2_000), (1, 0), (5, 1), (14, 1), (15, 2), (0, 0)])
def test_the_fee_is_a_tenth_with_half_a_unit_rounded_up(pay, fee) -> None:
    assert requested(pay).fee == usd(fee)


@pytest.mark.parametrize("pay", [MOST, MOST - 1, MOST * 10 // 11 + 1])
def test_what_cannot_be_booked_is_not_asked_for_and_lapses_at_once(pay) -> None:
    escrow = requested(pay)

    assert escrow.movements == []
    assert escrow.due(NOW) == [EscrowLapsed(**REFS)]
    assert (escrow.next_wake(), escrow.journal) == (None, [])


def test_the_most_that_can_be_booked_is_charged() -> None:
    escrow = requested(MOST * 10 // 11)

    assert [movement.amount.amount for movement in escrow.pending] == [escrow.total]
    assert escrow.total <= MOST
    assert answered(escrow, "charge", DONE) == [EscrowFunded(**REFS)]


@pytest.mark.parametrize("before", [timedelta(), SECOND, timedelta(days=1)])
def test_the_company_is_not_asked_for_longer_than_the_contract_waits(before) -> None:
    until = FUND_UNTIL - before
    executed = contract_executed().model_copy(update={"fund_until": until})
    escrow, _ = Escrow.request(executed, POLICY, NOW)
    answered(escrow, "charge", DECLINED)

    assert escrow.next_wake() == until
    assert escrow.due(until) == [EscrowLapsed(**REFS)]


@pytest.mark.parametrize("until", [NOW, NOW - timedelta(days=9)])
def test_a_contract_that_waits_no_more_is_not_charged_for(until) -> None:
    executed = contract_executed().model_copy(update={"fund_until": until})
    escrow, _ = Escrow.request(executed, POLICY, NOW)

    assert escrow.movements == []
    assert escrow.due(NOW) == [EscrowLapsed(**REFS)]


def test_an_older_contract_without_an_end_of_its_wait_is_charged_for() -> None:
    executed = contract_executed().model_copy(update={"fund_until": None})
    escrow, _ = Escrow.request(executed, POLICY, NOW)

    assert (escrow, escrow.fund_until) == (requested(), FUND_UNTIL)


def test_a_contract_has_one_escrow() -> None:
    assert escrow_id_of("ctr_1") == requested().id
    assert requested() == requested()


def test_money_is_held_once_the_charge_is_done() -> None:
    escrow = requested()

    assert answered(escrow, "charge", DONE) == [EscrowFunded(**REFS)]
    assert accounts(escrow) == {"provider": TOTAL, "held": -TOTAL}
    assert escrow.movements[0].provider_id == DONE.provider_id


@pytest.mark.parametrize("outcome", [DONE, DECLINED, UNKNOWN], ids=["done", "declined", "unknown"])
def test_a_second_answer_to_the_same_charge_changes_nothing(outcome) -> None:
    escrow = funded()

    assert escrow.book("charge", 1, outcome, POLICY, NOW) == []
    assert escrow == funded()


@pytest.mark.parametrize("outcome", [DECLINED, UNKNOWN], ids=["declined", "unknown"])
def test_a_refused_charge_takes_no_other_refusal(outcome) -> None:
    escrow = declined()

    assert escrow.book("charge", 1, outcome, POLICY, NOW) == []
    assert escrow == declined()


def test_a_charge_that_was_refused_and_happened_all_the_same_is_held() -> None:
    escrow = declined()

    assert escrow.book("charge", 1, DONE, POLICY, NOW) == [EscrowFunded(**REFS)]
    assert accounts(escrow) == {"provider": TOTAL, "held": -TOTAL}


def test_a_second_charge_that_happened_refunds_itself_and_only_the_first_is_held() -> None:
    escrow = declined()
    escrow.try_again(NOW)
    escrow.book("charge", 1, DONE, POLICY, NOW)

    assert answered(escrow, "charge", DONE) == []
    assert accounts(escrow) == {"provider": 2 * TOTAL, "held": -TOTAL, "company_refundable": -TOTAL}
    assert answered(escrow, "refund", DONE) == [
        EscrowRefunded(**REFS, **head(escrow), amount=escrow.movements[-1].amount)
    ]
    assert escrow.status == "funded"
    assert accounts(escrow) == {"provider": TOTAL, "held": -TOTAL}


def test_an_answer_to_what_was_never_asked_changes_nothing() -> None:
    escrow = requested()

    assert escrow.book("refund", 1, DONE, POLICY, NOW) == []
    assert escrow.book("charge", 2, DONE, POLICY, NOW) == []
    assert escrow == requested()


def test_a_declined_charge_is_told_and_not_tried_again_by_itself() -> None:
    escrow = requested()

    assert answered(escrow, "charge", DECLINED) == [
        EscrowDeclined(**REFS, reason="insufficient_funds", attempt=1)
    ]
    assert escrow.pending == []
    assert escrow.journal == []


def test_the_company_tries_again_under_a_new_key() -> None:
    escrow = declined()
    later = NOW + timedelta(days=1)

    assert escrow.try_again(later) == []
    [movement] = escrow.pending
    assert (movement.key(escrow.id), movement.retry_at) == ("esc_1:charge:2", later)
    assert answered(escrow, "charge", DONE) == [EscrowFunded(**REFS)]


@pytest.mark.parametrize("given", [requested, unanswered, requested_again, funded, settling, settled])
def test_trying_again_without_a_refusal_charges_nothing(given) -> None:
    escrow = given()

    assert escrow.try_again(NOW) == []
    assert escrow == given()


def test_an_unknown_outcome_keeps_the_key_and_asks_later_and_later() -> None:
    escrow = requested()

    waits = []
    for _ in range(4):
        assert answered(escrow, "charge", UNKNOWN) == []
        waits.append(escrow.movements[0].retry_at - NOW)

    assert waits == [2 * SECOND, 4 * SECOND, 8 * SECOND, 16 * SECOND]
    assert escrow.movements[0].uncertain
    assert [movement.key(escrow.id) for movement in escrow.movements] == ["esc_1:charge:1"]


def test_waits_between_tries_double_up_to_a_bound() -> None:
    assert POLICY.retry_after(1) == POLICY.retry_first
    assert POLICY.retry_after(15) == POLICY.retry_max
    assert POLICY.retry_after(10_000) == POLICY.retry_max


def test_without_the_money_in_time_it_lapses() -> None:
    escrow = declined()

    assert escrow.due(FUND_UNTIL - MOMENT) == []
    assert escrow.due(FUND_UNTIL) == [EscrowLapsed(**REFS)]
    assert escrow.due(FUND_UNTIL) == []
    assert escrow.journal == []


@pytest.mark.parametrize("given", [requested, unanswered, requested_again])
def test_a_charge_in_flight_is_resolved_before_it_lapses(given) -> None:
    escrow = given()

    assert escrow.due(FUND_UNTIL + timedelta(days=1)) == []
    assert answered(escrow, "charge", DONE, FUND_UNTIL + timedelta(days=1)) == [EscrowFunded(**REFS)]


def test_a_charge_refused_after_the_deadline_lapses_at_once() -> None:
    escrow = requested()
    late = FUND_UNTIL + SECOND
    answered(escrow, "charge", DECLINED, late)

    assert escrow.next_wake() == FUND_UNTIL
    assert escrow.due(late) == [EscrowLapsed(**REFS)]


def test_trying_again_after_it_lapsed_is_refused() -> None:
    escrow = declined()
    escrow.due(FUND_UNTIL)  # as the store does before every command

    with pytest.raises(RuleBroken) as refused:
        escrow.try_again(FUND_UNTIL)

    assert refused.value.code == "escrow_lapsed"
    assert escrow == lapsed()


def test_what_was_funded_does_not_lapse() -> None:
    escrow = funded()

    assert escrow.due(FUND_UNTIL) == []
    assert escrow.next_wake() is None


def test_money_that_comes_too_late_refunds_itself() -> None:
    escrow = charged_while_nobody_waits()

    assert answered(escrow, "charge", DONE) == []
    assert accounts(escrow) == {"provider": TOTAL, "company_refundable": -TOTAL}
    assert answered(escrow, "refund", DONE) == [EscrowRefunded(**REFS, **head(escrow), amount=usd(TOTAL))]
    assert accounts(escrow) == {}
    assert escrow.status == "lapsed"


def test_a_charge_refused_too_late_tells_nothing() -> None:
    escrow = charged_while_nobody_waits()

    assert answered(escrow, "charge", DECLINED) == []
    assert (escrow.status, escrow.journal) == ("lapsed", [])


@pytest.mark.parametrize(
    ("given", "wakes_at"),
    [
        (requested, NOW),
        (unanswered, NOW + 2 * SECOND),
        (declined, FUND_UNTIL),
        (requested_again, NOW),
        (funded, None),
        (settling, NOW),
        (refund_declined, NOW + 2 * SECOND),
        (settled, None),
        (lapsed, None),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_it_wakes_for_what_is_pending_and_else_for_the_deadline(given, wakes_at) -> None:
    assert given().next_wake() == wakes_at
