"""What a talent sees."""

from typing import Any

from foothold_web.gateway import calls

from .answers import (
    AFFILIATION,
    APPLICATION,
    CONTRACT_OF_COMPANY,
    PAYOUT,
    PLACE,
    PROFILE,
    PROJECT,
    page,
)
from .fake_gateway import FakeGateway
from .screen import LONG, RIGHT_TO_LEFT, Arrange, Screen, away, empty

WRONG_PROFILE = {"hours_per_week": "many", "skills.2.name": "Python"}


def no_profile(gateway: FakeGateway) -> None:
    for call in (calls.MY_PROFILE, calls.MY_PAYEE):
        gateway.refuses(call, 404, "NotFound", "There is none.")


def gaps(gateway: FakeGateway) -> None:
    nothing: dict[str, Any] = {"skills": [], "languages": [], "categories": [], "work_authorizations": []}
    gateway.answers(calls.MY_PROFILE, PROFILE | nothing | {"available_until": "2026-05-02", "headline": LONG})
    gateway.refuses(calls.MY_PAYEE, 404, "NotFound", "There is none.")


PROFILES = (
    Screen("profile", "/profile", logged_in=True),
    Screen("profile none yet", "/profile", no_profile, logged_in=True),
    Screen("profile with gaps", "/profile", gaps, logged_in=True),
    Screen("profile in part away", "/profile", away(calls.MY_PAYEE), logged_in=True),
    Screen("profile away", "/profile", away(calls.MY_PROFILE), logged_in=True, status=503),
    Screen("profile form", "/profile/edit", logged_in=True),
    Screen("profile form new", "/profile/edit", no_profile, logged_in=True),
    Screen("profile form suggested", "/profile/edit?skill=Python&level=3", logged_in=True),
    Screen("profile form wrong", "/profile/edit", logged_in=True, status=422, sent=WRONG_PROFILE),
)


def not_applied(gateway: FakeGateway) -> None:
    gateway.answers(calls.MY_APPLICATIONS, page())


def place(**changed: Any) -> Arrange:
    """Return the way to a project that nobody has applied for, with this place in it."""

    def arrange(gateway: FakeGateway) -> None:
        not_applied(gateway)
        gateway.answers(calls.PLACE, PLACE | changed)

    return arrange


def no_place(code: str) -> Arrange:
    """Return the way to a project in which the API computes no place."""

    def arrange(gateway: FakeGateway) -> None:
        not_applied(gateway)
        gateway.refuses(calls.PLACE, 409, code, "No.")
        gateway.refuses(calls.APPLY, 409, code, "No.")

    return arrange


def place_away(gateway: FakeGateway) -> None:
    gateway.is_away(calls.PLACE, calls.MY_APPLICATIONS)


def too_long(gateway: FakeGateway) -> None:
    not_applied(gateway)
    error = {"field": "answers.1", "message": "At most 2000 characters."}
    gateway.refuses(calls.APPLY, 422, "invalid", "Wrong.", error)


def each_application(gateway: FakeGateway) -> None:
    states = ("submitted", "selecting", "selected", "refused", "withdrawn", "lapsed")
    made = [APPLICATION | {"application_id": f"app_{n}", "status": state} for n, state in enumerate(states)]
    gateway.answers(calls.MY_APPLICATIONS, page(*made, next="more"))
    gateway.answers(calls.PROJECT, PROJECT | {"title": RIGHT_TO_LEFT})


def application(**changed: Any) -> Arrange:
    return lambda gateway: gateway.answers(calls.APPLICATION, APPLICATION | changed)


def long_application(gateway: FakeGateway) -> None:
    gateway.answers(calls.APPLICATION, APPLICATION | {"answers": [LONG * 5, RIGHT_TO_LEFT]})
    gateway.answers(calls.PROJECT, PROJECT | {"title": LONG})


