"""The base of every aggregate: state that decides, without clock, I/O, randomness or driver."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from foothold_events.envelope import Event


class Aggregate(BaseModel):
    """State with rules. Commands are methods that take their input and the time, change `self` and give the
    events this caused; an illegal one raises `RuleBroken` before it has changed anything.

    A method named for an event (`on_…`, or a command called by a reaction) never raises: a fact is
    answered in every state by a change, a no-op or a compensation.
    """

    model_config = ConfigDict(extra="forbid")

    id: str

    def due(self, now: datetime) -> list[Event]:
        """Do what time has decided by `now` (UTC). The store calls this before every command, so a command
        that comes after a deadline meets the state that the deadline made."""
        del now
        return []

    @property
    def phase(self) -> str | None:
        """Name the state it is in, for operators who watch how many are in which, and since when."""
        return None

    def next_wake(self) -> datetime | None:
        """Give the earliest moment (UTC) at which something is to be done without anybody asking."""
        return None
