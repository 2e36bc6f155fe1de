"""What the gateway answers in the tests of pages, unless the test says otherwise."""

from typing import Any

from foothold_web.gateway import calls

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
)
