"""A fact is never refused: every state answers every event that contracts consumes. The moves are the table's."""

from collections.abc import Callable
from datetime import timedelta
from typing import get_args

import pytest

from foothold_chassis.errors import RuleBroken
from foothold_chassis.testing import Case, every_fact_in_every_state
from foothold_contracts.contract import FINAL, STATUSES, Contract
from foothold_contracts.contract.states import MOVES, Command, Fact, Move, Silence
from foothold_events.contracts import ContractSettled
from foothold_events.envelope import Event
from foothold_events.examples import PAY

from .engagements import POLICY, URL, signature
from .states import NOW, SELECTED, STATES, drafted

Answer = Callable[[Contract], list[Event]]

FACTS: dict[str, Answer] = {
    "escrow.funded": Contract.activate,
    "escrow.lapsed": Contract.end_unfunded,
    "payout.settled": Contract.close,
}
TIMES = tuple(NOW + timedelta(days=days) for days in (0, 3, 5, 8, 14, 17, 60))
EVERY_STATE = pytest.mark.parametrize("given", STATES.values(), ids=STATES)


def sign(contract: Contract) -> list[Event]:
    party = "talent" if "company" in contract.signing.signatures else "company"
    return contract.sign(party, signature(contract.signing.document_hash), POLICY, payee_registered=True)


def end_of(what: str) -> Answer:
    def end(contract: Contract) -> list[Event]:
        ends = [wait.then for wait in contract.waits() if wait.what == what]
        return [event for then in ends if then is not None for event in then()]

    return end


CAUSES: dict[str, Answer] = {
    "sign": sign,
    "submit": lambda contract: contract.submit(URL, "all of it", POLICY, NOW),
    "accept": Contract.accept,
    **FACTS,
    "not signed in time": end_of("both signatures"),
    "not funded in time": end_of("the money"),
    "work overdue": end_of("the work, from the end of the deadline's day (UTC) on"),
    "work never came": end_of("the overdue work"),
    "no answer to the work": end_of("the review"),
}


def moves() -> set[Move]:
    """Return what every cause does in every state in which it does something."""
    found: set[Move] = set()
    for given in STATES.values():
        for name, cause in CAUSES.items():
            contract = given()
            before = contract.status
            try:
                events = cause(contract)
            except RuleBroken:
                events = []
            if events:
                found.add((before, name, contract.status))  # type: ignore[arg-type] # a cause, as checked below
    return found


def test_the_moves_of_a_contract_are_those_of_the_table() -> None:
    assert CAUSES.keys() == {*get_args(Command), *get_args(Fact), *get_args(Silence)}
    assert {given().status for given in STATES.values()} == set(STATUSES)
    assert moves() == set(MOVES)


def settled(events: list[Event]) -> int:
    return sum(isinstance(event, ContractSettled) for event in events)


@every_fact_in_every_state(
    STATES, {name: lambda found, _now, fact=fact: fact(found) for name, fact in FACTS.items()}, TIMES
)
def test_every_event_is_answered_in_every_state(case: Case[Contract]) -> None:
    answered = case.answer()

    assert len(answered.events) <= 1
    # only money for a contract that has ended without it is settled by a fact: it goes back
    late = case.fact == "escrow.funded" and answered.before.status in {"lapsed", "cancelled"}
    assert settled(answered.events) == (late and answered.before.settlement is None)
    assert not (answered.before.status in FINAL and answered.events and not late)
    assert not (answered.before.status in FINAL and answered.after.status != answered.before.status)


@EVERY_STATE
@pytest.mark.parametrize("first", FACTS.values(), ids=FACTS)
@pytest.mark.parametrize("second", FACTS.values(), ids=FACTS)
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
    again, events = Contract.draft(SELECTED, POLICY, NOW)

    assert again == drafted()
    assert len(events) == 1
