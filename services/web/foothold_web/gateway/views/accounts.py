"""Accounts, profiles and organizations, as pages read them."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from foothold_web.gateway.views.view import Money, View


class TokenPair(View):
    """`expires_in` is in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int


class Me(View):
    account_id: str
    talent_id: str
    email: str
    name: str
    orgs: dict[str, str]
    kinds: list[str]
    scopes: list[str]


class Organization(View):
    organization_id: str
    kind: Literal["company", "institution"]
    name: str
    country: str
    domain: str
    status: str


class Affiliation(View):
    affiliation_id: str
    organization_id: str
    talent_id: str
    status: str
    requested_at: AwareDatetime
    lapses_at: AwareDatetime | None
    confirmed_at: AwareDatetime | None


class Skill(View):
    name: str
    level: int


class Profile(View):
    talent_id: str
    headline: str | None = None
    skills: list[Skill]
    languages: list[str]
    timezone: str
    country: str
    hours_per_week: int
    available_from: date
    available_until: date | None = None
    blackout_dates: list[date]
    least_hourly_pay: Money
    work_authorizations: list[str]
    categories: list[str]
    portfolio_links: list[str]


class UnverifiedOrganization(Organization):
    readable_domain: str
    registered_at: AwareDatetime
    look_alikes: list[Organization]
