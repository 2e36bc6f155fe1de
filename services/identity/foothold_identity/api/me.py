"""The caller's own account and profile."""

from typing import Self

from fastapi import APIRouter
from pydantic import Field, model_validator

from foothold_chassis.errors import NotFound
from foothold_chassis.store import Store
from foothold_chassis.web import (
    OF_DOCUMENT,
    Country,
    Currency,
    CurrentCommand,
    CurrentPrincipal,
    Day,
    RequestBody,
    Timezone,
    Title,
    WebAddress,
    Whole,
    note,
    refuses,
)
from foothold_events.sets import SetOf
from foothold_events.values import CategoryCode, LanguageCode, SkillCode
from foothold_identity.account import Account
from foothold_identity.logins import Logins
from foothold_identity.talent import Profile, Talent
from foothold_identity.views import MeView, ProfileView

MINOR_UNITS_MAX = 1_000_000_00


class SkillBody(RequestBody):
    name: SkillCode
    level: Whole = Field(ge=1, le=5)


class HourlyPayBody(RequestBody):
    amount: Whole = Field(ge=0, le=MINOR_UNITS_MAX)
    currency: Currency


class ProfileBody(RequestBody):
    """The whole profile. A field that is left out is empty afterwards."""

    headline: Title | None = None
    skills: SetOf[SkillBody] = Field(max_length=50)
    languages: SetOf[LanguageCode] = Field(max_length=20)
    timezone: Timezone
    country: Country
    hours_per_week: Whole = Field(ge=1, le=60)
    available_from: Day
    available_until: Day | None = None
    blackout_dates: SetOf[Day] = Field(default=[], max_length=366)
    least_hourly_pay: HourlyPayBody
    work_authorizations: SetOf[Country] = Field(max_length=50)
    categories: SetOf[CategoryCode] = Field(max_length=20)
    portfolio_links: SetOf[WebAddress] = Field(default=[], max_length=10)

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.available_until is not None and self.available_until < self.available_from:
            raise ValueError(
                f"available_until is {self.available_until}; it cannot be before available_from, {self.available_from}"
            )
        return self

    def profile(self) -> Profile:
        return Profile.model_validate(self.model_dump())


def me_routes(accounts: Store[Account], talents: Store[Talent], logins: Logins) -> APIRouter:
    router = APIRouter(prefix="/v1/me", tags=["me"])

    @router.get("")
    @refuses(NotFound, "NotFound")
    @note(*OF_DOCUMENT)
    async def me(principal: CurrentPrincipal) -> MeView:
        account = await accounts.get(principal.account_id)
        return MeView.standing(account, await logins.standing(account))

    @router.get("/profile")
    @refuses(NotFound, "NotFound")
    @note(*OF_DOCUMENT)
    async def profile(principal: CurrentPrincipal) -> ProfileView:
        talent = await talents.get(principal.talent_id)
        if talent.profile is None:
            raise NotFound("You have no profile yet; PUT /v1/me/profile writes it.")
        return ProfileView.of(talent.id, talent.profile)

    @router.put("/profile")
    async def update_profile(
        body: ProfileBody, principal: CurrentPrincipal, command: CurrentCommand
    ) -> ProfileView:
        profile = body.profile()
        talent = await talents.change(
            principal.talent_id,
            lambda talent, _now: talent.update(profile),
            command,
            create=lambda: Talent.blank(principal.talent_id),
        )
        return ProfileView.of(talent.id, talent.profile or profile)

    return router
