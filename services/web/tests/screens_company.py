"""What the members of a company see."""

from foothold_web.gateway import calls

from .answers import APPLICATION, CHARGE, CONTRACT_OF_COMPANY, ORGANIZATION, PROJECT, RANKED, RANKING, page
from .fake_gateway import FakeGateway
from .screen import LONG, RIGHT_TO_LEFT, Arrange, Screen, away

ORG = "/organizations/org_1"
ENDED = ("filled", "closed", "cancelled", "expired")
DOCUMENT = CONTRACT_OF_COMPANY["document"]


def no_payment_method(gateway: FakeGateway) -> None:
    gateway.refuses(calls.PAYMENT_METHOD, 404, "NotFound", "There is none.")


def wrong_token(gateway: FakeGateway) -> None:
    message = "The payment provider does not know this token. Use one of sandbox_ok, sandbox_declines."
    error = {"field": "token", "message": message}
    gateway.refuses(calls.SET_PAYMENT_METHOD, 422, "invalid", "Wrong: token.", error)


def no_charges(gateway: FakeGateway) -> None:
    gateway.answers(calls.CHARGES, page())


def each_charge(gateway: FakeGateway) -> None:
    states = ("requested", "declined", "funded", "settling", "settled", "lapsed")
    charges = [CHARGE | {"contract_id": f"ctr_{n}", "status": status} for n, status in enumerate(states)]
    gateway.answers(calls.CHARGES, page(*charges, next="more"))
    long = CONTRACT_OF_COMPANY | {
        "contract_id": "ctr_0",
        "document": DOCUMENT | {"terms": DOCUMENT["terms"] | {"title": LONG}},
    }
    gateway.answers(calls.CONTRACTS_OF_ORGANIZATION, page(long, CONTRACT_OF_COMPANY))


PAY, CHARGES = f"{ORG}/payment-method", f"{ORG}/charges"

MONEY = (
    Screen("payment method", PAY, logged_in=True),
    Screen("payment method none", PAY, no_payment_method, logged_in=True),
    Screen("payment method in part away", PAY, away(calls.PAYMENT_METHOD), logged_in=True),
    Screen("payment method refused", PAY, wrong_token, logged_in=True, status=422, sent={"token": "4242"}),
    Screen("charges", CHARGES, logged_in=True),
    Screen("charges empty", CHARGES, no_charges, logged_in=True),
    Screen("charges in each state", CHARGES, each_charge, logged_in=True),
    Screen("charges in part away", CHARGES, away(calls.CONTRACTS_OF_ORGANIZATION), logged_in=True),
    Screen("charges away", CHARGES, away(calls.CHARGES), logged_in=True, status=503),
)

DRAFT = PROJECT | {"status": "draft", "version": 0, "published_at": None, "terms_hash": None}
UNSAID = PROJECT | {"title": "", "brief": LONG * 9, "status": "draft"}


def draft(gateway: FakeGateway) -> None:
    gateway.answers(calls.PROJECT, DRAFT)


def a_draft_not_verified(gateway: FakeGateway) -> None:
    draft(gateway)
    gateway.answers(calls.ORGANIZATION, ORGANIZATION | {"status": "registered"})


def terms_refused(gateway: FakeGateway) -> None:
    draft(gateway)
    gateway.refuses(
        calls.PUBLISH_PROJECT,
        422,
        "terms_refused",
        "These terms cannot be published: 2 of the rules are broken.",
        {"field": "pay.amount", "message": "50.00 USD for 10 hours is below the floor of 20.00 USD an hour."},
        {"field": "milestones.share", "message": "The shares of the milestones add up to 9000 basis points."},
    )


def not_verified(gateway: FakeGateway) -> None:
    draft(gateway)
    gateway.refuses(calls.PUBLISH_PROJECT, 409, "organization_not_verified", "It is not verified.")


def filled_meanwhile(gateway: FakeGateway) -> None:
    gateway.refuses(calls.CANCEL_PROJECT, 409, "already_filled", "This project is filled.")


def in_state(status: str) -> Arrange:
    return lambda gateway: gateway.answers(calls.PROJECT, PROJECT | {"status": status})


def nobody(gateway: FakeGateway) -> None:
    gateway.answers(calls.APPLICATIONS_OF_PROJECT, page())


