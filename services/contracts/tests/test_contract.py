"""Given a contract, when something happens to it, these events follow."""

from datetime import timedelta

import pytest

from foothold_chassis.errors import RuleBroken
from foothold_contracts.contract import Contract, contract_id_of
from foothold_contracts.contract.document import document, sha256_of
from foothold_events.contracts import (
    ContractActivated,
    ContractCancelled,
    ContractDrafted,
    ContractExecuted,
    ContractLapsed,
    ContractSettled,
    ContractSigned,
)
from foothold_events.examples import NOTHING, PAY, terms

from .engagements import (
    CANCEL_AT,
    ENDED,
    FUND_UNTIL,
    MOMENT,
    NOW,
    OVERDUE_AT,
    POLICY,
    REFS,
    REVIEW_UNTIL,
    SIGN_UNTIL,
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
    selected,
    signature,
    signed_by_company,
    signed_by_talent,
    submitted,
    submitted_overdue,
)


def test_drafting_carries_the_published_terms_and_the_hash_to_sign() -> None:
    contract, events = Contract.draft(selected(), POLICY, NOW)

    to_sign = sha256_of(document("ctr_1", "org_1", "tal_1", "prj_1", terms()))
    assert events == [
        ContractDrafted(**REFS, terms=terms(), document_hash=to_sign, sign_until=SIGN_UNTIL),
    ]
    assert (contract.work.overdue_at, contract.work.cancel_at) == (OVERDUE_AT, CANCEL_AT)


def test_one_application_gives_one_contract() -> None:
    assert contract_id_of("app_1") == drafted().id
    assert drafted() == drafted()


def test_the_first_signature_waits_for_the_second() -> None:
    contract = drafted()

    events = contract.sign(
        "company", signature(contract.signing.document_hash), POLICY, payee_registered=False
    )

    assert events == [ContractSigned(**REFS, party="company", document_hash=contract.signing.document_hash)]
    assert contract.status == "drafted"


@pytest.mark.parametrize(
    ("given", "party"),
    [(signed_by_company, "talent"), (signed_by_talent, "company")],
    ids=["talent", "company"],
)
def test_the_second_signature_executes_it_whoever_was_first(given, party) -> None:
    contract = given()

    events = contract.sign(party, signature(contract.signing.document_hash), POLICY, payee_registered=True)

    assert events == [
        ContractSigned(**REFS, party=party, document_hash=contract.signing.document_hash),
        ContractExecuted(**REFS, pay=PAY, fund_until=FUND_UNTIL),
    ]
    assert contract.status == "executed"


def test_signing_again_changes_nothing_and_the_first_signature_stands() -> None:
    contract = signed_by_company()
    later = signature(contract.signing.document_hash, account_id="acc_2", at=NOW + timedelta(hours=1))

    assert contract.sign("company", later, POLICY, payee_registered=False) == []
    assert contract == signed_by_company()
    assert executed().sign("talent", later, POLICY, payee_registered=True) == []


@pytest.mark.parametrize("given", [drafted, signed_by_company], ids=["not signed yet", "signed already"])
def test_signing_another_document_is_refused_and_changes_nothing(given) -> None:
    contract = given()

    with pytest.raises(RuleBroken) as refused:
        contract.sign("company", signature("0" * 64), POLICY, payee_registered=True)

    assert refused.value.code == "document_differs"
    assert contract.signing.document_hash in refused.value.detail
    assert contract == given()


def test_a_talent_without_a_payee_cannot_sign() -> None:
    contract = drafted()

    with pytest.raises(RuleBroken) as refused:
        contract.sign("talent", signature(contract.signing.document_hash), POLICY, payee_registered=False)

    assert refused.value.code == "payee_missing"
    assert contract == drafted()


@pytest.mark.parametrize(
    "given", [drafted, signed_by_company, signed_by_talent], ids=lambda build: build.__name__
)
def test_a_draft_lapses_when_one_does_not_sign_in_time(given) -> None:
    contract = given()

    assert contract.due(SIGN_UNTIL - MOMENT) == []
    assert contract.due(SIGN_UNTIL) == [ContractLapsed(**REFS)]
    assert contract.due(SIGN_UNTIL) == []
    assert (contract.status, contract.end_reason) == ("lapsed", "not_signed")


def test_signing_after_the_deadline_is_refused() -> None:
    contract = signed_by_company()
    contract.due(SIGN_UNTIL)  # as the store does before every command

    with pytest.raises(RuleBroken) as refused:
        contract.sign("talent", signature(contract.signing.document_hash), POLICY, payee_registered=True)

    assert refused.value.code == "contract_lapsed"


@pytest.mark.parametrize("ended", [cancelled_overdue, cancelled_unfunded], ids=lambda build: build.__name__)
def test_a_cancelled_contract_keeps_the_signatures_it_has(ended) -> None:
    contract = ended()
    again = signature(contract.signing.document_hash, account_id="acc_2")

    assert contract.sign("company", again, POLICY, payee_registered=True) == []
    assert contract == ended()


def test_the_money_held_activates_it() -> None:
    contract = executed()

    assert contract.activate() == [ContractActivated(**REFS, work_until=OVERDUE_AT)]
    assert contract.activate() == []
    assert contract.status == "active"


@pytest.mark.parametrize("given", [closed, cancelled_overdue], ids=lambda build: build.__name__)
def test_money_for_a_contract_that_is_settled_changes_nothing(given) -> None:
    contract = given()

    assert contract.activate() == []
    assert contract == given()


@pytest.mark.parametrize("given", [lapsed, cancelled_unfunded], ids=lambda build: build.__name__)
def test_money_for_a_contract_that_has_ended_without_it_goes_back(given) -> None:
    contract = given()
    status = contract.status

    assert contract.activate() == [ContractSettled(**REFS, talent_amount=NOTHING, company_refund=PAY)]
    assert contract.activate() == []
    assert (contract.status, contract.next_wake()) == (status, None)


def test_money_that_never_comes_cancels_it_and_settles_nothing() -> None:
    contract = executed()

    assert contract.end_unfunded() == [ContractCancelled(**REFS, reason="funding_lapsed")]
    assert contract.end_unfunded() == []
    assert contract.settlement is None


@pytest.mark.parametrize(
    ("given", "wakes_at"),
    [
        (drafted, SIGN_UNTIL),
        (signed_by_company, SIGN_UNTIL),
        (signed_by_talent, SIGN_UNTIL),
        (executed, FUND_UNTIL),
        (active, OVERDUE_AT),
        (overdue, CANCEL_AT),
        (submitted, REVIEW_UNTIL),
        (submitted_overdue, OVERDUE_AT + timedelta(days=5)),
        (completed, None),
        (completed_by_silence, None),
        *((ended, None) for ended in ENDED),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_it_wakes_for_the_next_thing_that_time_decides(given, wakes_at) -> None:
    assert given().next_wake() == wakes_at
