"""Contracts in every reachable state, made by commands alone."""

from datetime import UTC, datetime, timedelta

from pydantic import SecretStr

from foothold_contracts.contract import Contract, Sealer, Signature
from foothold_contracts.policy import ContractPolicy
from foothold_events import examples
from foothold_events.contracts import Party
from foothold_events.examples import example
from foothold_events.matching import ApplicationSelected

POLICY = ContractPolicy()
SEAL_KEY = "0123456789abcdef0123456789abcdef"
SEALER = Sealer(SecretStr(SEAL_KEY))
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
SIGN_UNTIL = datetime(2026, 6, 6, 9, tzinfo=UTC)
FUND_UNTIL = datetime(2026, 6, 6, 9, tzinfo=UTC)
START = datetime(2026, 6, 8, tzinfo=UTC)
WORK_ENDS = datetime(2026, 6, 20, tzinfo=UTC)
OVERDUE_AT = datetime(2026, 6, 23, tzinfo=UTC)
"""Three days after the end of the deadline's day."""
CANCEL_AT = datetime(2026, 7, 7, tzinfo=UTC)
HANDED_IN = datetime(2026, 6, 18, 12, tzinfo=UTC)
REVIEW_UNTIL = datetime(2026, 6, 23, 12, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)

URL = "https://work.example/1"
REFS = examples.OF_CONTRACT


def selected() -> ApplicationSelected:
    return example(ApplicationSelected)


def signature(document_hash: str, *, account_id: str = "acc_1", at: datetime = NOW) -> Signature:
    return SEALER.sign(
        account_id=account_id,
        signed_at=at,
        address="192.0.2.1",
        document_hash=document_hash,
        salt="5a17",
        legal_name="Ada King",
    )


def drafted() -> Contract:
    contract, _ = Contract.draft(selected(), POLICY, NOW)
    return contract


def signed_by(*parties: Party) -> Contract:
    contract = drafted()
    for party in parties:
        contract.sign(party, signature(contract.signing.document_hash), POLICY, payee_registered=True)
    return contract


def signed_by_company() -> Contract:
    return signed_by("company")


def signed_by_talent() -> Contract:
    return signed_by("talent")


def executed() -> Contract:
    return signed_by("company", "talent")


def active() -> Contract:
    contract = executed()
    contract.activate()
    return contract


def overdue() -> Contract:
    contract = active()
    contract.due(OVERDUE_AT)
    return contract


def submitted() -> Contract:
    contract = active()
    contract.submit(URL, "all of it", POLICY, HANDED_IN)
    return contract


def submitted_overdue() -> Contract:
    contract = overdue()
    contract.submit(URL, "late", POLICY, OVERDUE_AT)
    return contract


def completed() -> Contract:
    contract = submitted()
    contract.accept()
    return contract


def completed_by_silence() -> Contract:
    contract = submitted()
    contract.due(REVIEW_UNTIL)
    return contract


def closed() -> Contract:
    contract = completed()
    contract.close()
    return contract


def lapsed() -> Contract:
    contract = signed_by_company()
    contract.due(SIGN_UNTIL)
    return contract


def cancelled_unfunded() -> Contract:
    contract = executed()
    contract.end_unfunded()
    return contract


def cancelled_overdue() -> Contract:
    contract = overdue()
    contract.due(CANCEL_AT)
    return contract


ENDED = (closed, lapsed, cancelled_unfunded, cancelled_overdue)
