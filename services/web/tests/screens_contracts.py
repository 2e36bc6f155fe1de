"""The screens of a contract: each state, as each of its sides sees it."""

from typing import Any

from foothold_web.gateway import calls

from .answers import PROJECT, page
from .answers_contracts import CONTRACT, DELIVERABLE, ESCROW
from .fake_gateway import FakeGateway
from .screen import LONG, Arrange, Screen, away, empty

OURS = {"organization_id": "org_1"}
"""The visitor's own organization: the contract is then seen from the company's side."""

IN_STATES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "to sign": ({}, {}),
    "signed by me": ({"signed_by": ["talent"]}, {}),
    "declined": ({"status": "executed", "signed_by": ["company", "talent"]}, {"status": "declined"}),
    "in progress": ({"status": "active"}, {"status": "funded"}),
    "overdue": ({"status": "active", "overdue": True}, {"status": "funded"}),
    "under review": (
        {"status": "submitted", "deliverables": [DELIVERABLE], "review_until": "2026-06-06T08:00:00Z"},
        {"status": "funded"},
    ),
    "paid": (
        {
            "status": "closed",
            "deliverables": [DELIVERABLE],
            "settlement": {
                "talent_amount": PROJECT["pay"],
                "company_refund": {"amount": 0, "currency": "USD"},
            },
        },
        {"status": "settled", "paid_out": True},
    ),
    "given back": (
        {
            "status": "cancelled",
            "end_reason": "overdue",
            "settlement": {
                "talent_amount": {"amount": 0, "currency": "USD"},
                "company_refund": PROJECT["pay"],
            },
        },
        {"status": "settled"},
    ),
    "lapsed": ({"status": "lapsed", "end_reason": "not_signed"}, {"status": "lapsed"}),
}


def contract(gateway: FakeGateway, state: str, **changes: object) -> None:
    """Answer with the contract in this state."""
    of_contract, of_escrow = IN_STATES[state]
    made = CONTRACT | of_contract | changes
    gateway.answers(calls.CONTRACT, made)
    gateway.answers(calls.ESCROW, ESCROW | of_escrow)
    for call in (calls.MY_CONTRACTS, calls.CONTRACTS_OF_ORGANIZATION):
        gateway.answers(call, page(made))


def long(gateway: FakeGateway) -> None:
    """Answer with a contract whose long texts have no space to break at."""
    terms = CONTRACT["document"]["terms"] | {"title": LONG, "brief": LONG * 9, "clauses": [LONG]}
    work = DELIVERABLE | {"url": "https://work.example.org/" + "x" * 180, "note": LONG}
    document = CONTRACT["document"] | {"terms": terms}
    contract(gateway, "under review", document=document, deliverables=[work])


def _step_refused(gateway: FakeGateway) -> None:
    gateway.refuses(calls.SIGN, 409, "contract_lapsed", "The contract is lapsed.")


def _contract(state: str, **changes: object) -> Arrange:
    return lambda gateway: contract(gateway, state, **changes)


PAGE = "/contracts/ctr_1"
SIGN = f"{PAGE}/signature"
OURS_IN = ("to sign", "declined", "in progress", "under review")

SCREENS = (
    *(Screen(f"contract {state}", PAGE, _contract(state), logged_in=True) for state in IN_STATES),
    *(
        Screen(f"contract {state} for the company", PAGE, _contract(state, **OURS), logged_in=True)
        for state in OURS_IN
    ),
    Screen("contract long", PAGE, long, logged_in=True),
    Screen(
        "contract in part away",
        PAGE,
        away(calls.ESCROW, calls.TIMELINE, calls.VERIFICATION, calls.ORGANIZATION),
        logged_in=True,
    ),
    Screen("contract away", PAGE, away(calls.CONTRACT), logged_in=True, status=503),
    Screen("contracts", "/contracts", _contract("in progress"), logged_in=True),
    Screen("contracts empty", "/contracts", empty, logged_in=True),
    Screen("contracts of an organization", "/organizations/org_1/contracts", logged_in=True),
    Screen("sign", SIGN, logged_in=True),
    Screen("sign nothing", SIGN, logged_in=True, status=422, sent={"legal_name": ""}),
    Screen("sign too late", SIGN, _step_refused, logged_in=True, status=422, sent={"legal_name": "Bo Berg"}),
    Screen("hand in", f"{PAGE}/hand-in", _contract("in progress"), logged_in=True),
    Screen("accept", f"{PAGE}/acceptance", _contract("under review", **OURS), logged_in=True),
    Screen("fund", f"{PAGE}/funding", _contract("declined", **OURS), logged_in=True),
)
