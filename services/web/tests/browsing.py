"""A browser without a screen: it keeps cookies, follows redirects, and sends forms as they were shown."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html.parser import HTMLParser
from typing import Any

import httpx2
import pytest

from foothold_chassis.runner import Runner
from foothold_chassis.testing import RunningService, running
from foothold_web.app import build
from foothold_web.gateway import Gateway
from foothold_web.sessions.cookie import NAME as SESSION_COOKIE
from foothold_web.settings import WebSettings

from .fake_gateway import FakeGateway

SITE = "https://foothold.test"
SETTINGS: dict[str, Any] = {"gateway_url": "http://gateway", "web_session_key": "k" * 32}
LIKE_A_BROWSER = {"sec-fetch-site": "same-origin", "origin": SITE}


class Page(HTMLParser):
    """A page as it came: its status, its HTML, its forms and its texts."""

    def __init__(self, answer: httpx2.Response) -> None:
        super().__init__()
        self.answer, self.status, self.html = answer, answer.status_code, answer.text
        self.path = answer.url.raw_path.decode()
        self.forms: list[dict[str, Any]] = []
        self.title, self.texts, self.links = "", [], []
        self._inside: list[str] = []
        self._textarea = ""
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._inside.append(tag)
        if tag == "form":
            action = given.get("action", "") or self.path
            self.forms.append({"action": action, "method": given.get("method", "get"), "fields": {}})
        elif tag == "a":
            self.links.append(given.get("href", ""))
        elif self.forms and tag == "input" and _is_sent(given):
            self.forms[-1]["fields"][given["name"]] = given.get("value", "")
        elif tag == "textarea":
            self._textarea = given["name"]
            self.forms[-1]["fields"][self._textarea] = ""
        elif tag == "select":
            self._select = given["name"]
            self.forms[-1]["fields"].setdefault(self._select, "")
        elif tag == "option" and "selected" in given:
            self.forms[-1]["fields"][self._select] = given["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        here = self._inside[-1] if self._inside else ""
        if here == "textarea":
            self.forms[-1]["fields"][self._textarea] = data.removeprefix("\n")
        elif here == "title":
            self.title += data
        elif here not in {"script", "style"} and data.strip():
            self.texts.append(" ".join(data.split()))

    @property
    def text(self) -> str:
        return " ".join(self.texts)

    def form(self, action: str | None = None) -> dict[str, Any]:
        """Return the form that posts there, or the one of the page."""
        posting = [form for form in self.forms if form["method"] == "post"]
        wanted = [form for form in posting if action is None or form["action"].partition("?")[0] == action]
        own = [form for form in wanted if form["action"] != "/log-out"] or wanted
        assert own, f"{self.path} has no form to {action}; there are {[form['action'] for form in posting]}"
        return own[0]


def _is_sent(given: dict[str, str]) -> bool:
    return "name" in given and (given.get("type") not in {"radio", "checkbox"} or "checked" in given)


class Browser:
    """One browser with its cookies."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client

    async def open(self, path: str, **headers: str) -> Page:
        """Open a page, and follow where it leads."""
        return Page(await self.client.get(path, headers=headers, follow_redirects=True))

    async def send(self, page: Page, action: str | None = None, **typed: str) -> Page:
        """Fill the form of a page, send it, and follow where it leads."""
        form = page.form(action)
        fields = form["fields"] | {name.replace("__", "."): value for name, value in typed.items()}
        answer = await self.client.post(
            form["action"], data=fields, headers=LIKE_A_BROWSER, follow_redirects=True
        )
        return Page(answer)

    def forget_session(self) -> None:
        """Forget the cookie of the session, as a browser does whose owner removes it."""
        if SESSION_COOKIE in self.client.cookies:
            self.client.cookies.delete(SESSION_COOKIE)

    async def log_in(self) -> Page:
        """Log in, unless this browser is logged in already."""
        page = await self.open("/log-in")
        return (
            page
            if page.path == "/home"
            else await self.send(page, email="bo@example.org", password="correct-horse-battery")
        )


class Site:
    """The web app over the fake gateway."""

    def __init__(self, service: RunningService, gateway: FakeGateway) -> None:
        self.service, self.gateway, self.clock = service, gateway, service.clock
        self.app = Runner(service.service).app()

    def browser(self, **headers: str) -> Browser:
        transport = httpx2.ASGITransport(app=self.app, raise_app_exceptions=False)
        return Browser(httpx2.AsyncClient(transport=transport, base_url=SITE, headers=headers))


@asynccontextmanager
async def the_site(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    gateway = FakeGateway()

    async def send(_self: Gateway, *asked: Any) -> Any:
        return await gateway.send(*asked)

    monkeypatch.setattr(Gateway, "send", send)
    async with running(build, WebSettings, **SETTINGS) as service:
        yield Site(service, gateway)
