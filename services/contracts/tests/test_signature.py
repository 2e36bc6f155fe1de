"""A signature proves who signed what and when, and nothing of it can be changed unseen."""

import hashlib
from datetime import timedelta

import pytest
from pydantic import SecretStr

from foothold_contracts.contract import Contract, Sealer, Signature
from foothold_contracts.views import VerificationView
from foothold_events.examples import terms
from foothold_events.values import Money

from .engagements import NOW, SEALER, executed, signature

DOCUMENT = "ab" * 32


def test_the_seal_of_an_untouched_signature_holds() -> None:
    assert SEALER.holds(signature(DOCUMENT))


def test_the_seal_holds_after_the_signature_was_kept_and_read_back() -> None:
    signed = signature(DOCUMENT, at=NOW + timedelta(microseconds=123_457))

    assert SEALER.holds(Signature.model_validate(signed.model_dump(mode="json")))


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("account_id", "acc_2"),
        ("signed_at", NOW + timedelta(microseconds=1)),
        ("address", "192.0.2.2"),
        ("document_hash", "cd" * 32),
        ("salt", "5a18"),
        ("name_commitment", "0" * 64),
        ("seal", "0" * 64),
        ("seal", ""),
    ],
)
def test_any_change_breaks_the_seal(field, other) -> None:
    assert not SEALER.holds(signature(DOCUMENT).model_copy(update={field: other}))


def test_every_field_is_under_the_seal() -> None:
    # a field added later must be in the list above
    assert set(Signature.model_fields) == {
        *("account_id", "signed_at", "address", "document_hash", "salt", "name_commitment", "seal")
    }


def test_a_seal_of_another_key_does_not_hold() -> None:
    stranger = Sealer(SecretStr("another secret of the same length"))
    strange = stranger.sign(
        account_id="acc_1",
        signed_at=NOW,
        address="192.0.2.1",
        document_hash=DOCUMENT,
        salt="5a17",
        legal_name="Ada King",
    )

    assert not SEALER.holds(strange)
    assert not stranger.holds(signature(DOCUMENT))
    assert stranger.holds(strange)


def test_who_knows_the_name_can_prove_it_and_nobody_can_read_it() -> None:
    signed = signature(DOCUMENT)

    assert signed.name_commitment == hashlib.sha256(f"{signed.salt}\nAda King".encode()).hexdigest()
    assert signed.name_commitment != hashlib.sha256(f"{signed.salt}\nAda Kong".encode()).hexdigest()
    assert "Ada" not in signed.model_dump_json()
    assert "King" not in signed.model_dump_json()


def test_the_same_name_under_another_salt_has_another_commitment() -> None:
    one, other = (
        SEALER.sign(
            account_id="acc_1",
            signed_at=NOW,
            address="192.0.2.1",
            document_hash=DOCUMENT,
            salt=salt,
            legal_name="Ada King",
        )
        for salt in ("5a17", "5a18")
    )

    assert one.name_commitment != other.name_commitment


def verification(contract: Contract) -> tuple[bool, list[tuple[bool, bool]]]:
    view = VerificationView.of(contract, SEALER, "talent")
    return view.document_holds, [(s.document_matches, s.seal_holds) for s in view.signatures]


@pytest.mark.parametrize(("viewer", "other"), [("talent", "company"), ("company", "talent")])
def test_each_side_sees_its_own_salt_and_not_the_others(viewer, other) -> None:
    contract = executed()

    salts = {seen.party: seen.salt for seen in VerificationView.of(contract, SEALER, viewer).signatures}

    assert salts == {viewer: contract.signing.signatures[viewer].salt, other: None}


def test_an_untouched_contract_verifies() -> None:
    assert verification(executed()) == (True, [(True, True), (True, True)])


def test_terms_changed_after_signing_are_found() -> None:
    contract = executed()
    contract.terms = terms(pay=Money(amount=1, currency="USD"))

    assert verification(contract) == (False, [(True, True), (True, True)])


def test_terms_changed_with_their_hash_are_found_by_the_signatures() -> None:
    contract = executed()
    contract.signing = contract.signing.model_copy(update={"document_hash": "0" * 64})

    assert verification(contract) == (False, [(False, True), (False, True)])


def test_a_signature_changed_after_signing_is_found() -> None:
    contract = executed()
    signatures = contract.signing.signatures
    signatures["talent"] = signatures["talent"].model_copy(update={"account_id": "acc_9"})

    assert verification(contract) == (True, [(True, True), (True, False)])
