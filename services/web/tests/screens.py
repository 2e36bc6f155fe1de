"""Every screen in every state that it has. What is said of all screens is tried on each of these lines."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from foothold_web.gateway import calls

from .answers import PROJECT, page
from .browsing import Browser, Page
from .fake_gateway import FakeGateway

LONG = "Donaudampfschifffahrtsgesellschaftskapitänskajüte " * 4
RIGHT_TO_LEFT = "تنظيف قائمة العملاء"

Arrange = Callable[[FakeGateway], None]


@dataclass(frozen=True, slots=True)
class Screen:
    """`path` after `arrange` has set the gateway's answers; `logged_in` says who looks at it."""

    name: str
    path: str
    arrange: Arrange = lambda _gateway: None
    logged_in: bool = False
    status: int = 200
    sent: dict[str, str] | None = None
    """What is typed into its form and sent: the screen is what comes then."""

    async def open(self, browser: Browser, gateway: FakeGateway) -> Page:
        if self.logged_in:
            await browser.log_in()
        self.arrange(gateway)
        shown = await browser.open(self.path)
        return shown if self.sent is None else await browser.send(shown, **self.sent)


def _empty(gateway: FakeGateway) -> None:
    for call in (calls.PROJECTS, calls.MY_CONTRACTS, calls.MY_APPLICATIONS):
        gateway.answers(call, page())


def _long(gateway: FakeGateway) -> None:
    project = PROJECT | {"title": LONG, "brief": LONG * 9}
    gateway.answers(calls.PROJECT, project)
    gateway.answers(calls.PROJECTS, page(project, PROJECT | {"title": RIGHT_TO_LEFT}, next="more"))


def _closed(gateway: FakeGateway) -> None:
    gateway.answers(calls.PROJECT, PROJECT | {"status": "closed", "free_openings": 0})


def _away(*away: Any) -> Arrange:
    return lambda gateway: gateway.is_away(*away)


def _refused(gateway: FakeGateway) -> None:
    gateway.refuses(
        calls.REGISTER_ORGANIZATION,
        422,
        "invalid",
        "Wrong: domain.",
        {"field": "domain", "message": "No domain."},
    )


SCREENS = (
    Screen("start", "/"),
    Screen("start empty", "/", _empty),
    Screen("start in part away", "/", _away(calls.PROJECTS)),
    Screen("projects", "/projects"),
    Screen("projects empty", "/projects", _empty),
    Screen("projects filtered to nothing", "/projects?category=data", _empty),
    Screen("projects long", "/projects", _long),
    Screen("projects away", "/projects", _away(calls.PROJECTS), status=503),
    Screen("project", "/projects/prj_1"),
    Screen("project long", "/projects/prj_1", _long),
    Screen("project closed", "/projects/prj_1", _closed),
    Screen("project in part away", "/projects/prj_1", _away(calls.ORGANIZATION)),
    Screen("organization", "/organizations/org_1"),
    Screen("organization empty", "/organizations/org_1", _empty),
    Screen("organization in part away", "/organizations/org_1", _away(calls.PROJECTS)),
    Screen("log-in", "/log-in"),
    Screen("log-in after a session", "/log-in?next=/home"),
    Screen("log-in wrong", "/log-in", status=422, sent={"email": ""}),
    Screen("sign-up", "/sign-up"),
    Screen("sign-up wrong", "/sign-up", status=422, sent={"name": "Bo"}),
    Screen("preferences", "/preferences"),
    Screen("home", "/home", logged_in=True),
    Screen("home empty", "/home", _empty, logged_in=True),
    Screen("home in part away", "/home", _away(calls.MY_CONTRACTS), logged_in=True),
    Screen("register", "/organizations/new", logged_in=True),
    Screen(
        "register refused",
        "/organizations/new",
        _refused,
        logged_in=True,
        status=422,
        sent={"kind": "company", "name": LONG, "country": "us", "domain": "no"},
    ),
    Screen("not found", "/nothing", status=404),
    Screen("style guide", "/styleguide"),
)
