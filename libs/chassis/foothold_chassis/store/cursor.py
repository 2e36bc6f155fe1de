"""Loops over everything that is found, page by page."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

PAGE = 100


async def pages_by_cursor(
    page: Callable[[str | None], Awaitable[Sequence[T]]], key: Callable[[T], str]
) -> AsyncIterator[Sequence[T]]:
    """Iterate over all pages; `page(after)` returns the one behind the key `after`, ordered by key.

    The cursor only moves on, so no item comes twice, and the loop ends whatever its body does to the items. A loop
    that finds its first page again and again never ends when one item stays as it is.
    """
    after: str | None = None
    while found := await page(after):
        yield found
        after = key(found[-1])


async def by_cursor(
    page: Callable[[str | None], Awaitable[Sequence[T]]], key: Callable[[T], str]
) -> AsyncIterator[T]:
    """Iterate over the items of all pages."""
    async for found in pages_by_cursor(page, key):
        for item in found:
            yield item
