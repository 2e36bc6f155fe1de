"""The hash of a document is the same wherever, whenever and however often it is made."""

import hashlib
import json

import pytest

from foothold_contracts.contract import Contract
from foothold_contracts.contract.document import document, sha256_of
from foothold_events import examples
from foothold_events.catalog import Terms
from foothold_events.examples import terms
from foothold_events.values import Money

from .engagements import executed

PINNED = "fbd704de8e73d6cc3c18d0156b7d15949698894bdeaa84a223473b345dde4b5c"


def hash_with(published: Terms) -> str:
    return sha256_of(document("ctr_1", "org_1", "tal_1", "prj_1", published))


def test_the_hash_is_pinned() -> None:
    # a change here would leave every contract signed before it unverifiable
    assert hash_with(terms()) == PINNED


def test_the_example_on_the_stream_has_the_hash_of_its_document() -> None:
    assert examples.DOCUMENT_HASH == PINNED


def test_the_hash_is_the_sha256_of_the_canonical_json() -> None:
    content = document("ctr_1", "org_1", "tal_1", "prj_1", terms())
    # for content without numbers beyond integers and without control characters, this is what RFC 8785 asks for
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert sha256_of(content) == hashlib.sha256(canonical.encode()).hexdigest()


def test_the_order_of_the_fields_does_not_matter() -> None:
    content = document("ctr_1", "org_1", "tal_1", "prj_1", terms())
    reordered = dict(reversed(content.items()))

    assert list(reordered) != list(content)
    assert sha256_of(reordered) == sha256_of(content)


def test_a_contract_read_back_has_the_same_document() -> None:
    contract = executed()
    read = Contract.model_validate_json(contract.model_dump_json())

    assert hash_with(read.terms) == contract.signing.document_hash


class GrownTerms(Terms):
    """What `Terms` may become: schemas only grow, by optional fields."""

    sponsor: str | None = None


def test_the_hash_outlives_a_schema_that_grows() -> None:
    grown = GrownTerms.model_validate(terms().model_dump())

    assert hash_with(grown) == hash_with(terms())
    assert hash_with(grown.model_copy(update={"sponsor": "org_2"})) != hash_with(terms())


@pytest.mark.parametrize(
    "changed",
    [
        terms(title="Clean a customer list."),
        terms(pay=Money(amount=20_001, currency="USD")),
        terms(clauses=["nda", "ip"]),
        terms(deadline="2026-06-20"),
    ],
    ids=["title", "pay", "clauses", "deadline"],
)
def test_other_terms_have_another_hash(changed) -> None:
    assert hash_with(changed) != hash_with(terms())


@pytest.mark.parametrize("place", range(4), ids=["contract", "company", "talent", "project"])
def test_another_party_has_another_hash(place) -> None:
    ids = ["ctr_1", "org_1", "tal_1", "prj_1"]
    ids[place] += "x"

    assert sha256_of(document(*ids, terms())) != hash_with(terms())
