"""Posts from other sites are refused, and every answer has its security headers."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from foothold_web.policy import WebPolicy
from foothold_web.visiting import CurrentVisitor, Visits, own_path

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PROOF_FIELD = "proof"
KEY_FIELD = "key"
PAGE_FIELD = "page"

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}

HEADERS = {
    "content-security-policy": "; ".join(f"{name} {source}" for name, source in POLICY.items()),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class NotFromHere(Exception):
    """A form was posted that this site did not show to this browser."""


class SecurityHeaders:
    """Adds the headers to every answer of the pages."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
            await send(message)

        await self._app(scope, receive, sent if scope["type"] == "http" else send)


class Posted(dict[str, list[str]]):
    """The fields of a posted form. `key` names the command: posted twice it happens once. `page` is where it stood."""

    key: str | None = None
    proof: str = ""
    page: str = "/"

    def text(self, name: str) -> str:
        return self[name][-1] if self.get(name) else ""


async def guard(request: Request, visitor: CurrentVisitor) -> None:
    """Refuse unsafe requests of other sites: by the browser's own word where it gives one, and by the form's proof.

    Raises:
        NotFromHere: it comes from another site, or from a form that was not shown to this browser.
    """
    if request.method in SAFE:
        return
    if not _is_same_origin(request):
        raise NotFromHere
    request.state.posted = posted = await posted_form(request)
    visits: Visits = request.app.state.visits
    if not visits.proves(posted.proof, visitor):
        raise NotFromHere
    visitor.page = own_path(posted.page)


def _is_same_origin(request: Request) -> bool:
    """Return what the browser says of where the request comes from (Fetch metadata; older ones send Origin only)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")


async def posted_form(request: Request) -> Posted:
    """Return the fields of the form; they are read once for each request."""
    known: Posted | None = getattr(request.state, "posted", None)
    if known is not None:
        return known
    policy: WebPolicy = request.app.state.policy
    posted = Posted()
    async with request.form(max_files=0, max_fields=policy.form_fields) as form:
        for name, value in form.multi_items():
            if isinstance(value, str):
                posted.setdefault(name, []).append(value)
    posted.proof = posted.pop(PROOF_FIELD, [""])[-1]
    posted.key = posted.pop(KEY_FIELD, [""])[-1] or None
    posted.page = posted.pop(PAGE_FIELD, [request.url.path])[-1]
    return posted


PostedForm = Annotated[Posted, Depends(posted_form)]
Guarded = Depends(guard)
