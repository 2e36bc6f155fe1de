"""The journal as a chain: an entry is only ever added, and its hash holds the hash of the one before."""

from collections.abc import Sequence
from datetime import datetime

from foothold_payouts.ledger.chart import Account
from foothold_payouts.ledger.entries import JournalEntry, Posting

GENESIS = "0" * 64
"""What the first entry holds instead of the hash of one before."""


def book(
    journal: Sequence[JournalEntry], reason: str, amounts: dict[Account, int], currency: str, now: datetime
) -> list[JournalEntry]:
    """Return the journal with one more entry. Amounts of zero are left out.

    Raises:
        ValueError: the amounts do not sum to zero.
    """
    postings = tuple(Posting(account=account, amount=amount) for account, amount in amounts.items() if amount)
    entry = JournalEntry(
        n=len(journal) + 1,
        at=now.replace(microsecond=now.microsecond // 1000 * 1000),  # as an event's time is kept and told
        reason=reason,
        currency=currency,
        postings=postings,
        previous=journal[-1].hash if journal else GENESIS,
    )
    if not entry.balances:
        raise ValueError(f"'{reason}' does not balance: {amounts}")
    return [*journal, entry.sealed()]


def faults(journal: Sequence[JournalEntry]) -> list[str]:
    """Name what is wrong with a journal by itself: an entry that does not balance, a broken chain."""
    found = []
    previous = GENESIS
    for n, entry in enumerate(journal, start=1):
        if entry.n != n:
            found.append(f"entry {n} is numbered {entry.n}")
        if not entry.balances:
            found.append(f"entry {n} does not balance")
        if entry.previous != previous or entry.digest() != entry.hash:
            found.append(f"entry {n} was changed, or one before it")
        previous = entry.hash
    return found