def long_projects(gateway: FakeGateway) -> None:
    states = ("draft", "published", "filled", "closed", "cancelled", "expired")
    each = [PROJECT | {"project_id": f"prj_{n}", "status": status} for n, status in enumerate(states)]
    projects = [each[0] | {"title": LONG}, each[1] | {"title": RIGHT_TO_LEFT}, *each[2:]]
    gateway.answers(calls.PROJECTS_OF_ORGANIZATION, page(*projects, next="more"))
    gateway.answers(calls.PROJECT, UNSAID)


def no_projects(gateway: FakeGateway) -> None:
    gateway.answers(calls.PROJECTS_OF_ORGANIZATION, page())


PROJECTS = f"{ORG}/projects"
OWN, ASKED, CHANGE = f"{PROJECTS}/prj_1", f"{PROJECTS}/new/answers", f"{PROJECTS}/prj_1/answers"
WORK = {"title": "Clean a list", "brief": "4,000 rows.", "category": "data", "objectives": "Tidy\nData"}
ONE = {
    "milestones__0__title": "List",
    "milestones__0__acceptance_criteria": "Tidy",
    "milestones__0__share": "100",
}
SKILL = {"skills__0__name": "SQL", "skills__0__need": "must", "skills__0__level": "3"}
TERMS = {
    "hours": "10",
    "starts_on": "2026-06-22",
    "deadline": "2026-07-06",
    "jurisdiction": "us",
    "pay__amount": "250",
    "pay__currency": "usd",
}

WIZARD = (
    Screen("wizard begins", f"{PROJECTS}/new", logged_in=True),
    Screen("wizard work", f"{ASKED}/work", logged_in=True),
    Screen(
        "wizard work wrong", f"{ASKED}/work", logged_in=True, status=422, sent={"title": "", "brief": LONG}
    ),
    Screen("wizard milestones", f"{ASKED}/milestones", logged_in=True),
    Screen(
        "wizard share wrong",
        f"{ASKED}/milestones",
        logged_in=True,
        status=422,
        sent={"milestones__0__share": "a"},
    ),
    Screen("wizard people", f"{ASKED}/people", logged_in=True),
    Screen("wizard people wrong", f"{ASKED}/people", logged_in=True, status=422, sent={"openings": "two"}),
    Screen("wizard terms", f"{ASKED}/terms", logged_in=True),
    Screen("wizard check", f"{ASKED}/check", logged_in=True),
    Screen("wizard check missing", f"{ASKED}/check", logged_in=True, status=422, sent={}),
    Screen("wizard work sent", f"{ASKED}/work", logged_in=True, sent=WORK),
    Screen("change a draft", f"{CHANGE}/milestones", draft, logged_in=True),
    Screen("change a draft checked", f"{CHANGE}/check", draft, logged_in=True),
    Screen("no such step", f"{ASKED}/nothing", logged_in=True, status=404),
)
OWN_PROJECTS = (
    Screen("own projects", PROJECTS, logged_in=True),
    Screen("own projects empty", PROJECTS, no_projects, logged_in=True),
    Screen("own projects long", PROJECTS, long_projects, logged_in=True),
    Screen("own projects away", PROJECTS, away(calls.PROJECTS_OF_ORGANIZATION), logged_in=True, status=503),
    Screen("own project", OWN, logged_in=True),
    Screen("own project draft", OWN, draft, logged_in=True),
    Screen("own project without applicants", OWN, nobody, logged_in=True),
    Screen("own project in part away", OWN, away(calls.APPLICATIONS_OF_PROJECT), logged_in=True),
    Screen("own project long", OWN, long_projects, logged_in=True),
    *(Screen(f"own project {state}", OWN, in_state(state), logged_in=True) for state in ENDED),
    Screen("publish", f"{OWN}/publish", draft, logged_in=True),
    Screen("publish not verified", f"{OWN}/publish", a_draft_not_verified, logged_in=True),
    Screen("publish refused", f"{OWN}/publish", terms_refused, logged_in=True, status=422, sent={}),
    Screen("publish too early", f"{OWN}/publish", not_verified, logged_in=True, status=409, sent={}),
    Screen("publish what is published", f"{OWN}/publish", logged_in=True),
    Screen("cancel", f"{OWN}/cancel", logged_in=True),
    Screen("cancel a draft", f"{OWN}/cancel", draft, logged_in=True),
    Screen("cancel too late", f"{OWN}/cancel", filled_meanwhile, logged_in=True, status=409, sent={}),
    Screen("cancel nothing", f"{OWN}/cancel", in_state("filled"), logged_in=True),
)


