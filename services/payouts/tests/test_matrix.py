"""A fact is never refused: every event and every answer of the provider is taken in every reachable state."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from foothold_chassis.testing import Case, every_fact_in_every_state
from foothold_events.envelope import Event
from foothold_payouts.escrow import Escrow
from foothold_payouts.ledger import balances, faults
from foothold_payouts.payout import Payout

from .escrows import (
    DECLINED,
    DONE,
    FUND_UNTIL,
    HALF,
    NOW,
    PAY,
    POLICY,
    UNKNOWN,
    contract_executed,
    contract_settled,
    escrow_settled,
    initiated,
    requested,
    usd,
)
from .states import ESCROWS, PAYOUTS

LATE = NOW + timedelta(days=60)
OUTCOMES = {"done": DONE, "declined": DECLINED, "unknown": UNKNOWN}

Answer = Callable[[Escrow, datetime], list[Event]]
FACTS: dict[str, Answer] = {
    "settled_to_talent": lambda escrow, now: escrow.settle(contract_settled(PAY), now),
    "settled_half": lambda escrow, now: escrow.settle(contract_settled(HALF), now),
    "settled_to_company": lambda escrow, now: escrow.settle(contract_settled(0), now),
    # what arrives is always the amount that the escrow itself settled on
    "payout_settled": lambda escrow, now: escrow.record_payout(usd(escrow.talent_amount), now),
}

EVERY_ESCROW = pytest.mark.parametrize("given", ESCROWS.values(), ids=ESCROWS)
EVERY_PAYOUT = pytest.mark.parametrize("given", PAYOUTS.values(), ids=PAYOUTS)


def sound(escrow: Escrow) -> bool:
    totals = balances(escrow.journal)
    return not faults(escrow.journal) and sum(totals.values()) == 0 and totals["provider"] >= 0


@every_fact_in_every_state(ESCROWS, FACTS, [NOW, FUND_UNTIL, LATE])
def test_every_event_is_answered_in_every_state_of_an_escrow(case: Case[Escrow]) -> None:
    answered = case.answer()

    assert len(answered.events) <= 1
    assert sound(answered.after)


@EVERY_ESCROW
@pytest.mark.parametrize("kind", ["charge", "refund"])
@pytest.mark.parametrize("attempt", [1, 2, 9])
@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("when", [NOW, LATE], ids=["in_time", "late"])
def test_every_answer_of_the_provider_is_taken_once(given, kind, attempt, outcome, when) -> None:
    escrow = given()
    escrow.due(when)

    escrow.book(kind, attempt, OUTCOMES[outcome], POLICY, when)
    booked = list(escrow.journal)

    if outcome != "unknown":
        assert escrow.book(kind, attempt, OUTCOMES[outcome], POLICY, when) == []
    assert escrow.journal == booked
    assert sound(escrow)
    assert Escrow.model_validate(escrow.model_dump(mode="json")) == escrow


@EVERY_PAYOUT
@pytest.mark.parametrize("attempt", [1, 2, 9])
@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("when", [NOW, LATE], ids=["in_time", "late"])
def test_every_answer_is_taken_once_in_every_state_of_a_payout(given, attempt, outcome, when) -> None:
    payout = given()
    payout.due(when)
    ended = payout.status != "initiated"

    events = payout.book(attempt, OUTCOMES[outcome], POLICY, when)

    assert not (ended and events)
    assert len(payout.pending) <= 1
    assert sum(movement.state == "done" for movement in payout.movements) == (payout.status == "settled")
    if outcome != "unknown":
        assert payout.book(attempt, OUTCOMES[outcome], POLICY, when) == []
    assert Payout.model_validate(payout.model_dump(mode="json")) == payout


def test_the_event_that_begins_one_twice_begins_the_same() -> None:
    assert Escrow.request(contract_executed(), POLICY, NOW)[0] == requested()
    assert Payout.initiate(escrow_settled(), NOW)[0] == initiated()
