"""Contracts, signatures and timelines, as pages read them."""

from typing import Any

from pydantic import AwareDatetime

from foothold_web.gateway.views.projects import Terms
from foothold_web.gateway.views.view import Money, View


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

    @property
    def holds(self) -> bool:
        """Return whether the document and each signature are as they were when they were made."""
        return self.document_holds and all(
            each.document_matches and each.seal_holds for each in self.signatures
        )


class TimelineEvent(View):
    time: AwareDatetime
    service: str
    type: str
    subject: str


class Timeline(View):
    contract_id: str
    items: list[TimelineEvent]
