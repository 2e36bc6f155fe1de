"""HTTP as every service speaks it: request bodies, pages, commands with idempotency keys, the app itself."""

import base64
import hashlib
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, Protocol, TypeVar

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.telemetry import TelemetryConfig
from pydantic import BaseModel, ConfigDict

from foothold_chassis import problems
from foothold_chassis.auth import OptionalPrincipal
from foothold_chassis.causes import Command
from foothold_chassis.errors import Invalid
from foothold_chassis.keyring import Keyring
from foothold_chassis.requests import RequestContext

MAX_PAGE = 200
DEFAULT_PAGE = 50
MAX_KEY_CHARACTERS = 255

_KEY = re.compile(rf"^[\x21-\x7e]{{1,{MAX_KEY_CHARACTERS}}}$")
_CURSOR_ID = re.compile(r"^[A-Za-z0-9_:.-]{1,200}$")

T = TypeVar("T")
V = TypeVar("V")


class RequestBody(BaseModel):
    """Base of every request body: a field it does not know is an error, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def written_date(value: object) -> object:
    """Take a date only as it is written: a number would be read as seconds since 1970."""
    if not isinstance(value, str):
        raise ValueError("expected a date such as 2026-06-08")  # noqa: TRY004 - pydantic makes it a field error
    return value


class Page(BaseModel, Generic[T]):
    """One page of a list; `next` is the cursor of the following one, or null."""

    items: list[T]
    next: str | None


class Identified(Protocol):
    @property
    def id(self) -> str: ...


I = TypeVar("I", bound=Identified)  # noqa: E741 - a type variable


@dataclass(frozen=True, slots=True)
class PageRequest:
    """`?limit=&cursor=` as asked: at most `limit` items after the id `after`."""

    limit: int
    after: str | None

    def of(self, found: Sequence[I], view: Callable[[I], V]) -> Page[V]:
        """Make the page of what was found for this request."""
        more = len(found) == self.limit
        return Page(items=[view(item) for item in found], next=_cursor(found[-1].id) if more else None)


async def _page(
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = DEFAULT_PAGE,
    cursor: Annotated[str | None, Query()] = None,
) -> PageRequest:
    return PageRequest(limit, None if cursor is None else _after(cursor))


CurrentPage = Annotated[PageRequest, Depends(_page)]


def _cursor(last_id: str) -> str:
    return base64.urlsafe_b64encode(last_id.encode()).decode().rstrip("=")


def _after(cursor: str) -> str:
    try:
        last_id = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:
        last_id = ""
    if not _CURSOR_ID.match(last_id):
        raise Invalid(
            "This cursor was not given by a list of this platform; leave it out to begin at the start.",
            code="cursor_unknown",
            errors=[{"field": "cursor", "value": cursor[:100], "message": "Use `next` of the page before."}],
        )
    return last_id


async def _command(request: Request, principal: OptionalPrincipal) -> Command:
    key = request.headers.get("idempotency-key")
    if key is not None and not _KEY.match(key):
        raise Invalid(
            "The Idempotency-Key must be 1 to 255 visible ASCII characters.",
            code="idempotency_key_malformed",
            errors=[{"field": "Idempotency-Key", "value": key[:100], "message": "Use a UUID."}],
        )
    account = principal.account_id if principal else "nobody"
    unique = key or secrets.token_hex(16)
    digest = hashlib.sha256(f"{account}\n{request.method}\n{request.url.path}\n{unique}".encode())
    return Command(
        id=f"cmd_{digest.hexdigest()[:32]}",
        correlation=request.scope["correlation_id"],
    )


CurrentCommand = Annotated[Command, Depends(_command)]
"""The command that this request is. Its id comes from account, method, path and `Idempotency-Key`, so a retry is the
same command; without a key each request is one of its own."""


def derive_id(prefix: str, command: Command) -> str:
    """Give the id of what this command creates: the same for its retries."""
    return f"{prefix}_{hashlib.sha256(command.id.encode()).hexdigest()[:24]}"


def make_app(
    name: str,
    routers: Sequence[APIRouter],
    keyring: Keyring,
    *,
    max_body_bytes: int,
    faces_the_public: bool = False,
) -> FastAPI:
    """Make the app that answers with these routes. One that `faces_the_public` begins the traces of its requests."""
    # its own spans would hold query strings, and its log records what people sent
    silent: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
    app = FastAPI(title=f"Foothold {name}", version="1", docs_url=None, redoc_url=None, telemetry=silent)
    app.state.keyring = keyring  # where `CurrentPrincipal` finds it
    problems.install(app)
    for router in routers:
        app.include_router(router)
    app.add_middleware(RequestContext, max_body_bytes=max_body_bytes, faces_the_public=faces_the_public)
    return app
