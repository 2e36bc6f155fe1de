"""The states move as the tables say and not otherwise, and every wait has an end."""

from collections.abc import Callable, Iterable, Mapping
from typing import get_args

import pytest

from foothold_chassis.errors import RuleBroken
from foothold_chassis.testing import must_have_an_end, unlisted_statuses
from foothold_payouts.accounts import Payee, PaymentMethod
from foothold_payouts.escrow import Escrow
from foothold_payouts.payout import Payout
from foothold_payouts.provider import Kind, Outcome
from foothold_payouts.states import (
    ESCROW_MOVES,
    PAYOUT_MOVES,
    EscrowCause,
    EscrowStatus,
    PayoutCause,
    PayoutStatus,
)

from .escrows import (
    DECLINED,
    DONE,
    FUND_UNTIL,
    HALF,
    NOW,
    PAY,
    POLICY,
    UNKNOWN,
    charged_while_nobody_waits,
    contract_settled,
    usd,
)
from .states import ESCROWS, PAYOUTS, STATES, WAIT_FOR_OTHERS

ATTEMPTS = (1, 2, 3)
Causes = Iterable[Callable[[Escrow], object]]


def answers(kind: Kind, outcome: Outcome) -> Causes:
    return [lambda e, attempt=n: e.book(kind, attempt, outcome, POLICY, NOW) for n in ATTEMPTS]


MOVES_AN_ESCROW: Mapping[str, Causes] = {
    "charge done": answers("charge", DONE),
    "charge declined": answers("charge", DECLINED),
    "try again": [lambda escrow: escrow.try_again(NOW)],
    "not funded in time": [lambda escrow: escrow.due(FUND_UNTIL)],
    "contract.settled": [
        lambda escrow, part=part: escrow.settle(contract_settled(part), NOW) for part in (0, HALF, PAY)
    ],
    "refund done": answers("refund", DONE),
}
MOVES_NO_ESCROW: Mapping[str, Causes] = {
    "charge not answered": answers("charge", UNKNOWN),
    "refund declined": answers("refund", DECLINED),
    "refund not answered": answers("refund", UNKNOWN),
    "payout.settled": [lambda escrow: escrow.record_payout(usd(escrow.talent_amount), NOW)],
}

LONG_AFTER = NOW + POLICY.payout_tried_for


def payout_answers(outcome: Outcome, when: object) -> Iterable[Callable[[Payout], object]]:
    return [lambda p, attempt=n: p.book(attempt, outcome, POLICY, when) for n in ATTEMPTS]


MOVES_A_PAYOUT = {
    "payout done": payout_answers(DONE, NOW),
    "declined for too long": payout_answers(DECLINED, LONG_AFTER),
}
MOVES_NO_PAYOUT = {
    "declined": payout_answers(DECLINED, NOW),
    "not answered": payout_answers(UNKNOWN, LONG_AFTER),
    "time": [lambda payout: payout.due(LONG_AFTER)],
}


def moves(states: Mapping, causes: Mapping) -> set[tuple[str, str, str]]:
    """Return every change of the status, by any of these causes in any of these states."""
    found = set()
    for given in states.values():
        for name, variants in causes.items():
            for cause in variants:
                aggregate = given()
                before = aggregate.status
                try:
                    cause(aggregate)
                except RuleBroken:
                    continue
                if aggregate.status != before:
                    found.add((before, name, aggregate.status))
    return found


def test_the_moves_of_an_escrow_are_those_of_the_table() -> None:
    states = {**ESCROWS, "charged while nobody waits": charged_while_nobody_waits}

    assert MOVES_AN_ESCROW.keys() == set(get_args(EscrowCause))
    assert {given().status for given in states.values()} == set(get_args(EscrowStatus))
    assert moves(states, {**MOVES_AN_ESCROW, **MOVES_NO_ESCROW}) == set(ESCROW_MOVES)


def test_the_moves_of_a_payout_are_those_of_the_table() -> None:
    assert MOVES_A_PAYOUT.keys() == set(get_args(PayoutCause))
    assert {given().status for given in PAYOUTS.values()} == set(get_args(PayoutStatus))
    assert moves(PAYOUTS, {**MOVES_A_PAYOUT, **MOVES_NO_PAYOUT}) == set(PAYOUT_MOVES)


def is_over(aggregate: Escrow | Payout | Payee | PaymentMethod) -> bool:
    """Return whether nothing is to happen any more: of the money nothing is owed to anybody."""
    match aggregate:
        case Escrow(status="lapsed"):
            return True
        case Escrow(status="settled"):
            return aggregate.paid_out or not aggregate.talent_amount
        case Escrow():
            return False
        case Payout():
            return aggregate.status == "settled"
        case _:
            return True


@pytest.mark.parametrize("name", STATES)
def test_every_state_has_an_end(name) -> None:
    must_have_an_end(STATES[name], NOW, over=is_over(STATES[name]()), ended_by=WAIT_FOR_OTHERS.get(name))


def test_every_status_is_among_the_states() -> None:
    assert unlisted_statuses(STATES) == set()


@pytest.mark.parametrize("name", STATES)
def test_a_wait_ends_by_itself_or_by_the_wake_that_asks_the_provider(name) -> None:
    aggregate = STATES[name]()
    for wait in aggregate.waits():
        outside = wait.what == "the provider's answer"

        assert outside == (wait.then is None)
        assert outside == (aggregate.due(wait.until) == [])
        assert outside == (wait in aggregate.waits())
