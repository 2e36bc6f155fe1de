"""The talent desk: the hours that a talent has in each week, and which applications hold them."""

from typing import Literal, Self

from pydantic import BaseModel, Field

from foothold_chassis.aggregate import Aggregate
from foothold_events.envelope import Event
from foothold_events.identity import TalentProfileUpdated
from foothold_events.values import with_prefix
from foothold_matching.weeks import MINUTES, Week

ERASED = "the talent's profile was erased"


class Hours(BaseModel):
    """Minutes in each week, held for an application until they are released.

    A released entry stays as a mark, so that a slow second run of the selection does not take the hours again.
    """

    minutes: dict[Week, int]
    state: Literal["held", "refused", "released"] = "held"
    why: str | None = None
    """A sentence for a person, if the hours were refused: the sum that did not fit."""


class TalentDesk(Aggregate):
    hours_per_week: int = 0
    reservations: dict[str, Hours] = Field(default_factory=dict)

    @classmethod
    def blank(cls, talent_id: str) -> Self:
        return cls(id=talent_desk_id_of(talent_id))

    def set_limits(self, profile: TalentProfileUpdated) -> list[Event]:
        """Take the limit from the talent's profile. A lower limit releases nothing that is held."""
        self.hours_per_week = profile.hours_per_week
        return []

    def erase(self) -> list[Event]:
        """Forget what the profile said. What contracts hold is theirs, and stays until they release it."""
        self.hours_per_week = 0
        for hours in self.reservations.values():
            if hours.why is not None:
                hours.why = ERASED
        return []

    def reserve(self, application_id: str, minutes: dict[Week, int]) -> list[Event]:
        """Hold these hours if every week has room for them. The first answer stands; `refused_because` returns it
        afterwards."""
        if application_id not in self.reservations:
            why = self._lacking(minutes)
            state: Literal["held", "refused"] = "refused" if why else "held"
            self.reservations[application_id] = Hours(minutes=minutes, state=state, why=why)
        return []

    def refused_because(self, application_id: str) -> str | None:
        """Return a sentence for a person that says why the hours were not held; None if they were."""
        return self.reservations[application_id].why

    def _lacking(self, minutes: dict[Week, int]) -> str | None:
        held = [entry.minutes for entry in self.reservations.values() if entry.state == "held"]
        for week, wanted in sorted(minutes.items()):
            taken = sum(entry.get(week, 0) for entry in held)
            if taken + wanted > self.hours_per_week * MINUTES:
                return (
                    f"{week}: {wanted / MINUTES:.1f} h wanted, {taken / MINUTES:.1f} h taken, "
                    f"{self.hours_per_week} h there"
                )
        return None

    def hold_again(self, application_id: str, minutes: dict[Week, int]) -> list[Event]:
        """Hold the hours that this desk had given, whatever is free: a fact is never refused."""
        if application_id not in self.reservations or self.reservations[application_id].state == "refused":
            self.reservations[application_id] = Hours(minutes=minutes)
        return []

    def release(self, application_id: str) -> list[Event]:
        """Release the hours for good, in whatever state they are."""
        self.reservations[application_id] = Hours(minutes={}, state="released")
        return []


def talent_desk_id_of(talent_id: str) -> str:
    return with_prefix("tdk", talent_id)
