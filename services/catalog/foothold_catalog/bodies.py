"""The bodies of requests to the catalog: their shape only. The rules are checked when a project is published."""

from typing import Annotated, Literal

from pydantic import Field

from foothold_chassis.web import Day, RequestBody
from foothold_events.catalog import Terms
from foothold_events.values import Code, Country, Currency, OrganizationId, PublicText, Timezone

ITEMS_MAX = 100
MINOR_UNITS_MAX = 100_000_000
COUNT_MAX = 10_000

Count = Annotated[int, Field(strict=True, ge=0, le=COUNT_MAX)]


class MilestoneBody(RequestBody):
    """`share` is the share of the pay, in basis points."""

    title: PublicText
    acceptance_criteria: PublicText
    share: int = Field(strict=True, ge=1, le=10_000)


class SkillBody(RequestBody):
    name: Code
    need: Literal["must", "nice"]
    level: int = Field(strict=True, ge=1, le=5)


class PayBody(RequestBody):
    """The pay for one opening, in minor units."""

    amount: int = Field(strict=True, ge=1, le=MINOR_UNITS_MAX)
    currency: Currency


class DraftBody(RequestBody):
    organization_id: OrganizationId
    title: PublicText
    brief: PublicText
    category: Code
    objectives: list[PublicText] = Field(max_length=ITEMS_MAX)
    milestones: list[MilestoneBody] = Field(max_length=ITEMS_MAX)
    skills: list[SkillBody] = Field(max_length=ITEMS_MAX)
    languages: list[Code] = Field(default=[], max_length=ITEMS_MAX)
    jurisdiction: Country
    timezone: Timezone
    hours: Count
    starts_on: Day
    deadline: Day
    pay: PayBody
    openings: Count = 1
    clauses: list[Code] = Field(default=[], max_length=ITEMS_MAX)

    def terms(self) -> Terms:
        return Terms.model_validate(self.model_dump(exclude={"organization_id"}))
