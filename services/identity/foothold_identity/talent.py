"""The talent: what a person can do and wants, in the person's own words."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field

from foothold_chassis.aggregate import Aggregate
from foothold_events.envelope import Event
from foothold_events.identity import Skill, TalentProfileUpdated
from foothold_events.sets import EachOnce, SetOf
from foothold_events.values import CategoryCode, Country, LanguageCode, Money, Timezone, Value


class Profile(Value):
    """The whole profile. `headline` and `portfolio_links` are text by the person and stay in this service."""

    headline: str | None = None
    skills: SetOf[Skill]
    languages: SetOf[LanguageCode]
    timezone: Timezone
    country: Country
    hours_per_week: int = Field(ge=1, le=60)
    available_from: date
    available_until: date | None = None
    blackout_dates: Annotated[tuple[date, ...], EachOnce()] = ()
    least_hourly_pay: Money
    work_authorizations: SetOf[Country]
    categories: SetOf[CategoryCode]
    portfolio_links: tuple[str, ...] = ()


class Talent(Aggregate):
    """`profile` is None until the first update."""

    profile: Profile | None = None

    @classmethod
    def blank(cls, id: str) -> Self:
        return cls(id=id)

    def update(self, profile: Profile) -> list[Event]:
        """Replace the profile; the same one again changes nothing. The event holds only what may leave this service."""
        if profile == self.profile:
            return []
        self.profile = profile
        public = profile.model_dump(exclude={"headline", "portfolio_links"})
        return [TalentProfileUpdated.model_validate({"talent_id": self.id, **public})]

    def erase(self) -> list[Event]:
        """Forget the profile, the talent's own words included. The stream has the erasure already."""
        self.profile = None
        return []
