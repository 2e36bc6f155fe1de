"""What the tabs of the console share: whom each is for, and how several services are looked at side by side."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar, get_args

from fastapi import Depends, Response

from foothold_web.access import NoSuchPage, operator
from foothold_web.forms import Filled
from foothold_web.gateway.calls import Call, Service
from foothold_web.gateway.views import Page, View
from foothold_web.pages import paths
from foothold_web.pages.lists import A_PAGE
from foothold_web.pages.parts import NAMES, Part, part
from foothold_web.ui.navigation import Entry
from foothold_web.ui.rendering import Pages
from foothold_web.ui.words import later as _n
from foothold_web.ui.words import translated
from foothold_web.visiting import Visitor

V = TypeVar("V", bound=View)

SERVICES = tuple(name for name in get_args(Service) if name != "gateway")

Operator = Annotated[Visitor, Depends(operator())]
OfTrust = Annotated[Visitor, Depends(operator("trust"))]
OfSystem = Annotated[Visitor, Depends(operator("system"))]
OfMoney = Annotated[Visitor, Depends(operator("money"))]

TABS = (
    ("trust", _n("To verify"), "/operations/organizations"),
    ("system", _n("Stuck"), "/operations/work"),
    ("system", _n("Parked"), "/operations/parked"),
    ("system", _n("Frozen"), "/operations/frozen"),
    ("money", _n("Money"), "/operations/money"),
    ("system", _n("Action log"), "/operations/actions"),
)
"""The scope that each is for, its label and its path."""


def tabs(visitor: Visitor) -> list[Entry]:
    """Return the tabs of the scopes that the visitor holds."""
    held = visitor.session.scopes if visitor.session else []
    page = visitor.page.partition("?")[0]
    return [
        Entry(translated(label), href, page == href or page.startswith(f"{href}/"))
        for scope, label, href in TABS
        if scope in held
    ]


def known_service(service: str) -> str:
    """Return the service in the path.

    Raises:
        NoSuchPage: there is no such service.
    """
    if service not in SERVICES:
        raise NoSuchPage
    return service


KnownService = Annotated[str, Depends(known_service)]


async def of_each(visitor: Visitor, call: Call[V]) -> dict[str, Part[V]]:
    """Make a call to each service side by side; one that is away takes only its own part."""
    found = await asyncio.gather(*(part(visitor.call(call, service=service)) for service in SERVICES))
    return dict(zip(SERVICES, found, strict=True))


@dataclass(frozen=True, slots=True)
class Listed(Generic[V]):
    """A page of one service's list. `more` leads to the next one, if there is one."""

    service: str
    found: Part[Page[V]]
    cursor: str | None
    more: str

    @property
    def name(self) -> str:
        return NAMES[self.service]

    @property
    def items(self) -> list[V]:
        return self.found().items if self.found else []


async def lists(visitor: Visitor, call: Call[Page[V]], path: str) -> list[Listed[V]]:
    """Return the list of each service side by side, or the page of one service that the address names."""
    named = visitor.query.get("service", "")
    cursor = visitor.query.get("cursor") if named in SERVICES else None
    services = [named] if named in SERVICES else list(SERVICES)
    query = {"limit": A_PAGE, "cursor": cursor}
    found = await asyncio.gather(
        *(part(visitor.call(call, query=query, service=service)) for service in services)
    )
    return [
        Listed(service, each, cursor, _more(path, service, each))
        for service, each in zip(services, found, strict=True)
    ]


def _more(path: str, service: str, found: Part[Page[V]]) -> str:
    following = found().next if found else None
    return paths.with_query(path, service=service, cursor=following) if following else ""


def gone(
    pages: Pages, visitor: Visitor, filled: Filled, *, service: str, subject: str, back: str
) -> Response:
    """Return the page that says that what was to be decided is not there any more."""
    status = 409 if filled.is_wrong else 200
    return pages.show(
        visitor, "operations/gone.html", status=status, subject=subject, service=service, back=back
    )
