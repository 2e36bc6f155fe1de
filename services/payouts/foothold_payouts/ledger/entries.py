"""Journal entries, their postings, and what they add up to."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Self

import rfc8785
from pydantic import AwareDatetime, BaseModel, ConfigDict

from foothold_payouts.ledger.chart import Account


class Posting(BaseModel):
    """One line of an entry, in minor units: a positive amount is a debit, a negative one a credit."""

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
        """Return the entry with its hash."""
        return self.model_copy(update={"hash": self.digest()})

    def digest(self) -> str:
        """Return the hash that the entry must have."""
        return hashlib.sha256(rfc8785.dumps(self.model_dump(mode="json", exclude={"hash"}))).hexdigest()

    @property
    def balances(self) -> bool:
        return sum(posting.amount for posting in self.postings) == 0


def balances(journal: Iterable[JournalEntry]) -> Counter[Account]:
    """Return the balance of each account, in minor units."""
    totals: Counter[Account] = Counter()
    for entry in journal:
        for posting in entry.postings:
            totals[posting.account] += posting.amount
    return totals
