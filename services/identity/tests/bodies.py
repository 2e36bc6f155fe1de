"""Bodies of requests that are right in every field."""

PASSWORD = "correct-horse-battery"
PERSON = {"email": "ada@example.org", "password": PASSWORD, "name": "Ada"}
PROFILE = {
    "headline": "I like data",
    "skills": [{"name": "SQL", "level": 3}],
    "languages": ["en"],
    "timezone": "America/New_York",
    "country": "US",
    "hours_per_week": 20,
    "available_from": "2026-06-01",
    "available_until": "2026-12-31",
    "blackout_dates": ["2026-07-04"],
    "least_hourly_pay": {"amount": 2000, "currency": "USD"},
    "work_authorizations": ["US"],
    "categories": ["data"],
    "portfolio_links": ["https://ada.example"],
}
ORGANIZATION = {"kind": "institution", "name": "Acme", "country": "US", "domain": "acme.example"}
VERIFICATION = {"reason": "register extract seen"}
AFFILIATION = {"organization_id": "org_1"}
