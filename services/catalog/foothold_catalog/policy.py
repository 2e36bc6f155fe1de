"""The numbers of the catalog. Each can be set by the environment, e.g. `FOOTHOLD_CATALOG_HOURS_MAX=60`."""

from datetime import date

from pydantic import BaseModel, ConfigDict
from pydantic_settings import SettingsConfigDict

from foothold_events.settings import Settings
from foothold_events.values import Country, Money


class PayFloor(BaseModel):
    """The least pay for one estimated hour in a jurisdiction, from a date on until a later entry replaces it."""

    model_config = ConfigDict(frozen=True)

    jurisdiction: Country
    valid_from: date
    per_hour: Money
    source: str


PAY_FLOORS: tuple[PayFloor, ...] = (
    PayFloor(
        jurisdiction="US",
        valid_from=date(2020, 1, 1),
        per_hour=Money(amount=2000, currency="USD"),
        source="Parker Dewey, project eligibility: 20.00 USD per estimated hour of work",
    ),
    PayFloor(
        jurisdiction="GB",
        valid_from=date(2025, 4, 1),
        per_hour=Money(amount=1221, currency="GBP"),
        source="National Living Wage (21 and over), Low Pay Commission 2024",
    ),
    PayFloor(
        jurisdiction="GB",
        valid_from=date(2026, 4, 1),
        per_hour=Money(amount=1271, currency="GBP"),
        source="National Living Wage (21 and over), Low Pay Commission 2025",
    ),
    PayFloor(
        jurisdiction="DE",
        valid_from=date(2026, 1, 1),
        per_hour=Money(amount=1390, currency="EUR"),
        source="Mindestlohn, Verordnung of 2025-10-29, first step",
    ),
    PayFloor(
        jurisdiction="DE",
        valid_from=date(2027, 1, 1),
        per_hour=Money(amount=1460, currency="EUR"),
        source="Mindestlohn, Verordnung of 2025-10-29, second step",
    ),
)
"""A jurisdiction is listed only if its floor is known for sure. A rise is a new line, and old lines stay."""


class CatalogPolicy(Settings):
    """The limits of a project that is published. Days are calendar days unless they are called business days
    (Monday to Friday, UTC)."""

    model_config = SettingsConfigDict(
        env_prefix="FOOTHOLD_CATALOG_", env_nested_delimiter="__", extra="ignore"
    )

    hours_min: int = 5  # [Parker Dewey: 5 to 40 hours]
    hours_max: int = 40
    days_min: int = 2
    days_max: int = 31  # [Parker Dewey: due within a week to a month of the start]
    hours_per_business_day: int = 8
    openings_max: int = 20
    objectives_max: int = 10
    milestones_max: int = 10
    skills_max: int = 20
    languages_max: int = 5
    clauses_max: int = 10
    title_characters_max: int = 120
    pay_floors: tuple[PayFloor, ...] = PAY_FLOORS

    def pay_floor(self, jurisdiction: str, on: date) -> PayFloor | None:
        """Return the floor in force in a jurisdiction on a day; `None` if none is known."""
        known = [f for f in self.pay_floors if f.jurisdiction == jurisdiction and f.valid_from <= on]
        return max(known, key=lambda floor: floor.valid_from, default=None)

    @property
    def jurisdictions(self) -> list[str]:
        return sorted({floor.jurisdiction for floor in self.pay_floors})
