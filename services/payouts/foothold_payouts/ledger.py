"""Double entry: every entry's postings sum to zero, entries are only ever added, and each one seals all before it.

A positive amount is a debit, a negative one a credit, in minor units. `provider` is an asset, the money that lies
with the payment provider; the others say whom it belongs to.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, Self

import rfc8785
from pydantic import AwareDatetime, BaseModel, ConfigDict

Account = Literal["provider", "held", "talent_payable", "company_refundable", "fee_revenue"]

GENESIS = "0" * 64


class Posting(BaseModel):
    model_config = ConfigDict(frozen=True)

    account: Account
    amount: int


class JournalEntry(BaseModel):
    """`hash` is the SHA-256 of the entry as RFC 8785 JSON, which holds the hash of the entry before it."""

    model_config = ConfigDict(frozen=True)

    n: int
    at: AwareDatetime
    reason: str
    currency: str
    postings: tuple[Posting, ...]
    previous: str
    hash: str = ""

    def sealed(self) -> Self:
        return self.model_copy(update={"hash": self.digest()})

    def digest(self) -> str:
        return hashlib.sha256(rfc8785.dumps(self.model_dump(mode="json", exclude={"hash"}))).hexdigest()

    @property
    def balances(self) -> bool:
        return sum(posting.amount for posting in self.postings) == 0


def book(
    journal: Sequence[JournalEntry], reason: str, amounts: dict[Account, int], currency: str, now: datetime
) -> list[JournalEntry]:
    """Give the journal with one more entry; amounts of zero are left out.

    Raises:
        ValueError: the amounts do not sum to zero.
    """
    postings = tuple(Posting(account=account, amount=amount) for account, amount in amounts.items() if amount)
    entry = JournalEntry(
        n=len(journal) + 1,
        at=now,
        reason=reason,
        currency=currency,
        postings=postings,
        previous=journal[-1].hash if journal else GENESIS,
    )
    if not entry.balances:
        raise ValueError(f"'{reason}' does not balance: {amounts}")
    return [*journal, entry.sealed()]


def balances(journal: Iterable[JournalEntry]) -> Counter[Account]:
    """Give what each account holds."""
    totals: Counter[Account] = Counter()
    for entry in journal:
        for posting in entry.postings:
            totals[posting.account] += posting.amount
    return totals


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
