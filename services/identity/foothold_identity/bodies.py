"""What requests to identity hold. Every field says what would be right; an unknown one is refused."""

from datetime import date
from functools import cache
from typing import Annotated, Self
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    StringConstraints,
    field_validator,
    model_validator,
)

from foothold_chassis.web import RequestBody, written_date
from foothold_events.identity import OrganizationKind
from foothold_events.values import Code, Country, Currency, OrganizationId, Timezone
from foothold_identity.talent import Profile

PASSWORD_MIN = 12
PASSWORD_MAX = 256
MINOR_UNITS_MAX = 1_000_000_00


@cache
def _timezones() -> set[str]:
    return available_timezones()  # walks a folder, so only once


def _known_timezone(name: str) -> str:
    if name not in _timezones():
        raise ValueError("no such timezone in the IANA database, e.g. America/New_York")
    return name


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("expected a web address that begins with https:// or http://")
    return text


# exact proof of an address is the mail sent to it; this only catches what cannot be one
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$"),
]
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$"),
]
Domain = Annotated[
    str,
    StringConstraints(
        to_lower=True,
        max_length=253,
        pattern=r"^(?i:[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?i:[a-z][a-z0-9-]{0,61}[a-z0-9])$",
    ),
]
Day = Annotated[date, BeforeValidator(written_date), Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]
WebAddress = Annotated[str, StringConstraints(max_length=500), AfterValidator(_web_address)]


class AccountBody(RequestBody):
    email: Email
    password: SecretStr = Field(min_length=PASSWORD_MIN, max_length=PASSWORD_MAX)
    name: Line


class LoginBody(RequestBody):
    email: Annotated[str, StringConstraints(max_length=254)]
    password: SecretStr = Field(max_length=PASSWORD_MAX)


class RefreshBody(RequestBody):
    refresh_token: SecretStr = Field(max_length=200)


class SkillBody(RequestBody):
    name: Code
    level: int = Field(strict=True, ge=1, le=5)


class HourlyPayBody(RequestBody):
    amount: int = Field(strict=True, ge=0, le=MINOR_UNITS_MAX)
    currency: Currency


class ProfileBody(RequestBody):
    """The whole profile; what is left out is empty afterwards."""

    headline: Line | None = None
    skills: list[SkillBody] = Field(max_length=50)
    languages: list[Code] = Field(max_length=20)
    timezone: Annotated[Timezone, AfterValidator(_known_timezone)]
    country: Country
    hours_per_week: int = Field(strict=True, ge=1, le=60)
    available_from: Day
    available_until: Day | None = None
    blackout_dates: list[Day] = Field(default=[], max_length=366)
    least_hourly_pay: HourlyPayBody
    work_authorizations: list[Country] = Field(max_length=50)
    categories: list[Code] = Field(max_length=20)
    portfolio_links: list[WebAddress] = Field(default=[], max_length=10)

    @field_validator("skills")
    @classmethod
    def _each_once(cls, skills: list[SkillBody]) -> list[SkillBody]:
        names = [skill.name for skill in skills]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"each skill is named once; {', '.join(twice)} stands here more than once")
        return skills

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.available_until is not None and self.available_until < self.available_from:
            raise ValueError(
                f"available_until is {self.available_until}; it cannot be before available_from, {self.available_from}"
            )
        return self

    def profile(self) -> Profile:
        return Profile.model_validate(self.model_dump())


class OrganizationBody(RequestBody):
    kind: OrganizationKind
    name: Line
    country: Country
    domain: Domain


class VerificationBody(RequestBody):
    reason: Line


class AffiliationBody(RequestBody):
    organization_id: OrganizationId
