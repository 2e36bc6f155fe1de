"""What a talent sees."""

from typing import Any

from foothold_web.gateway import calls

from .answers import PROFILE
from .fake_gateway import FakeGateway
from .screen import LONG, Screen, away

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
SCREENS = (*PROFILES,)
