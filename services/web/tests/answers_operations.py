"""What operators are answered in the tests of pages."""

from typing import Any

from foothold_web.gateway import calls

UNVERIFIED: dict[str, Any] = {
    "organization_id": "org_2",
    "kind": "company",
    "name": "Alder Analytics Ltd",
    "country": "GB",
    "domain": "xn--lder-5cd.example.org",
    "status": "registered",
    "readable_domain": "\N{CYRILLIC SMALL LETTER A}lder.example.org",
    "registered_at": "2026-05-30T08:00:00Z",
    "look_alikes": [
        {
            "organization_id": "org_1",
            "kind": "company",
            "name": "Alder Analytics",
            "country": "US",
            "domain": "alder.example.org",
            "status": "verified",
        }
    ],
}
NONE: dict[str, Any] = {"count": 0, "since": None}
WORK: dict[str, Any] = {
    "now": "2026-06-01T09:00:00Z",
    "kinds": [
        {
            "kind": "contract",
            "unpublished": {"count": 3, "since": "2026-06-01T08:58:00Z"},
            "overdue": {"count": 1, "since": "2026-06-01T08:40:00Z"},
            "phases": [
                {"phase": "active", "count": 12, "since": "2026-05-20T09:00:00Z"},
                {"phase": "drafted", "count": 2, "since": "2026-05-31T09:00:00Z"},
            ],
        },
        {"kind": "keys", "unpublished": NONE, "overdue": NONE, "phases": []},
    ],
    "parked": {"count": 1, "since": "2026-06-01T08:00:00Z"},
    "waits": [
        {
            "kind": "contract",
            "id": "ctr_01hzxkq3v8w2m5n7p9r1t4y6u8",
            "phase": "drafted",
            "what": "both signatures",
            "until": "2026-06-01T08:40:00Z",
            "tries": 2,
        },
        {
            "kind": "contract",
            "id": "ctr_02",
            "phase": "submitted",
            "what": "the review",
            "until": "2026-06-03T09:00:00Z",
            "tries": 0,
        },
    ],
}
PARKED: dict[str, Any] = {
    "id": "app_01hzxkq3v8w2m5n7p9r1t4y6u8",
    "records": ["foothold.contracts.contract:3:4711", "foothold.contracts.contract:3:4720"],
    "error": "ValidationError: 1 validation error for ContractDrafted: terms.pay.amount: not an integer",
    "tries": 7,
    "since": "2026-05-31T20:00:00Z",
    "retry_at": "2026-06-01T12:00:00Z",
}
FROZEN: dict[str, Any] = {
    "id": "ctr_01hzxkq3v8w2m5n7p9r1t4y6u8",
    "kind": "contract",
    "standing": "frozen",
    "since": "2026-06-01T06:00:00Z",
    "had": 4,
    "told": [{"sequence": "5", "type": "contract.submitted", "at": "2026-05-31T18:00:00Z"}],
    "lost": ["the note of the deliverable"],
    "may_follow_stream": True,
    "reason": None,
}
ACTION: dict[str, Any] = {
    "id": "discard:foothold.contracts.contract:3:4700",
    "at": "2026-05-31T21:00:00Z",
    "by": "acc_9",
    "what": "discard",
    "reason": "A test event of the migration, nothing depends on it",
    "details": {"subject": "app_7", "record": "foothold.contracts.contract:3:4700", "error": "unknown type"},
}
AUDIT: dict[str, Any] = {
    "balanced": True,
    "imbalance": 0,
    "escrows": 1482,
    "entries": 5210,
    "in_flight": 3,
    "held": {"USD": 4125000, "EUR": 1280000},
    "charged": {"USD": 21975000, "EUR": 4400000},
    "refunded": {"USD": 275000},
    "paid_out": {"USD": 15977273, "EUR": 2836364},
    "fees": {"USD": 1597727, "EUR": 283636},
    "differences": [],
}


def listed(*items: object) -> dict[str, object]:
    return {"items": list(items), "next": None}


ANSWERS = (
    (calls.UNVERIFIED, listed(UNVERIFIED, UNVERIFIED | {"organization_id": "org_3", "look_alikes": []})),
    (calls.VERIFY_ORGANIZATION, UNVERIFIED | {"status": "verified"}),
    (calls.WORK, WORK),
    (calls.PARKED, listed(PARKED)),
    (calls.RETRY, {"subject": "app_1", "status": "retrying"}),
    (calls.DISCARD, ACTION),
    (calls.FROZEN, listed(FROZEN, FROZEN | {"id": "ctr_2", "standing": "lifted", "reason": "As agreed"})),
    (calls.LIFT, {"subject": "ctr_1", "status": "lifted"}),
    (calls.ACTIONS, listed(ACTION)),
    (calls.AUDIT, AUDIT),
)
