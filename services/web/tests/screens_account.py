"""Signing up, logging in, preferences, home, and registering an organization."""

from foothold_web.gateway import calls

from .fake_gateway import FakeGateway
from .screen import LONG, Screen, away, empty


def refused(gateway: FakeGateway) -> None:
    error = {"field": "domain", "message": "No domain."}
    gateway.refuses(calls.REGISTER_ORGANIZATION, 422, "invalid", "Wrong: domain.", error)


SCREENS = (
    Screen("log-in", "/log-in"),
    Screen("log-in after a session", "/log-in?next=/home"),
    Screen("log-in wrong", "/log-in", status=422, sent={"email": ""}),
    Screen("sign-up", "/sign-up"),
    Screen("sign-up wrong", "/sign-up", status=422, sent={"name": "Bo"}),
    Screen("preferences", "/preferences"),
    Screen("home", "/home", logged_in=True),
    Screen("home empty", "/home", empty, logged_in=True),
    Screen("home in part away", "/home", away(calls.MY_CONTRACTS), logged_in=True),
    Screen("register", "/organizations/new", logged_in=True),
    Screen(
        "register refused",
        "/organizations/new",
        refused,
        logged_in=True,
        status=422,
        sent={"kind": "company", "name": LONG, "country": "us", "domain": "no"},
    ),
)
