"""Given a payout, when the provider answers, these events follow."""

from datetime import timedelta

import pytest

from foothold_events import examples
from foothold_events.payouts import PayoutBlocked, PayoutFailed, PayoutInitiated, PayoutSettled
from foothold_payouts.payout import Payout, payout_id_of

from .escrows import (
    DECLINED,
    DONE,
    MOMENT,
    NOW,
    PAY,
    POLICY,
    SECOND,
    UNKNOWN,
    arrived,
    arrived_at_the_second_try,
    blocked,
    escrow_settled,
    failed,
    initiated,
    payout_answered,
    payout_unanswered,
    usd,
)

REFS = examples.OF_PAYOUT
TRIED_FOR = timedelta(days=30)


def test_it_begins_with_what_the_split_gave_the_talent() -> None:
    payout, events = Payout.initiate(escrow_settled(), NOW)

    assert events == [PayoutInitiated(**REFS)]
    [movement] = payout.pending
    assert (movement.key(payout.id), movement.amount) == ("pyt_1:payout:1", usd(PAY))
    assert payout.next_wake() == NOW


def test_an_escrow_pays_out_once() -> None:
    assert payout_id_of("esc_1") == initiated().id
    assert initiated() == initiated()


def test_the_money_arrives() -> None:
    payout = initiated()

    assert payout_answered(payout, DONE) == [PayoutSettled(**REFS)]
    assert payout.status == "settled"
    assert payout.movements[0].provider_id == DONE.provider_id
    assert payout.next_wake() is None


def test_a_refusal_begins_a_new_attempt_later() -> None:
    payout = initiated()

    assert payout_answered(payout, DECLINED) == [PayoutFailed(**REFS, reason="insufficient_funds", attempt=1)]
    assert [movement.key(payout.id) for movement in payout.movements] == ["pyt_1:payout:1", "pyt_1:payout:2"]
    assert payout.next_wake() == NOW + 2 * SECOND


def test_refusals_are_tried_again_later_and_later_up_to_a_bound() -> None:
    payout = initiated()

    waits = []
    for _ in range(16):
        payout_answered(payout, DECLINED)
        waits.append(payout.pending[0].retry_at - NOW)

    assert waits[:4] == [2 * SECOND, 4 * SECOND, 8 * SECOND, 16 * SECOND]
    assert waits == sorted(waits)
    assert waits[-1] == POLICY.retry_max


def test_without_an_answer_the_same_attempt_is_asked_again() -> None:
    payout = initiated()

    assert payout_answered(payout, UNKNOWN) == []
    assert payout_answered(payout, UNKNOWN) == []
    [movement] = payout.movements
    assert (movement.attempt, movement.uncertain, movement.tries) == (1, True, 2)
    assert payout.next_wake() == NOW + 4 * SECOND


def test_without_an_answer_it_is_never_given_up() -> None:
    # the money may have arrived: only a definite no can end it
    payout = initiated()

    assert payout_answered(payout, UNKNOWN, NOW + 2 * TRIED_FOR) == []
    assert payout.status == "initiated"
    assert payout_answered(payout, DONE, NOW + 2 * TRIED_FOR) == [PayoutSettled(**REFS)]


def test_a_refusal_after_30_days_blocks_it() -> None:
    payout = failed()

    assert payout_answered(payout, DECLINED, NOW + TRIED_FOR) == [
        PayoutFailed(**REFS, reason="insufficient_funds", attempt=2),
        PayoutBlocked(**REFS, reason="insufficient_funds"),
    ]
    assert payout.status == "blocked"
    assert payout.pending == []
    assert payout.next_wake() is None


def test_a_refusal_before_30_days_does_not_block_it() -> None:
    payout = failed()

    payout_answered(payout, DECLINED, NOW + TRIED_FOR - MOMENT)

    assert payout.status == "initiated"
    assert len(payout.pending) == 1


@pytest.mark.parametrize("given", [arrived, arrived_at_the_second_try, blocked, failed])
@pytest.mark.parametrize("outcome", [DONE, DECLINED, UNKNOWN], ids=["done", "declined", "unknown"])
def test_a_second_answer_to_an_attempt_changes_nothing(given, outcome) -> None:
    payout = given()

    assert payout.book(1, outcome, POLICY, NOW) == []
    assert payout == given()


def test_an_answer_to_what_was_never_asked_changes_nothing() -> None:
    for given in (initiated, payout_unanswered):
        payout = given()

        assert payout.book(9, DONE, POLICY, NOW) == []
        assert payout == given()
