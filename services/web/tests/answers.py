"""What the gateway answers in the tests of pages, unless the test says otherwise."""

from typing import Any

from foothold_web.gateway import calls

from . import answers_operations

PROJECT: dict[str, Any] = {
    "project_id": "prj_1",
    "organization_id": "org_1",
    "status": "published",
    "version": 1,
    "terms_hash": "sha256:" + "3f9a" * 16,
    "free_openings": 1,
    "open_until": "2026-06-20T00:00:00Z",
    "created_at": "2026-05-30T08:00:00Z",
    "published_at": "2026-05-31T08:00:00Z",
    "title": "Clean a customer list",
    "brief": "4,000 rows; each customer should stand in it once.\n\nTell us how you found the duplicates.",
    "category": "data",
    "objectives": ["Learn how duplicates come about"],
    "milestones": [
        {"title": "Plan", "acceptance_criteria": "We understand it", "share": 3000},
        {"title": "List", "acceptance_criteria": "No duplicates", "share": 7000},
    ],
    "skills": [{"name": "SQL", "need": "must", "level": 3}, {"name": "Excel", "need": "nice", "level": 2}],
    "languages": ["en"],
    "jurisdiction": "US",
    "timezone": "America/New_York",
    "hours": 10,
    "starts_on": "2026-06-22",
    "deadline": "2026-07-06",
    "pay": {"amount": 25000, "currency": "USD"},
    "openings": 2,
    "clauses": [],
}
ORGANIZATION: dict[str, Any] = {
    "organization_id": "org_1",
    "kind": "company",
    "name": "Alder Analytics",
    "country": "US",
    "domain": "alder.example.org",
    "status": "verified",
}
TOKENS: dict[str, Any] = {
    "access_token": "access-1",
    "refresh_token": "refresh-1",
    "expires_in": 900,
    "token_type": "Bearer",
}
ME: dict[str, Any] = {
    "account_id": "acc_1",
    "talent_id": "tal_1",
    "email": "bo@example.org",
    "name": "Bo Berg",
    "created_at": "2026-05-01T08:00:00Z",
    "orgs": {"org_1": "owner"},
    "kinds": ["talent", "company"],
    "scopes": [],
}
APPLICATION: dict[str, Any] = {
    "application_id": "app_1",
    "project_id": "prj_1",
    "organization_id": "org_1",
    "talent_id": "tal_1",
    "status": "submitted",
    "answers": [],
    "submitted_at": "2026-05-31T10:00:00Z",
    "lapses_at": "2026-06-10T10:00:00Z",
    "reason": None,
    "detail": None,
}
PROFILE: dict[str, Any] = {
    "talent_id": "tal_1",
    "headline": "I like tidy tables",
    "skills": [{"name": "SQL", "level": 3}, {"name": "Excel", "level": 4}],
    "languages": ["en", "de"],
    "timezone": "America/New_York",
    "country": "US",
    "hours_per_week": 12,
    "available_from": "2026-05-01",
    "available_until": None,
    "blackout_dates": ["2026-07-04"],
    "least_hourly_pay": {"amount": 2000, "currency": "USD"},
    "work_authorizations": ["US"],
    "categories": ["data"],
    "portfolio_links": ["https://example.org/bo"],
}
PLACE: dict[str, Any] = {
    "place": 6,
    "as_newcomer": False,
    "limit": None,
    "score": 0.74,
    "terms": {
        "coverage": 0.33,
        "availability": 0.12,
        "text": 0.08,
        "reliability": 0.07,
        "pay": 0.06,
        "exposure": 0.05,
        "timezone": 0.03,
    },
    "medians": {
        "coverage": 0.38,
        "availability": 0.09,
        "text": 0.09,
        "reliability": 0.07,
        "pay": 0.08,
        "exposure": 0.04,
        "timezone": 0.05,
    },
    "counterfactual": {"skill": "Excel", "level": 2, "adds": 0.09, "place": 3},
    "newcomer": True,
    "shown": 18,
    "eligible": 18,
    "candidates": 42,
    "policy_version": "2026-12",
    "computed_at": "2026-06-01T08:00:00Z",
}
PAYOUT: dict[str, Any] = {
    "payout_id": "pyt_1",
    "escrow_id": "esc_1",
    "contract_id": "ctr_1",
    "talent_id": "tal_1",
    "amount": {"amount": 25000, "currency": "USD"},
    "status": "settled",
    "initiated_at": "2026-05-20T08:00:00Z",
}
AFFILIATION: dict[str, Any] = {
    "affiliation_id": "aff_1",
    "organization_id": "org_1",
    "talent_id": "tal_1",
    "status": "requested",
    "requested_at": "2026-05-31T08:00:00Z",
    "lapses_at": "2026-06-14T08:00:00Z",
    "confirmed_at": None,
}
PAYEE: dict[str, Any] = {"payee_id": "pye_1", "talent_id": "tal_1", "tax_status": "individual"}

