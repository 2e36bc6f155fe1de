"""The base of every aggregate: state that decides, without clock, I/O, randomness or driver."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from foothold_events.envelope import Event

MAX_DUE = 16
"""How many waits may end in one call of `due`; more means that one of them does not end."""


@dataclass(frozen=True, slots=True)
class Wait:
    """One silence of an aggregate, and what ends it.

    `what` names what is waited for, as the table "Every wait has an end" shows it. At `until` (UTC) the aggregate
    calls `then`, which changes the state so that this wait is over and returns the events of that. Without `then` the
    aggregate waits for something outside of it: the service's `wakes.py` is called at `until` and ends the wait.
    """

    what: str
    until: datetime
    then: Callable[[], list[Event]] | None = None


class Aggregate(BaseModel):
    """State with rules. A command is a method that takes its input and the time, changes `self`, and returns the
    events it caused. An illegal command raises `RuleBroken` before it changes anything.

    A method that answers an event (`on_…`, or a command called by a reaction) never raises: a fact is
    answered in every state by a change, a no-op or a compensation.
    """

    model_config = ConfigDict(extra="forbid")

    id: str

    @property
    def phase(self) -> str | None:
        """Return the name of the present state, for operators who watch how many are in which, and since when."""
        return None

    def waits(self) -> list[Wait]:
        """Return every silence of the present state. Deadlines are declared here and nowhere else."""
        return []

    def due(self, now: datetime) -> list[Event]:
        """End the waits that are over at `now` (UTC), the earliest first, and return the events of that.

        The store calls this before every command, so a command that comes after a deadline meets the state that the
        deadline made.
        """
        events: list[Event] = []
        for _ in range(MAX_DUE):
            over = [wait for wait in self.waits() if wait.then is not None and wait.until <= now]
            if not over:
                return events
            first = min(over, key=lambda wait: wait.until)
            assert first.then is not None  # noqa: S101 - chosen above
            events += first.then()
        raise AssertionError(
            f"{type(self).__name__} {self.id} still waits after {MAX_DUE} ends: {first.what}"
        )

    def next_wake(self) -> datetime | None:
        """Return the earliest moment (UTC) at which a wait ends; None without any."""
        return min((wait.until for wait in self.waits()), default=None)
