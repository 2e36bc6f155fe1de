"""When a loop that searches the database may rest: it found nothing, and nothing has been written since."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from foothold_chassis.clock import Clock

LastWrite = Callable[[], object | None]
"""Returns what names the last durable write to the database, whoever made it; `None` if it is not known."""

_NEVER_BEGAN = datetime.min.replace(tzinfo=UTC)


def unknown() -> None:
    """Return that the last write is not known: then no loop rests."""


class Rest:
    """The rest of one loop. It begins in a round after which nothing was written until the next one, so that
    a busy database is asked nothing more. It ends with the next write, at a moment, or by `end`."""

    def __init__(self, last_write: LastWrite, clock: Clock) -> None:
        self._last_write = last_write
        self._clock = clock
        self._seen: object | None = None
        self._since: object | None = None
        self._until: datetime | None = _NEVER_BEGAN

    @property
    def holds(self) -> bool:
        """Whether a search now would find nothing either."""
        if self._since is None or self._since != self._last_write():
            return False
        return self._until is None or self._clock.now() < self._until

    def mark(self) -> object | None:
        """Return the last write before a search."""
        return self._last_write()

    async def after(self, before: object | None, find_next: Callable[[], Awaitable[datetime | None]]) -> None:
        """Begin to rest after a search, unless something was written since the one before.

        `find_next` returns the moment when there will be something to find without a write; `None` if there is none.
        """
        is_still = before is not None and before == self._seen
        self._seen = before
        if is_still:
            # before it is looked for, so that an `end` meanwhile counts
            self._since, self._until = before, _NEVER_BEGAN
            self._until = await find_next()

    def end(self) -> None:
        """Search again: this process just made something to be found."""
        self._since = None
