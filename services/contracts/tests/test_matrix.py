"""A fact is never refused: every event that contracts consumes is answered in every reachable state."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from foothold_contracts.contract import Contract
from foothold_events.contracts import ContractSettled
from foothold_events.envelope import Event
from foothold_events.examples import PAY

from .engagements import (
    CANCEL_AT,
    HANDED_IN,
    NOW,
    OVERDUE_AT,
    POLICY,
    REACHABLE,
    REVIEW_UNTIL,
    SIGN_UNTIL,
    drafted,
    selected,
)

Answer = Callable[[Contract], list[Event]]
ANSWERS: tuple[Answer, ...] = (Contract.activate, Contract.end_unfunded, Contract.close)
"""Of `payouts.escrow` funded and lapsed, and `payouts.payout` settled."""

FINAL = {"closed", "lapsed", "cancelled"}
LATE = CANCEL_AT + timedelta(days=30)
TIMES = (NOW, SIGN_UNTIL, HANDED_IN, OVERDUE_AT, REVIEW_UNTIL, CANCEL_AT, LATE)


def settled(events: list[Event]) -> int:
    return sum(isinstance(event, ContractSettled) for event in events)


@pytest.mark.parametrize("given", REACHABLE, ids=lambda build: build.__name__)
@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.__name__)
@pytest.mark.parametrize("when", TIMES, ids=lambda when: f"{when:%m-%dT%H}")
def test_every_event_is_answered_in_every_state(given, answer, when) -> None:
    contract = given()
    contract.due(when)
    was = contract.status

    events = answer(contract)

    assert len(events) <= 1
    assert settled(events) == 0
    assert not (was in FINAL and events)
    assert answer(contract) == []
    assert Contract.model_validate(contract.model_dump(mode="json")) == contract


@pytest.mark.parametrize("given", REACHABLE, ids=lambda build: build.__name__)
@pytest.mark.parametrize("first", ANSWERS, ids=lambda answer: answer.__name__)
@pytest.mark.parametrize("second", ANSWERS, ids=lambda answer: answer.__name__)
def test_whatever_comes_in_whatever_order_settles_at_most_once(given, first, second) -> None:
    contract = given()
    before = 0 if contract.settlement is None else 1
    events: list[Event] = []

    for when in TIMES:
        for answer in (first, second, first):
            events += contract.due(when)
            events += answer(contract)

    assert before + settled(events) <= 1
    assert before + settled(events) == (contract.settlement is not None)
    if contract.settlement is not None:
        assert (
            contract.settlement.talent_amount.amount + contract.settlement.company_refund.amount == PAY.amount
        )
    assert contract.next_wake() is None


def test_the_same_selection_drafts_the_same_contract() -> None:
    again, events = Contract.draft(selected(), POLICY, NOW)

    assert again == drafted()
    assert len(events) == 1
