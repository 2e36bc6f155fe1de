"""A screen in one of its states, and the ways in which the gateway makes it so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from foothold_web.gateway import calls
from foothold_web.gateway.calls import Call

from .answers import ME, page
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

    for_anyone: bool = False
    """The page is for everybody, and this state of it for somebody who is logged in."""

    sent_to: str | None = None
    """Where the form posts to, if the page has another one before it."""

    scopes: tuple[str, ...] = ()
    """Of the operator who looks at it: the browser forgets its session first, then logs in as this operator."""

    def standing(self, gateway: FakeGateway) -> None:
        """Answer who is logged in."""
        gateway.answers(calls.ME, ME | {"scopes": list(self.scopes)})

    async def open(self, browser: Browser, gateway: FakeGateway) -> Page:
        if self.scopes:
            self.standing(gateway)
            browser.forget_session()
        if self.logged_in:
            await browser.log_in()
        self.arrange(gateway)
        shown = await browser.open(self.path)
        return shown if self.sent is None else await browser.send(shown, self.sent_to, **self.sent)


def empty(gateway: FakeGateway) -> None:
    """Answer each list as empty."""
    for call in (calls.PROJECTS, calls.MY_CONTRACTS, calls.MY_APPLICATIONS):
        gateway.answers(call, page())


def away(*calls_: Call[Any]) -> Arrange:
    """Answer these calls as if their service were away."""
    return lambda gateway: gateway.is_away(*calls_)
