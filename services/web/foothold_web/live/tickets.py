"""What a page may wait for: sealed into the page when it was shown to a session, since it had loaded it then."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from foothold_web.sessions import Sealer


@dataclass(frozen=True, slots=True)
class Ticket:
    """The session that a page was shown to, what the page was about, and when it was made."""

    session_id: str
    subjects: tuple[str, ...]
    since: datetime


class Tickets:
    """Seals tickets. Any replica can read them, so a page may wait at another one than made it."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def issue(self, session_id: str, subjects: Iterable[str], now: datetime) -> str:
        return self._sealer.seal(json.dumps(["live", session_id, sorted(subjects), now.isoformat()])).decode()

    def read(self, ticket: str) -> Ticket | None:
        """Return what a ticket says, or `None` if we did not issue it."""
        if (text := self._sealer.open(ticket.encode())) is None:
            return None
        match _content(text):
            case ["live", str(session_id), list(subjects), str(since)]:
                return Ticket(session_id, tuple(map(str, subjects)), datetime.fromisoformat(since))
            case _:
                return None  # a token of the API is sealed by the same key


def _content(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None
