"""State diagrams, drawn from the tables of moves of the aggregates that have one."""

from collections.abc import Iterator, Sequence

from foothold_contracts.contract import states as contract_states
from foothold_payouts.states import ESCROW_MOVES, PAYOUT_MOVES

Move = tuple[str, str, str]
"""The state before, the cause, the state after."""


def contract() -> Iterator[str]:
    return diagram("application.selected", contract_states.MOVES)


def escrow() -> Iterator[str]:
    return diagram("contract.executed", ESCROW_MOVES)


def payout() -> Iterator[str]:
    return diagram("escrow.settled", PAYOUT_MOVES)


def diagram(beginning: str, moves: Sequence[Move]) -> Iterator[str]:
    """Yield the lines of a Mermaid state diagram. It begins with the state of the first move."""
    yield f"[*] --> {moves[0][0]}: {beginning}"
    yield from (f"{before} --> {after}: {cause}" for before, cause, after in moves)
    left = {before for before, _, after in moves if after != before}
    reached = dict.fromkeys(after for _, _, after in moves)
    yield from (f"{state} --> [*]" for state in reached if state not in left)
