"""The ledger: entries balance, are only added, and no change of one stays hidden."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foothold_payouts.ledger import GENESIS, JournalEntry, Posting, balances, book, faults

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
ACCOUNTS = ("provider", "held", "talent_payable", "company_refundable", "fee_revenue")

amounts = st.dictionaries(
    st.sampled_from(ACCOUNTS[1:]), st.integers(min_value=-(10**9), max_value=10**9), max_size=4
).map(lambda some: {**some, "provider": -sum(some.values())})


def journal_of(entries: list[dict]) -> list[JournalEntry]:
    journal: list[JournalEntry] = []
    for n, entry in enumerate(entries):
        journal = book(journal, f"reason {n}", entry, "USD", NOW + timedelta(microseconds=n))
    return journal


journals = st.lists(amounts, min_size=1, max_size=5).map(journal_of)

CHANGES = (
    {"n": 99},
    {"at": NOW - timedelta(microseconds=1)},
    {"reason": "another"},
    {"currency": "EUR"},
    {"postings": (Posting(account="provider", amount=7), Posting(account="held", amount=-7))},
    {"postings": (Posting(account="provider", amount=7),)},
    {"previous": "f" * 64},
    {"hash": "f" * 64},
)


def test_an_entry_that_does_not_balance_is_refused_by_its_reason() -> None:
    with pytest.raises(ValueError, match="'charged' does not balance"):
        book([], "charged", {"provider": 100, "held": -99}, "USD", NOW)


def test_an_entry_leaves_the_journal_before_it_alone() -> None:
    before = journal_of([{"provider": 1, "held": -1}])
    after = book(before, "more", {"provider": 2, "held": -2}, "USD", NOW)

    assert len(before) == 1
    assert after[:1] == before
    assert (after[1].n, after[1].previous) == (2, before[0].hash)


def test_amounts_of_zero_are_left_out() -> None:
    (entry,) = book([], "charged", {"provider": 5, "held": -5, "fee_revenue": 0}, "USD", NOW)

    assert [posting.account for posting in entry.postings] == ["provider", "held"]
    assert entry.previous == GENESIS


@given(journals)
@settings(max_examples=100, deadline=None)
def test_what_was_booked_balances_and_its_chain_holds(journal: list[JournalEntry]) -> None:
    assert faults(journal) == []
    assert all(entry.balances for entry in journal)
    assert sum(balances(journal).values()) == 0


@given(journals)
@settings(max_examples=50, deadline=None)
def test_a_journal_read_back_still_holds(journal: list[JournalEntry]) -> None:
    read = [JournalEntry.model_validate(entry.model_dump(mode="json")) for entry in journal]

    assert read == journal
    assert faults(read) == []


@given(journals, st.data())
@settings(max_examples=100, deadline=None)
def test_any_change_of_any_entry_is_found(journal: list[JournalEntry], data: st.DataObject) -> None:
    n = data.draw(st.integers(min_value=0, max_value=len(journal) - 1))
    change = data.draw(st.sampled_from(CHANGES))
    tampered = [*journal[:n], journal[n].model_copy(update=change), *journal[n + 1 :]]

    assert tampered != journal
    assert any(f"entry {n + 1}" in fault for fault in faults(tampered))


@given(st.lists(amounts, min_size=2, max_size=5).map(journal_of), st.data())
@settings(max_examples=100, deadline=None)
def test_an_entry_sealed_anew_breaks_the_one_after_it(
    journal: list[JournalEntry], data: st.DataObject
) -> None:
    n = data.draw(st.integers(min_value=0, max_value=len(journal) - 2))
    forged = journal[n].model_copy(update={"reason": "forged"}).sealed()

    assert faults([*journal[:n], forged, *journal[n + 1 :]]) == [
        f"entry {n + 2} was changed, or one before it"
    ]


@given(st.lists(amounts, min_size=2, max_size=5).map(journal_of), st.data())
@settings(max_examples=100, deadline=None)
def test_an_entry_taken_out_put_elsewhere_or_doubled_is_found(
    journal: list[JournalEntry], data: st.DataObject
) -> None:
    n = data.draw(st.integers(min_value=0, max_value=len(journal) - 2))

    assert faults([*journal[:n], *journal[n + 1 :]])
    assert faults([*journal[:n], journal[n + 1], journal[n], *journal[n + 2 :]])
    assert faults([*journal[: n + 1], *journal[n:]])


def test_a_journal_that_does_not_balance_is_named_so_even_if_sealed() -> None:
    entry = JournalEntry(
        n=1,
        at=NOW,
        reason="forged",
        currency="USD",
        postings=(Posting(account="provider", amount=7),),
        previous=GENESIS,
    ).sealed()

    assert faults([entry]) == ["entry 1 does not balance"]
