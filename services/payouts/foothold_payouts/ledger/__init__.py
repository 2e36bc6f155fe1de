"""Double entry: the postings of an entry sum to zero, entries are only added, and each one seals all before it."""

from foothold_payouts.ledger.chain import GENESIS, book, faults
from foothold_payouts.ledger.chart import Account
from foothold_payouts.ledger.entries import JournalEntry, Posting, balances

__all__ = ["GENESIS", "Account", "JournalEntry", "Posting", "balances", "book", "faults"]