def nothing_yet(gateway: FakeGateway) -> None:
    gateway.answers(calls.ORGANIZATION, ORGANIZATION | {"status": "registered"})
    gateway.answers(calls.PROJECTS_OF_ORGANIZATION, page())
    gateway.answers(calls.CONTRACTS_OF_ORGANIZATION, page())
    no_payment_method(gateway)


def nothing_waits(gateway: FakeGateway) -> None:
    nobody(gateway)
    gateway.answers(calls.CONTRACTS_OF_ORGANIZATION, page())


def much_to_do(gateway: FakeGateway) -> None:
    no_payment_method(gateway)
    gateway.answers(
        calls.PROJECTS_OF_ORGANIZATION, page(PROJECT | {"title": LONG}, DRAFT | {"title": RIGHT_TO_LEFT})
    )
    states = ("drafted", "executed", "active", "submitted", "completed", "closed")
    contracts = [
        CONTRACT_OF_COMPANY | {"contract_id": f"ctr_{n}", "status": each} for n, each in enumerate(states)
    ]
    gateway.answers(calls.CONTRACTS_OF_ORGANIZATION, page(*contracts))
    gateway.answers(calls.ESCROW, CHARGE | {"status": "declined"})


HOME = f"{ORG}/home"

HOMES = (
    Screen("company home", HOME, logged_in=True),
    Screen("company home new", HOME, nothing_yet, logged_in=True),
    Screen("company home empty", HOME, nothing_waits, logged_in=True),
    Screen("company home full", HOME, much_to_do, logged_in=True),
    Screen("company home in part away", HOME, away(calls.APPLICATIONS_OF_PROJECT), logged_in=True),
    Screen("company home away", HOME, away(calls.ORGANIZATION), logged_in=True, status=503),
)

TALENT_2 = APPLICATION | {
    "application_id": "app_2",
    "talent_id": "tal_2",
    "answers": [LONG, "Yes.\n\nI can."],
}
STATES = ("selected", "refused", "withdrawn", "lapsed")


def many_applicants(gateway: FakeGateway) -> None:
    answered = [
        APPLICATION | {"application_id": f"app_{n}", "talent_id": f"tal_{n}", "status": status}
        for n, status in enumerate(STATES, start=4)
    ]
    erased = APPLICATION | {"application_id": "app_3", "talent_id": "tal_3"}
    gateway.answers(calls.APPLICATIONS_OF_PROJECT, page(TALENT_2, APPLICATION, erased, *answered))
    gone = RANKED | {"talent_id": "tal_3", "terms": {}, "counterfactual": None}
    gateway.answers(calls.RANKING, RANKING | {"items": [*RANKING["items"], gone]})


def never_ranked(gateway: FakeGateway) -> None:
    gateway.answers(calls.RANKINGS, page())


def all_taken(gateway: FakeGateway) -> None:
    gateway.answers(calls.PROJECT, PROJECT | {"status": "filled", "free_openings": 0})


def no_hours(gateway: FakeGateway) -> None:
    gateway.answers(calls.SELECT, APPLICATION | {"status": "refused", "reason": "no_capacity"})


def gone(gateway: FakeGateway) -> None:
    gateway.refuses(calls.SELECT, 409, "application_withdrawn", "This application is withdrawn.")


APPLICANTS, SELECT = "/projects/prj_1/applicants", "/projects/prj_1/applicants/app_1/select"

OF_APPLICANTS = (
    Screen("applicants", APPLICANTS, logged_in=True),
    Screen("applicants many", APPLICANTS, many_applicants, logged_in=True),
    Screen("applicants none", APPLICANTS, nobody, logged_in=True),
    Screen("applicants not ranked", APPLICANTS, never_ranked, logged_in=True),
    Screen("applicants all taken", APPLICANTS, all_taken, logged_in=True),
    Screen(
        "applicants in part away",
        APPLICANTS,
        away(calls.APPLICATIONS_OF_PROJECT, calls.RANKINGS),
        logged_in=True,
    ),
    Screen("applicants away", APPLICANTS, away(calls.PROJECT), logged_in=True, status=503),
    Screen("select", SELECT, logged_in=True),
    Screen("select without a ranking", SELECT, away(calls.RANKINGS), logged_in=True),
    Screen("select too late", SELECT, no_hours, logged_in=True, status=409, sent={}),
    Screen("select withdrawn", SELECT, gone, logged_in=True, status=409, sent={}),
)

SCREENS = (*MONEY, *WIZARD, *OWN_PROJECTS, *HOMES, *OF_APPLICANTS)
