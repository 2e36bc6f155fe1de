"""What a talent sees."""

from typing import Any

from foothold_web.gateway import calls

from .answers import APPLICATION, PLACE, PROFILE, PROJECT, page
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
SCREENS = (*PROFILES, *PLACES, *APPLYING, *APPLICATIONS)
