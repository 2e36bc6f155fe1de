"""The states of an escrow and of a payout, and every move from one to another.

The diagrams in the README are drawn from these tables, and the tests hold them to what the aggregates do. What is
tried again in the same state is no move.
"""

from typing import Literal

EscrowStatus = Literal["requested", "declined", "funded", "settling", "settled", "lapsed"]
EscrowCause = Literal[
    "charge done",
    "charge declined",
    "try again",
    "not funded in time",
    "contract.settled",
    "refund done",
]

ESCROW_MOVES: tuple[tuple[EscrowStatus, EscrowCause, EscrowStatus], ...] = (
    ("requested", "charge done", "funded"),
    ("requested", "charge declined", "declined"),
    ("declined", "try again", "requested"),
    ("declined", "charge done", "funded"),  # refused once, and it happened all the same
    ("declined", "contract.settled", "requested"),  # it was funded by a charge that this escrow has missed
    ("declined", "not funded in time", "lapsed"),
    ("funded", "contract.settled", "settling"),
    ("funded", "contract.settled", "settled"),  # nothing goes back to the company
    ("settling", "refund done", "settled"),
)

PayoutStatus = Literal["initiated", "settled", "blocked"]
PayoutCause = Literal["payout done", "declined for too long"]

PAYOUT_MOVES: tuple[tuple[PayoutStatus, PayoutCause, PayoutStatus], ...] = (
    ("initiated", "payout done", "settled"),
    ("initiated", "declined for too long", "blocked"),
)
