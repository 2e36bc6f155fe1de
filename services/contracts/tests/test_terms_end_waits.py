"""The waits of a contract end with its terms, and what payouts says early is remembered."""

from datetime import timedelta

import pytest

from foothold_chassis.testing import History, every_history
from foothold_contracts.contract import Contract
from foothold_events.contracts import (
    ContractActivated,
    ContractCancelled,
    ContractClosed,
    ContractExecuted,
    ContractLapsed,
    ContractSettled,
    ContractSigned,
)
from foothold_events.envelope import Event

from .engagements import (
    FUND_UNTIL,
    HANDED_IN,
    MOMENT,
    NOW,
    POLICY,
    REFS,
    SIGN_UNTIL,
    START,
    URL,
    WORK_ENDS,
    active,
    completed,
    drafted,
    executed,
    selected,
    signature,
    signed_by_company,
    submitted,
)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (NOW, SIGN_UNTIL),
        (START - timedelta(days=1), START),
        (START - MOMENT, START),
        (START + timedelta(days=1), START),
    ],
)
def test_nothing_is_signed_once_the_work_has_begun(at, until) -> None:
    contract, _ = Contract.draft(selected(), POLICY, at)

    assert contract.signing.until == until
    assert contract.due(max(at, until)) == [ContractLapsed(**REFS)]


@pytest.mark.parametrize(
    ("signed_at", "until"), [(NOW, FUND_UNTIL), (WORK_ENDS - timedelta(days=1), WORK_ENDS)]
)
def test_the_money_is_of_no_use_after_the_end_of_the_work(signed_at, until) -> None:
    contract = drafted()
    signed = signature(contract.signing.document_hash, at=signed_at)
    contract.sign("company", signed, POLICY, payee_registered=True)
    _, executed = contract.sign("talent", signed, POLICY, payee_registered=True)

    assert isinstance(executed, ContractExecuted)
    assert executed.fund_until == contract.next_wake() == until
    assert contract.due(until - MOMENT) == []
    assert contract.due(until) == [ContractCancelled(**REFS, reason="funding_lapsed")]


def test_money_that_comes_before_the_signatures_activates_the_contract_once_both_are_there() -> None:
    contract = signed_by_company()

    assert contract.activate() == []
    assert contract.due(SIGN_UNTIL) == [], "it was signed by both, so it does not lapse"
    signed = contract.sign("talent", signature(contract.signing.document_hash), POLICY, payee_registered=True)

    assert [type(event) for event in signed] == [ContractSigned, ContractExecuted, ContractActivated]


def engage(contract: Contract, _now: object = None) -> list[Event]:
    """Both do all that is still to be done."""
    events: list[Event] = []
    for party in ("company", "talent"):
        if contract.status == "drafted":
            signed = signature(contract.signing.document_hash)
            events += contract.sign(party, signed, POLICY, payee_registered=True)
    if contract.status == "active":
        events += contract.submit(URL, "all of it", POLICY, HANDED_IN)
    if contract.status == "submitted":
        events += contract.accept()
    return events


STATES = {
    "drafted": drafted,
    "signed by one": signed_by_company,
    "executed": executed,
    "active": active,
    "submitted": submitted,
    "completed": completed,
}


@every_history(
    STATES,
    {
        "escrow": {"escrow.funded": lambda contract, _now: contract.activate()},
        "payout": {"payout.settled": lambda contract, _now: contract.close()},
        "people": {"both go on": engage},
    },
    [NOW],
    then=engage,
)
def test_a_contract_is_paid_and_closed_whatever_comes_first(history: History[Contract]) -> None:
    played = history.play()

    assert played.aggregate.status == "closed"
    assert played.count(ContractClosed) == 1
    assert played.count(ContractSettled) == (0 if history.state == "completed" else 1)
    assert played.aggregate.next_wake() is None
