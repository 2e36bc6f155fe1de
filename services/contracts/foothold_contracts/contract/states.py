"""The states of a contract, and every move from one to another.

The root asks this table which causes a state takes. The diagram in the README is drawn from it, and the tests hold
it to what the aggregate does.
"""

from typing import Literal, get_args

Status = Literal["drafted", "executed", "active", "submitted", "completed", "closed", "lapsed", "cancelled"]

Command = Literal["sign", "submit", "accept"]
Fact = Literal["escrow.funded", "escrow.lapsed", "payout.settled"]
Silence = Literal[
    "not signed in time", "not funded in time", "work overdue", "work never came", "no answer to the work"
]
Cause = Command | Fact | Silence
Move = tuple[Status, Cause, Status]

MOVES: tuple[Move, ...] = (
    ("drafted", "sign", "drafted"),  # the first of the two
    ("drafted", "sign", "executed"),
    ("drafted", "not signed in time", "lapsed"),
    ("executed", "escrow.funded", "active"),
    ("executed", "escrow.lapsed", "cancelled"),
    ("executed", "not funded in time", "cancelled"),
    ("lapsed", "escrow.funded", "lapsed"),  # the money goes back
    ("cancelled", "escrow.funded", "cancelled"),  # the money goes back
    ("active", "submit", "submitted"),
    ("active", "work overdue", "active"),
    ("active", "work never came", "cancelled"),
    ("submitted", "accept", "completed"),
    ("submitted", "no answer to the work", "completed"),
    ("completed", "payout.settled", "closed"),
)

STATUSES: tuple[Status, ...] = get_args(Status)
FINAL = frozenset(STATUSES) - {state for state, _, after in MOVES if after != state}
_TAKEN = frozenset((state, cause) for state, cause, _ in MOVES)


def takes(status: Status, cause: Cause) -> bool:
    """Return whether this cause does something in this state."""
    return (status, cause) in _TAKEN


def refused(command: Command, *done: Status) -> list[str]:
    """Return the codes with which this command is refused, one for each state that does not take it. Where it is done
    already, it is not refused."""
    return [f"contract_{status}" for status in STATUSES if not takes(status, command) and status not in done]


def takers(cause: Cause) -> list[Status]:
    """Return the states in which this cause does something."""
    return [status for status in STATUSES if takes(status, cause)]
