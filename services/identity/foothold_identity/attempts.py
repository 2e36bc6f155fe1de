"""Attempts within a moving window.

Each process counts in its own memory, so n replicas allow n times as much. It is our own because `limits` has no notion
of attempts that are still running, and remembers as many keys as its callers invent.
"""

import math
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from foothold_chassis.clock import Clock
from foothold_chassis.errors import TooManyRequests

MOST_KEYS = 50_000
"""Those whose last attempt is longest ago are forgotten first; more of them would have to come in one window."""


class Attempts:
    """Counts for each key, such as an account or an address, the attempts in the window that ends now."""

    def __init__(self, at_most: int, window: timedelta, clock: Clock, *, code: str) -> None:
        self._at_most = at_most
        self._window = window
        self._clock = clock
        self._code = code
        self._made: OrderedDict[str, list[datetime]] = OrderedDict()
        self._running: Counter[str] = Counter()

    def count(self, key: str) -> int:
        """Return how many attempts were added in the window, up to the maximum."""
        return len(self._recent(key))

    def add(self, key: str) -> None:
        """Count an attempt that was made now."""
        self._made[key] = [*self._recent(key), self._clock.now()][-self._at_most :]
        self._made.move_to_end(key)
        self._forget_old()

    def take(self, key: str) -> None:
        """Count an attempt that is made now.

        Raises:
            TooManyRequests: the maximum has been reached; with the seconds until the oldest attempt leaves the window.
        """
        self._must_be_free(key)
        self.add(key)

    @contextmanager
    def running(self, key: str) -> Iterator[None]:
        """Count an attempt as made while it runs, so that those at the same time cannot pass the limit together.

        Raises:
            TooManyRequests: the maximum has been reached; with the seconds until another attempt may begin.
        """
        self._must_be_free(key)
        self._running[key] += 1
        try:
            yield
        finally:
            self._running[key] -= 1
            if not self._running[key]:
                del self._running[key]

    def forget(self, key: str) -> None:
        """Begin to count anew."""
        self._made.pop(key, None)

    def _must_be_free(self, key: str) -> None:
        recent = self._recent(key)
        if len(recent) + self._running[key] < self._at_most:
            return
        # if those that run are what fills it, they end within a moment
        full = len(recent) >= self._at_most
        opens_in = recent[0] + self._window - self._clock.now() if full else timedelta(seconds=1)
        seconds = max(1, math.ceil(opens_in.total_seconds()))
        raise TooManyRequests(
            f"Too many attempts; try again in {seconds} s.", code=self._code, retry_after=seconds
        )

    def _recent(self, key: str) -> list[datetime]:
        begins = self._clock.now() - self._window
        return [moment for moment in self._made.get(key, ()) if moment > begins]

    def _forget_old(self) -> None:
        begins = self._clock.now() - self._window
        while len(self._made) > MOST_KEYS or next(iter(self._made.values()))[-1] <= begins:
            self._made.popitem(last=False)
