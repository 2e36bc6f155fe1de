"""Given an active contract, what its work, its review and their silence lead to."""

from datetime import timedelta

import pytest

from foothold_chassis.errors import RuleBroken
from foothold_events.contracts import (
    ContractCancelled,
    ContractClosed,
    ContractCompleted,
    ContractOverdue,
    ContractSettled,
    ContractWorkSubmitted,
)
from foothold_events.examples import NOTHING, PAY

from .engagements import (
    CANCEL_AT,
    ENDED,
    HANDED_IN,
    MOMENT,
    OVERDUE_AT,
    POLICY,
    REFS,
    REVIEW_UNTIL,
    URL,
    active,
    cancelled_overdue,
    cancelled_unfunded,
    closed,
    completed,
    completed_by_silence,
    drafted,
    executed,
    lapsed,
    overdue,
    submitted,
    submitted_overdue,
)


def test_handing_in_the_work_begins_the_review() -> None:
    contract = active()

    events = contract.submit(URL, "all of it", POLICY, HANDED_IN)

    assert events == [ContractWorkSubmitted(**REFS, version=1, review_until=REVIEW_UNTIL)]
    assert contract.work.deliverables[0].submitted_at == HANDED_IN


def test_handing_in_the_same_again_does_not_prolong_the_review() -> None:
    contract = submitted()

    assert contract.submit(URL, "all of it", POLICY, HANDED_IN + timedelta(days=1)) == []
    assert contract == submitted()


def test_handing_in_something_else_during_the_review_is_refused() -> None:
    contract = submitted()

    with pytest.raises(RuleBroken) as refused:
        contract.submit(URL, "another note", POLICY, HANDED_IN)

    assert refused.value.code == "contract_submitted"
    assert contract == submitted()


def test_late_work_is_taken_until_the_contract_is_cancelled() -> None:
    assert overdue().submit(URL, "", POLICY, CANCEL_AT - MOMENT) != []
    with pytest.raises(RuleBroken):
        cancelled_overdue().submit(URL, "", POLICY, CANCEL_AT)


def test_what_was_handed_in_late_is_not_cancelled_as_overdue() -> None:
    contract = submitted_overdue()

    events = contract.due(CANCEL_AT)

    assert ContractCompleted(**REFS, by="silence") in events
    assert contract.status == "completed"


@pytest.mark.parametrize("given", [drafted, executed, *ENDED], ids=lambda build: build.__name__)
def test_work_for_a_contract_that_is_not_active_is_refused(given) -> None:
    contract = given()

    with pytest.raises(RuleBroken) as refused:
        contract.submit(URL, "", POLICY, HANDED_IN)

    assert refused.value.code == f"contract_{contract.status}"
    assert contract == given()


def test_acceptance_gives_all_of_the_pay_to_the_talent() -> None:
    contract = submitted()

    assert contract.accept() == [
        ContractCompleted(**REFS, by="company"),
        ContractSettled(**REFS, talent_amount=PAY, company_refund=NOTHING),
    ]
    assert contract.settlement is not None
    assert contract.settlement.talent_amount == PAY


@pytest.mark.parametrize("given", [completed, completed_by_silence, closed], ids=lambda build: build.__name__)
def test_accepting_again_changes_nothing(given) -> None:
    contract = given()

    assert contract.accept() == []
    assert contract == given()


@pytest.mark.parametrize(
    "given",
    [drafted, executed, active, overdue, lapsed, cancelled_unfunded, cancelled_overdue],
    ids=lambda build: build.__name__,
)
def test_accepting_what_was_not_handed_in_is_refused(given) -> None:
    contract = given()

    with pytest.raises(RuleBroken) as refused:
        contract.accept()

    assert refused.value.code == f"contract_{contract.status}"
    assert contract == given()


def test_the_companys_silence_accepts_the_work() -> None:
    contract = submitted()

    assert contract.due(REVIEW_UNTIL - MOMENT) == []
    assert contract.due(REVIEW_UNTIL) == [
        ContractCompleted(**REFS, by="silence"),
        ContractSettled(**REFS, talent_amount=PAY, company_refund=NOTHING),
    ]
    assert contract.due(REVIEW_UNTIL) == []


def test_work_that_does_not_come_is_first_overdue() -> None:
    contract = active()

    assert contract.due(OVERDUE_AT - MOMENT) == []
    assert contract.due(OVERDUE_AT) == [ContractOverdue(**REFS)]
    assert contract.due(OVERDUE_AT) == []
    assert contract.status == "active"


def test_work_that_never_comes_is_cancelled_and_the_whole_pay_refunded() -> None:
    contract = overdue()

    assert contract.due(CANCEL_AT - MOMENT) == []
    assert contract.due(CANCEL_AT) == [
        ContractCancelled(**REFS, reason="overdue"),
        ContractSettled(**REFS, talent_amount=NOTHING, company_refund=PAY),
    ]
    assert contract.due(CANCEL_AT) == []


def test_a_wake_long_missed_tells_all_that_has_happened_in_order() -> None:
    events = active().due(CANCEL_AT + timedelta(days=1))

    assert [type(event) for event in events] == [ContractOverdue, ContractCancelled, ContractSettled]


def test_it_closes_when_the_talent_has_been_paid() -> None:
    contract = completed()

    assert contract.close() == [ContractClosed(**REFS)]
    assert contract.close() == []


@pytest.mark.parametrize("settled", [completed, completed_by_silence, cancelled_overdue])
def test_a_contract_is_settled_once(settled) -> None:
    with pytest.raises(AssertionError, match="settled once"):
        settled()._settle(to_talent=0)
