"""Signing up, logging in and out, and what a browser remembers of its reader."""

from collections.abc import Mapping
from typing import Annotated
from zoneinfo import available_timezones

from fastapi import APIRouter, Query, Request, Response

from foothold_web.access import Anyone
from foothold_web.forms import Choice, Email, Filled, Form, Secret, Text
from foothold_web.gateway import Refused, calls
from foothold_web.guarding import PostedForm
from foothold_web.pages import paths
from foothold_web.ui import words
from foothold_web.ui.rendering import Pages
from foothold_web.ui.words import later as _n
from foothold_web.visiting import LANGUAGE_COOKIE, THEME_COOKIE, ZONE_COOKIE, Visitor, Visits

HOME = "/home"
A_YEAR_SECONDS = 365 * 24 * 3600

LOG_IN = Form(
    (
        Email(name="email", label=_n("Email"), autocomplete="username"),
        Secret(name="password", label=_n("Password"), autocomplete="current-password"),
    )
)
SIGN_UP = Form(
    (
        Text(name="name", label=_n("Your name"), autocomplete="name"),
        Email(
            name="email",
            label=_n("Email"),
            hint=_n("We write to it when it is your turn, and for nothing else."),
            autocomplete="username",
        ),
        Secret(
            name="password",
            label=_n("Password"),
            hint=_n("At least 12 characters. A sentence is good; you can paste it from a password manager."),
            autocomplete="new-password",
        ),
    )
)
PREFERENCES = Form(
    (
        Choice(name="language", label=_n("Language"), choices=tuple(words.LANGUAGES.items())),
        Choice(
            name="theme",
            label=_n("Colours"),
            choices=(("system", _n("As this device")), ("light", _n("Light")), ("dark", _n("Dark"))),
        ),
        Choice(
            name="zone",
            label=_n("Time zone"),
            hint=_n("Every time on every page is shown in it."),
            choices=tuple((name, name.replace("_", " ")) for name in sorted(available_timezones())),
        ),
    )
)
COOKIES = {"language": LANGUAGE_COOKIE, "theme": THEME_COOKIE, "zone": ZONE_COOKIE}

Next = Annotated[str | None, Query()]


def routes(pages: Pages) -> APIRouter:
    router = APIRouter()
    router.include_router(session_routes(pages))
    router.include_router(sign_up_routes(pages))
    router.include_router(preference_routes(pages))
    return router


def session_routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    def show(visitor: Visitor, filled: Filled, next: str | None) -> Response:
        return pages.show(
            visitor,
            "account/log_in.html",
            status=422 if filled.is_wrong else 200,
            filled=filled,
            leads_back=bool(next) and "said" not in visitor.query,
            sign_up=paths.with_query("/sign-up", next=next),
        )

    @router.get("/log-in")
    async def log_in_form(visitor: Anyone, next: Next = None) -> Response:
        if visitor.session is not None:
            return visitor.go(next or HOME)
        return show(visitor, LOG_IN.blank(), next)

    @router.post("/log-in")
    async def log_in(visitor: Anyone, posted: PostedForm, request: Request, next: Next = None) -> Response:
        filled = LOG_IN.read(posted)
        if not filled.is_wrong:
            try:
                pair = await visitor.call(calls.LOG_IN, filled.body)
            except Refused as refused:
                filled = filled.refused(refused.problem)
            else:
                visits: Visits = request.app.state.visits
                await visits.log_in(visitor, pair, request)
                return visitor.go(next or HOME)
        return show(visitor, filled, next)

    @router.post("/log-out")
    async def log_out(visitor: Anyone, request: Request) -> Response:
        visits: Visits = request.app.state.visits
        await visits.log_out(visitor)
        return visitor.go("/?said=logged-out")

    return router


def sign_up_routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get("/sign-up")
    async def sign_up_form(visitor: Anyone) -> Response:
        return pages.show(visitor, "account/sign_up.html", filled=SIGN_UP.blank())

    @router.post("/sign-up")
    async def sign_up(visitor: Anyone, posted: PostedForm, next: Next = None) -> Response:
        filled = SIGN_UP.read(posted)
        if not filled.is_wrong:
            try:
                await visitor.call(calls.REGISTER, filled.body, key=posted.key)
            except Refused as refused:
                filled = filled.refused(refused.problem)
            else:
                return visitor.go(paths.with_query("/log-in", next=next, said="registered"))
        return pages.show(visitor, "account/sign_up.html", status=422, filled=filled)

    return router


def preference_routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get("/preferences")
    async def preferences_form(visitor: Anyone) -> Response:
        known = {"language": visitor.language_tag, "theme": visitor.theme, "zone": visitor.zone.key}
        return pages.show(visitor, "account/preferences.html", filled=PREFERENCES.of(known))

    @router.post("/preferences")
    async def preferences(visitor: Anyone, posted: PostedForm, next: Next = None) -> Response:
        filled = PREFERENCES.read(posted)
        if filled.is_wrong:
            return pages.show(visitor, "account/preferences.html", status=422, filled=filled)
        response = visitor.go(next or "/")
        remember(response, filled.body)
        return response

    return router


def remember(response: Response, chosen: Mapping[str, str]) -> None:
    """Set the cookies of these choices. The zone's cookie is one that the script may set too."""
    for name, value in chosen.items():
        response.set_cookie(
            COOKIES[name],
            value,
            max_age=A_YEAR_SECONDS,
            secure=True,
            httponly=name != "zone",
            samesite="lax",
        )
