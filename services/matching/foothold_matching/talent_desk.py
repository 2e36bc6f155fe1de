"""The talent desk: the hours a talent has in each week, and who holds them."""

from datetime import datetime
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, Field

from foothold_chassis.aggregate import Aggregate
from foothold_events.envelope import Event
from foothold_events.identity import TalentProfileUpdated
from foothold_events.values import with_prefix
from foothold_matching.calendar import MINUTES, Week


class Hours(BaseModel):
    """Minutes in each week, held for an application until `until`, or for good once confirmed.

    A released entry stays as a mark: a confirmation that comes late must not take the hours again.
    """

    minutes: dict[Week, int]
    state: Literal["held", "confirmed", "refused", "released"] = "held"
    until: AwareDatetime
    why: str | None = None
    """For a refused one: the sum that did not fit, for a person."""

    def counts(self, now: datetime) -> bool:
        return self.state == "confirmed" or (self.state == "held" and now < self.until)


class TalentDesk(Aggregate):
    hours_per_week: int = 0
    reservations: dict[str, Hours] = Field(default_factory=dict)

    @classmethod
    def blank(cls, talent_id: str) -> Self:
        return cls(id=talent_desk_id_of(talent_id))

    def set_limits(self, profile: TalentProfileUpdated) -> list[Event]:
        """Take over the talent's own limit. A lower one undoes nothing that is held."""
        self.hours_per_week = profile.hours_per_week
        return []

    def reserve(
        self, application_id: str, minutes: dict[Week, int], until: datetime, now: datetime
    ) -> list[Event]:
        """Hold these hours if every week has room; `refused_because` tells afterwards if one had not."""
        entry = self.reservations.get(application_id)
        if entry is None or entry.state in {"held", "refused"}:
            why = self._lacking(application_id, minutes, now)
            state: Literal["held", "refused"] = "held" if why is None else "refused"
            self.reservations[application_id] = Hours(minutes=minutes, state=state, until=until, why=why)
        return []

    def refused_because(self, application_id: str) -> str | None:
        return self.reservations[application_id].why

    def _lacking(self, application_id: str, minutes: dict[Week, int], now: datetime) -> str | None:
        for week, wanted in sorted(minutes.items()):
            taken = sum(
                entry.minutes.get(week, 0)
                for other, entry in self.reservations.items()
                if other != application_id and entry.counts(now)
            )
            if taken + wanted > self.hours_per_week * MINUTES:
                return (
                    f"{week}: {wanted / MINUTES:.1f} h wanted, {taken / MINUTES:.1f} h taken, "
                    f"{self.hours_per_week} h there"
                )
        return None

    def confirm(self, application_id: str, minutes: dict[Week, int], now: datetime) -> list[Event]:
        """The application is selected: the hours are taken, also if the hold had run out meanwhile."""
        entry = self.reservations.get(application_id) or Hours(minutes=minutes, until=now)
        if entry.state != "released":
            self.reservations[application_id] = entry.model_copy(update={"state": "confirmed"})
        return []

    def release(self, application_id: str, now: datetime) -> list[Event]:
        """Give the hours back; in any state, and for good."""
        self.reservations[application_id] = Hours(minutes={}, state="released", until=now)
        return []


def talent_desk_id_of(talent_id: str) -> str:
    return with_prefix("tdk", talent_id)
