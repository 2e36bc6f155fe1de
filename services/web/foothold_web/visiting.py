"""Who asks for a page: the browser, the session if there is one, and the gateway with the rights of this person."""

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse

from foothold_chassis.clock import Clock
from foothold_web.gateway import Away, Caller, Gateway, LoggedOut, calls, views
from foothold_web.gateway.client import Asking
from foothold_web.live import Tickets
from foothold_web.policy import WebPolicy
from foothold_web.sessions import Browser, Drafts, Sealer, Session, Sessions, Tokens
from foothold_web.ui import formats, words

LANGUAGE_COOKIE = "__Host-fh-language"
THEME_COOKIE = "__Host-fh-theme"
ZONE_COOKIE = "__Host-fh-zone"
BY_ITSELF = "x-live"
"""A page that keeps itself up to date says so. It is no visit: who has gone away is logged out in time all the same."""

THEMES = ("system", "light", "dark")

_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


@dataclass(slots=True)
class Visitor:
    """One request of one person. `now` is the time at which the page is made."""

    browser: Browser
    session: Session | None
    call: Caller
    proof: str
    path: str
    now: datetime
    language: str
    theme: str
    zone: ZoneInfo
    tickets: Tickets = field(repr=False)
    page: str = "/"
    """Where the visitor comes back to: this page, or the one that a form was posted from."""

    query: dict[str, str] = field(default_factory=dict)

    @property
    def language_tag(self) -> str:
        """Return the language as HTML names it."""
        return words.tag(self.language)

    @property
    def owner(self) -> str:
        """Return who owns the drafts of this visitor."""
        return self.session.account_id if self.session else owner_of(self.browser)

    def waits_for(self, *subjects: str) -> str | None:
        """Return the ticket of a live page that is about these, or `None` if nobody is logged in."""
        return self.tickets.issue(self.session.id, subjects, self.now) if self.session else None

    def go(self, path: str) -> Response:
        """Return a redirect to a page of this site, to be fetched by GET."""
        response = RedirectResponse(own_path(path), status_code=303)
        self.browser.mark(response)
        return response


def owner_of(browser: Browser) -> str:
    return "browser:" + hashlib.sha256(browser.value.encode()).hexdigest()


def own_path(path: str | None) -> str:
    """Return the path if it is one of this site, or the start page: nobody is led elsewhere."""
    return path if path is not None and _OWN_PATH.fullmatch(path) else "/"


class Visits:
    """Finds out who asks, and keeps the tokens of the API fresh."""

    def __init__(
        self,
        sessions: Sessions,
        drafts: Drafts,
        gateway: Gateway,
        sealer: Sealer,
        clock: Clock,
        policy: WebPolicy,
    ) -> None:
        self.drafts = drafts
        self.sessions = sessions
        self._gateway = gateway
        self._sealer = sealer
        self.tickets = Tickets(sealer)
        self._clock = clock
        self._policy = policy

    async def visitor(self, request: Request) -> Visitor:
        """Return who asks, with an access token that lasts for this page."""
        browser = Browser.of(request)
        session = None if browser.is_new else await self.sessions.of(browser.value)
        visitor = self._made(request, browser, session)
        if session is not None:
            await self._freshen(visitor, session, request)
        return visitor

    def stranger(self, request: Request) -> Visitor:
        """Return who asks without looking for a session, which may be away."""
        return self._made(request, Browser.of(request), None)

    def _made(self, request: Request, browser: Browser, session: Session | None) -> Visitor:
        language = words.wanted(
            request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", "")
        )
        theme = request.cookies.get(THEME_COOKIE, "system")
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return Visitor(
            browser=browser,
            session=session,
            call=self._gateway.caller(self._asking(request, session, language)),
            proof=self._sealer.proof(browser.value),
            path=path,
            page=path,
            now=self._clock.now(),
            language=language,
            theme=theme if theme in THEMES else "system",
            tickets=self.tickets,
            zone=formats.zone_of(unquote(request.cookies.get(ZONE_COOKIE, ""))),
            query=dict(request.query_params),
        )

    def proves(self, token: str, visitor: Visitor) -> bool:
        """Return whether a form was shown to this browser by us."""
        return self._sealer.proves(token, visitor.browser.value)

    async def log_in(self, visitor: Visitor, pair: views.TokenPair, request: Request) -> None:
        """Begin a session for this browser, with a value that nobody has seen before."""
        before = owner_of(visitor.browser)
        if visitor.session is not None:
            await self.sessions.end(visitor.session)
        tokens = self._tokens(pair)
        asking = Asking(self._address(request), request.scope["request_id"], tokens.access, visitor.language)
        me = await self._gateway.caller(asking)(calls.ME)
        visitor.browser.renew()
        visitor.session = await self.sessions.begin(visitor.browser.value, tokens, me.model_dump())
        if (draft := visitor.query.get("draft")) is not None:
            await self.drafts.adopt(draft, before, me.account_id)

    async def log_out(self, visitor: Visitor) -> None:
        """End the session here, and at the API."""
        if visitor.session is None:
            return
        await self.sessions.end(visitor.session)
        with suppress(LoggedOut, Away):  # it ends by itself; nobody holds its tokens any more
            await visitor.call(calls.LOG_OUT)
        visitor.session = None
        visitor.browser.renew()

    async def refresh(self, visitor: Visitor, request: Request) -> None:
        """Get new tokens now, since what the person may do has changed."""
        if visitor.session is not None:
            await self._renew(visitor, visitor.session, request)

    async def _freshen(self, visitor: Visitor, session: Session, request: Request) -> None:
        if session.tokens.until - self._clock.now() > self._policy.refreshed_before:
            if not _came_by_itself(request):
                await self.sessions.touch(session)
            return
        await self._renew(visitor, session, request)

    async def _renew(self, visitor: Visitor, session: Session, request: Request) -> None:
        anyone = self._gateway.caller(
            Asking(self._address(request), request.scope["request_id"], language=visitor.language)
        )
        try:
            tokens = self._tokens(await anyone(calls.REFRESH, {"refresh_token": session.tokens.refresh}))
            asking = Asking(
                self._address(request), request.scope["request_id"], tokens.access, visitor.language
            )
            visitor.call = self._gateway.caller(asking)
            me = await visitor.call(calls.ME)
            until = session.until if _came_by_itself(request) else None
            visitor.session = await self.sessions.renew(session, tokens, me.model_dump(), until)
        except LoggedOut:
            await self.end(visitor)
        except Away:
            if session.tokens.until <= self._clock.now():
                raise

    async def end(self, visitor: Visitor) -> None:
        """End a session that the API does not know any more."""
        if visitor.session is not None:
            await self.sessions.end(visitor.session)
        visitor.session = None

    def _asking(self, request: Request, session: Session | None, language: str) -> Asking:
        token = session.tokens.access if session else None
        return Asking(self._address(request), request.scope["request_id"], token, language)

    def _address(self, request: Request) -> str:
        return request.client.host if request.client else "unknown"

    def _tokens(self, pair: views.TokenPair) -> Tokens:
        until = self._clock.now() + timedelta(seconds=pair.expires_in)
        return Tokens(pair.access_token, pair.refresh_token, until)


def _came_by_itself(request: Request) -> bool:
    return BY_ITSELF in request.headers


async def current_visitor(request: Request) -> Visitor:
    """Return who asks; found out once for each request."""
    known: Visitor | None = getattr(request.state, "visitor", None)
    if known is None:
        visits: Visits = request.app.state.visits
        known = request.state.visitor = await visits.visitor(request)
    return known


CurrentVisitor = Annotated[Visitor, Depends(current_visitor)]
