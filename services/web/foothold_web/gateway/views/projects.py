"""Projects and their terms, as pages read them."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from foothold_web.gateway.views.view import Money, View


class SkillNeed(View):
    name: str
    need: Literal["must", "nice"]
    level: int


class Milestone(View):
    title: str
    acceptance_criteria: str
    share: int


class Terms(View):
    title: str
    brief: str
    category: str
    objectives: list[str]
    milestones: list[Milestone]
    skills: list[SkillNeed]
    languages: list[str]
    jurisdiction: str
    timezone: str
    hours: int
    starts_on: date
    deadline: date
    pay: Money
    openings: int
    clauses: list[str]


class Project(Terms):
    project_id: str
    organization_id: str
    status: str
    version: int
    terms_hash: str | None
    free_openings: int
    open_until: AwareDatetime
    created_at: AwareDatetime
    published_at: AwareDatetime | None