# company
TERMS = (
    "title",
    "brief",
    "category",
    "objectives",
    "milestones",
    "skills",
    "languages",
    "jurisdiction",
    "timezone",
    "hours",
    "starts_on",
    "deadline",
    "pay",
    "openings",
    "clauses",
)
CONTRACT_OF_COMPANY: dict[str, Any] = {
    "contract_id": "ctr_1",
    "application_id": "app_1",
    "project_id": "prj_1",
    "organization_id": "org_1",
    "talent_id": "tal_1",
    "status": "submitted",
    "document": {
        "contract_id": "ctr_1",
        "company": "org_1",
        "talent": "tal_1",
        "project": "prj_1",
        "terms": {name: PROJECT[name] for name in TERMS},
    },
    "document_hash": "3f9a" * 16,
    "signed_by": ["company", "talent"],
    "sign_until": "2026-06-05T08:00:00Z",
    "fund_until": "2026-06-08T08:00:00Z",
    "overdue": False,
    "deliverables": [],
    "review_until": "2026-06-06T08:00:00Z",
    "settlement": None,
    "end_reason": None,
}
CHARGE: dict[str, Any] = {
    "escrow_id": "esc_1",
    "contract_id": "ctr_1",
    "organization_id": "org_1",
    "talent_id": "tal_1",
    "status": "funded",
    "pay": {"amount": 25000, "currency": "USD"},
    "fee": {"amount": 2500, "currency": "USD"},
    "fund_until": "2026-06-08T08:00:00Z",
    "movements": [],
    "journal": [],
    "paid_out": False,
}
RANKED: dict[str, Any] = {
    "talent_id": "tal_1",
    "score": 0.83,
    "terms": {
        "coverage": 0.39,
        "availability": 0.12,
        "text": 0.08,
        "reliability": 0.05,
        "pay": 0.08,
        "exposure": 0.06,
        "timezone": 0.05,
    },
    "newcomer": True,
    "counterfactual": {"skill": "SQL", "level": 3, "adds": 0.04},
}
RANKING: dict[str, Any] = {
    "ranking_id": "rnk_1",
    "project_id": "prj_1",
    "policy_version": "2026-05",
    "candidates": 40,
    "eligible": 2,
    "eligible_newcomers": 1,
    "left_out": {"must_skill": 30, "no_capacity": 8, "language": 0, "work_authorization": 0},
    "made_at": "2026-05-31T12:00:00Z",
    "items": [RANKED, RANKED | {"talent_id": "tal_9", "newcomer": False}],
    "refused": [{"talent_id": "tal_2", "limit": "must_skill:SQL"}],
}
SUMMARY = {name: value for name, value in RANKING.items() if name not in {"items", "refused"}}


def page(*items: object, next: str | None = None) -> dict[str, object]:
    return {"items": list(items), "next": next}


ANSWERS = (
    (calls.REGISTER, {"email": "bo@example.org", "next": "log_in"}),
    (calls.LOG_IN, TOKENS),
    (calls.REFRESH, TOKENS),
    (calls.LOG_OUT, {}),
    (calls.ME, ME),
    (calls.PROJECTS, page(PROJECT)),
    (calls.PROJECT, PROJECT),
    (calls.ORGANIZATION, ORGANIZATION),
    (calls.REGISTER_ORGANIZATION, ORGANIZATION | {"status": "registered"}),
    (calls.MY_CONTRACTS, page()),
    (calls.MY_APPLICATIONS, page(APPLICATION)),
    # company
    (calls.APPLICATION, APPLICATION),
    (calls.SELECT, APPLICATION | {"status": "selected"}),
    (calls.RANK, RANKING),
    (calls.RANKING, RANKING),
    (calls.RANKINGS, page(SUMMARY)),
    (calls.ESCROW, CHARGE),
    (calls.DRAFT_PROJECT, PROJECT | {"status": "draft", "version": 0, "published_at": None}),
    (calls.PUBLISH_PROJECT, PROJECT),
    (calls.CANCEL_PROJECT, PROJECT | {"status": "cancelled"}),
    (calls.PROJECTS_OF_ORGANIZATION, page(PROJECT)),
    (calls.APPLICATIONS_OF_PROJECT, page(APPLICATION)),
    (calls.PAYMENT_METHOD, {"payment_method_id": "pmt_1", "organization_id": "org_1"}),
    (calls.SET_PAYMENT_METHOD, {"payment_method_id": "pmt_1", "organization_id": "org_1"}),
    (calls.CHARGES, page(CHARGE, CHARGE | {"contract_id": "ctr_2", "status": "declined"})),
    (calls.CONTRACTS_OF_ORGANIZATION, page(CONTRACT_OF_COMPANY)),
    # talent
    (calls.MY_PROFILE, PROFILE),
    (calls.UPDATE_PROFILE, PROFILE),
    (calls.MY_PAYEE, PAYEE),
    (calls.PLACE, PLACE),
    (calls.SET_PAYEE, PAYEE),
    (calls.MY_PAYOUTS, page(PAYOUT)),
    (calls.MY_AFFILIATIONS, page(AFFILIATION)),
    (calls.ASK_AFFILIATION, AFFILIATION),
    (calls.APPLY, APPLICATION),
    (calls.APPLICATION, APPLICATION),
    (calls.WITHDRAW, APPLICATION | {"status": "withdrawn"}),
    # operators
    *answers_operations.ANSWERS,
)
