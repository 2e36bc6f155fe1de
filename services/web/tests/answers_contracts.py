"""What the gateway answers about contracts in the tests of pages, unless the test says otherwise."""

from typing import Any

from foothold_web.gateway import calls

from .answers import CHARGE, CONTRACT_OF_COMPANY

CONTRACT: dict[str, Any] = CONTRACT_OF_COMPANY | {
    "organization_id": "org_2",
    "status": "drafted",
    "document": CONTRACT_OF_COMPANY["document"] | {"company": "org_2"},
    "document_hash": "9c1e" * 16,
    "signed_by": ["company"],
    "sign_until": "2026-06-05T10:00:00Z",
    "fund_until": None,
    "review_until": None,
}
DELIVERABLE: dict[str, Any] = {
    "url": "https://work.example.org/list.csv",
    "note": "Duplicates were found by address.",
    "submitted_at": "2026-06-01T08:00:00Z",
}
ESCROW: dict[str, Any] = CHARGE | {
    "organization_id": "org_2",
    "status": "requested",
    "fund_until": "2026-06-07T10:00:00Z",
}
VERIFICATION: dict[str, Any] = {
    "contract_id": "ctr_1",
    "document_hash": "9c1e" * 16,
    "document_holds": True,
    "signatures": [
        {
            "party": "company",
            "account_id": "acc_2",
            "signed_at": "2026-05-31T12:00:00Z",
            "name_commitment": "0" * 64,
            "salt": None,
            "document_matches": True,
            "seal_holds": True,
        }
    ],
}


def event(type: str, at: str) -> dict[str, Any]:
    """Return a line of a timeline; `type` is without the platform's prefix and the version."""
    return {
        "time": at,
        "service": type.partition(".")[0],
        "type": f"foothold.{type}.v1",
        "event_id": "evt_1",
        "subject": "ctr_1",
        "sequence": "0-1",
        "latency_ms": 1.5,
    }


TIMELINE: dict[str, Any] = {
    "contract_id": "ctr_1",
    "items": [
        event("matching.application.submitted", "2026-05-31T09:00:00Z"),
        event("matching.application.selected", "2026-05-31T10:00:00Z"),
        event("contracts.contract.drafted", "2026-05-31T10:00:01Z"),
        event("contracts.contract.signed", "2026-05-31T12:00:00Z"),
    ],
}

ANSWERS = (
    (calls.CONTRACT, CONTRACT),
    (calls.VERIFICATION, VERIFICATION),
    (calls.ESCROW, ESCROW),
    (calls.TIMELINE, TIMELINE),
    (calls.SIGN, CONTRACT | {"status": "executed"}),
    (calls.HAND_IN, CONTRACT | {"status": "submitted"}),
    (calls.ACCEPT, CONTRACT | {"status": "completed"}),
    (calls.FUND, ESCROW),
)
