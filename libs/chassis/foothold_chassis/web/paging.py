"""Lists by page: `?limit=&cursor=`, and `{items, next}` as the answer."""

import base64
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, Protocol, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, BeforeValidator, Field

from foothold_chassis.errors import Invalid
from foothold_chassis.web.fields.numbers import written_number
from foothold_chassis.web.refusals import refuses

MAX_PAGE = 200
DEFAULT_PAGE = 50

_CURSOR_ID = re.compile(r"^[A-Za-z0-9_:.-]{1,200}$")

Limit = Annotated[int, Field(ge=1, le=MAX_PAGE), BeforeValidator(written_number)]
"""How many items a page has, in digits alone. The bounds stand before the validator, since pydantic describes only
those."""

Cursor = Annotated[str, Field(description="`next` of the page before")]
"""Where a page begins. `_after` checks what it says."""

T = TypeVar("T")
V = TypeVar("V")


class Page(BaseModel, Generic[T]):
    """One page of a list; `next` is the cursor of the following one, or null."""

    items: list[T]
    next: str | None


class Identified(Protocol):
    @property
    def id(self) -> str: ...


I = TypeVar("I", bound=Identified)  # noqa: E741 - a type variable
I_co = TypeVar("I_co", bound=Identified, covariant=True)


class Find(Protocol[I_co]):
    """What returns the items after an id in the order of their ids, `Store.find` for one."""

    async def __call__(self, *, after: str | None, limit: int) -> Sequence[I_co]: ...


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The page that a request asks for: at most `limit` items after the id `after`."""

    limit: int
    after: str | None

    async def of(self, find: Find[I], view: Callable[[I], V]) -> Page[V]:
        """Find the items of this page, and return them as `view` shows them.

        It asks for one more than the page holds. Only that one tells a last full page from any other.
        """
        found = await find(after=self.after, limit=self.limit + 1)
        shown = found[: self.limit]
        more = len(found) > self.limit
        return Page(items=[view(item) for item in shown], next=_cursor(shown[-1].id) if more else None)


@refuses(Invalid, "cursor_unknown")
async def _page(
    limit: Annotated[Limit, Query()] = DEFAULT_PAGE,
    cursor: Annotated[Cursor | None, Query()] = None,
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
            "This cursor is not from a list of this platform; leave it out to begin at the start.",
            code="cursor_unknown",
            errors=[{"field": "cursor", "value": cursor[:100], "message": "Use `next` of the page before."}],
        )
    return last_id
