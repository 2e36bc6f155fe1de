"""The sessions that were ended before their time, from identity's topic. Their access tokens are refused."""

from collections import OrderedDict
from datetime import UTC, datetime

SESSIONS_KEPT = 100_000
"""Some 20 MB: 100 log-outs a second for the 16 minutes that a session is kept. Beyond it those that ended first are
forgotten, whose tokens run out first."""


class EndedSessions:
    """Knows the sessions that have ended, in memory, until the last of their tokens has run out.

    It goes by the real clock, as tokens do.
    """

    def __init__(self) -> None:
        self._until: OrderedDict[str, datetime] = OrderedDict()

    def __contains__(self, session_id: str) -> bool:
        return session_id in self._until

    def __len__(self) -> int:
        self._forget(datetime.now(UTC))
        return len(self._until)

    def add(self, session_id: str, until: datetime) -> None:
        """Refuse the tokens of this session from now on. All of them have run out by `until` (UTC)."""
        now = datetime.now(UTC)
        if until <= now or session_id in self._until:
            return
        self._forget(now)
        if len(self._until) >= SESSIONS_KEPT:
            self._until.popitem(last=False)
        self._until[session_id] = until

    def _forget(self, now: datetime) -> None:
        """Forget those that have run out. They came nearly in the order in which they run out."""
        while self._until:
            first, until = next(iter(self._until.items()))
            if until > now:
                return
            del self._until[first]
