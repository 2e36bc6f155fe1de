"""Lists of the API, a page at a time, and one item of them."""

from collections.abc import Callable
from typing import TypeVar

from foothold_web.gateway.calls import Call
from foothold_web.gateway.views import Page, View
from foothold_web.visiting import Visitor

V = TypeVar("V", bound=View)

A_PAGE = "50"


def asked(visitor: Visitor) -> dict[str, str | None]:
    """Return the query for the page of a list that the address names by its cursor."""
    return {"limit": A_PAGE, "cursor": visitor.query.get("cursor")}


async def one_of(
    visitor: Visitor, call: Call[Page[V]], is_it: Callable[[V], bool], **segments: str
) -> V | None:
    """Return the item of a list that a page is about, or nothing if it is not there any more.

    A link to it carries the cursor of the page of the list that it stood on.
    """
    page = await visitor.call(call, query=asked(visitor), **segments)
    return next((item for item in page.items if is_it(item)), None)
