"""What pages need of the API's answers. Fields that no page shows are left out.

tests/test_contract_with_gateway.py holds each of these against the merged OpenAPI document.
"""

from datetime import date
from typing import Any, Generic, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict

T = TypeVar("T")


class View(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Page(View, Generic[T]):
    items: list[T]
    next: str | None


class Nothing(View):
    """An answer that no page reads."""


class Money(View):
    """An amount in minor units of its currency."""

    amount: int
    currency: str


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


class Application(View):
    application_id: str
    project_id: str
    organization_id: str
    talent_id: str
    status: str
    answers: list[str]
    submitted_at: AwareDatetime
    lapses_at: AwareDatetime
    reason: str | None
    detail: str | None


class Counterfactual(View):
    skill: str
    level: int
    adds: float


class RankedItem(View):
    talent_id: str
    score: float
    terms: dict[str, float]
    newcomer: bool
    counterfactual: Counterfactual | None


class Refusal(View):
    talent_id: str
    limit: str


class Ranking(View):
    ranking_id: str
    project_id: str
    policy_version: str
    candidates: int
    made_at: AwareDatetime
    items: list[RankedItem]
    refused: list[Refusal]


class Deliverable(View):
    url: str
    note: str
    submitted_at: AwareDatetime


class Settlement(View):
    talent_amount: Money
    company_refund: Money


class Document(View):
    """The text that both sign."""

    contract_id: str
    company: str
    talent: str
    project: str
    terms: Terms


class Contract(View):
    contract_id: str
    application_id: str
    project_id: str
    organization_id: str
    talent_id: str
    status: str
    document: dict[str, Any]
    document_hash: str
    signed_by: list[str]
    sign_until: AwareDatetime
    fund_until: AwareDatetime | None
    overdue: bool
    deliverables: list[Deliverable]
    review_until: AwareDatetime | None
    settlement: Settlement | None
    end_reason: str | None

    @property
    def terms(self) -> Terms:
        """Return the terms of the document, with what an older document leaves out."""
        return Terms.model_validate({"clauses": [], "languages": [], **self.document["terms"]})


class Signature(View):
    party: str
    account_id: str
    signed_at: AwareDatetime
    name_commitment: str
    salt: str | None
    document_matches: bool
    seal_holds: bool


class Verification(View):
    contract_id: str
    document_hash: str
    document_holds: bool
    signatures: list[Signature]


class Movement(View):
    kind: str
    attempt: int
    amount: Money
    state: str
    uncertain: bool
    retry_at: AwareDatetime


class Escrow(View):
    escrow_id: str
    contract_id: str
    organization_id: str
    talent_id: str
    status: str
    pay: Money
    fee: Money
    fund_until: AwareDatetime
    movements: list[Movement]
    paid_out: bool


class Payout(View):
    payout_id: str
    contract_id: str
    amount: Money
    status: str
    initiated_at: AwareDatetime


class TimelineEvent(View):
    time: AwareDatetime
    service: str
    type: str
    subject: str


class Timeline(View):
    contract_id: str
    items: list[TimelineEvent]