NOBODY_KNOWN = {"medians": None, "place": None, "counterfactual": None, "shown": 20, "newcomer": False}
SKILL_LACKS = {"limit": "must_skill:SQL", "place": None, "shown": 3}
NO_HOURS = {"reason": "no_capacity", "detail": "20 h needed, 14 free before 12 March."}
ANSWERS = {"answers.0": "I like tables", "answers.1": LONG}
PLACES = (
    Screen("place", "/projects/prj_1", not_applied, logged_in=True, for_anyone=True),
    Screen(
        "place of a newcomer",
        "/projects/prj_1",
        place(place=10, as_newcomer=True),
        logged_in=True,
        for_anyone=True,
    ),
    Screen("place not shown", "/projects/prj_1", place(**NOBODY_KNOWN), logged_in=True, for_anyone=True),
    Screen("place left out", "/projects/prj_1", place(**SKILL_LACKS), logged_in=True, for_anyone=True),
    Screen(
        "place left out by country",
        "/projects/prj_1",
        place(limit="work_authorization:US"),
        logged_in=True,
        for_anyone=True,
    ),
    Screen(
        "place without profile",
        "/projects/prj_1",
        no_place("profile_missing"),
        logged_in=True,
        for_anyone=True,
    ),
    Screen(
        "place in own project", "/projects/prj_1", no_place("own_project"), logged_in=True, for_anyone=True
    ),
    Screen("place away", "/projects/prj_1", place_away, logged_in=True, for_anyone=True),
    Screen("place after applying", "/projects/prj_1", logged_in=True, for_anyone=True),
)
APPLYING = (
    Screen("apply", "/projects/prj_1/apply", not_applied, logged_in=True),
    Screen("apply left out", "/projects/prj_1/apply", place(**SKILL_LACKS), logged_in=True),
    Screen("apply without profile", "/projects/prj_1/apply", no_place("profile_missing"), logged_in=True),
    Screen("apply to own project", "/projects/prj_1/apply", no_place("own_project"), logged_in=True),
    Screen("apply too late", "/projects/prj_1/apply", no_place("project_not_open"), logged_in=True),
    Screen("apply too long", "/projects/prj_1/apply", too_long, True, 422, ANSWERS),
)
APPLICATIONS = (
    Screen("applications", "/applications", logged_in=True),
    Screen("applications empty", "/applications", empty, logged_in=True),
    Screen("applications in each state", "/applications", each_application, logged_in=True),
    Screen("applications away", "/applications", away(calls.MY_APPLICATIONS), logged_in=True, status=503),
    Screen("application", "/applications/app_1", logged_in=True),
    Screen("application long", "/applications/app_1", long_application, logged_in=True),
    Screen("application selected", "/applications/app_1", application(status="selected"), logged_in=True),
    Screen(
        "application refused",
        "/applications/app_1",
        application(status="refused", **NO_HOURS),
        logged_in=True,
    ),
    Screen("application lapsed", "/applications/app_1", application(status="lapsed"), logged_in=True),
    Screen(
        "application in part away", "/applications/app_1", away(calls.PROJECT, calls.PLACE), logged_in=True
    ),
    Screen("application of another", "/applications/app_1", application(talent_id="tal_2"), True, 404),
)


def nothing_yet(gateway: FakeGateway) -> None:
    no_profile(gateway)
    for call in (calls.MY_PAYOUTS, calls.MY_CONTRACTS, calls.MY_AFFILIATIONS):
        gateway.answers(call, page())


def each_payout(gateway: FakeGateway) -> None:
    """Answer a payout and a contract in each of their states."""
    paid = [
        PAYOUT | {"payout_id": f"pyt_{n}", "status": of}
        for n, of in enumerate(("initiated", "settled", "blocked"))
    ]
    gateway.answers(calls.MY_PAYOUTS, page(*paid, next="more"))
    contracts_of_mine(gateway)


def contracts_of_mine(gateway: FakeGateway) -> None:
    states = ("drafted", "executed", "active", "submitted", "completed")
    mine = [CONTRACT_OF_COMPANY | {"contract_id": f"ctr_{n}", "status": of} for n, of in enumerate(states)]
    gateway.answers(calls.MY_CONTRACTS, page(*mine))


def wrong_account(gateway: FakeGateway) -> None:
    message = "The payment provider does not know this token. Use one of sandbox_ok, sandbox_declines."
    gateway.refuses(calls.SET_PAYEE, 422, "invalid", "Wrong.", {"field": "account", "message": message})


def each_affiliation(gateway: FakeGateway) -> None:
    confirmed = {"status": "confirmed", "lapses_at": None, "confirmed_at": "2026-05-31T09:00:00Z"}
    lapsed = {"status": "lapsed", "lapses_at": None, "organization_id": LONG.replace(" ", "")}
    gateway.answers(calls.MY_AFFILIATIONS, page(AFFILIATION, AFFILIATION | confirmed, AFFILIATION | lapsed))


def no_institution(gateway: FakeGateway) -> None:
    gateway.refuses(calls.ASK_AFFILIATION, 409, "not_an_institution", "It is a company.")


PAYOUTS = (
    Screen("payouts", "/payouts", logged_in=True),
    Screen("payouts none yet", "/payouts", nothing_yet, logged_in=True),
    Screen("payouts in each state", "/payouts", each_payout, logged_in=True),
    Screen("payouts in part away", "/payouts", away(calls.MY_CONTRACTS, calls.MY_PAYEE), logged_in=True),
    Screen("payouts away", "/payouts", away(calls.MY_PAYOUTS), logged_in=True, status=503),
    Screen("payee", "/payouts/payee", logged_in=True),
    Screen("payee none yet", "/payouts/payee", nothing_yet, logged_in=True),
    Screen("payee wrong", "/payouts/payee", wrong_account, True, 422, {"account": "4242"}),
)
AFFILIATIONS = (
    Screen("affiliations", "/affiliations", logged_in=True),
    Screen("affiliations none yet", "/affiliations", nothing_yet, logged_in=True),
    Screen("affiliations in each state", "/affiliations", each_affiliation, logged_in=True),
    Screen("affiliations in part away", "/affiliations", away(calls.ORGANIZATION), logged_in=True),
    Screen("affiliations wrong", "/affiliations", no_institution, True, 422, {"organization_id": "org_1"}),
)
HOME = (
    Screen("home of a talent", "/home", contracts_of_mine, logged_in=True),
    Screen("home with an offer", "/home", not_applied, logged_in=True),
    Screen("home without profile", "/home", nothing_yet, logged_in=True),
    Screen("home without offers", "/home", away(calls.PROJECTS), logged_in=True),
)
SCREENS = (*PROFILES, *PLACES, *APPLYING, *APPLICATIONS, *PAYOUTS, *AFFILIATIONS, *HOME)
