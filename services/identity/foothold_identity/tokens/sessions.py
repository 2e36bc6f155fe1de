"""Starting, continuing and ending sessions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from foothold_chassis.clock import Clock, SystemClock
from foothold_chassis.errors import NotFound
from foothold_chassis.store import Store
from foothold_chassis.web import Keyring
from foothold_events.envelope import Event
from foothold_events.identity import SessionEndCause
from foothold_identity.policy import IdentityPolicy
from foothold_identity.tokens.refresh_token import RefreshToken, Succession
from foothold_identity.tokens.session import MOST_USED, Session

IN_FLIGHT = timedelta(minutes=1)
"""A token may be signed so long after its session was read, and by a clock that is a little ahead."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh token was exchanged for: the next one, and when (UTC) the access token beside it is signed."""

    account_id: str
    token: RefreshToken
    signed_at: datetime


class Sessions:
    """Each login has a session. The stream tells of one that was ended, so that its access tokens end everywhere."""

    def __init__(
        self,
        store: Store[Session],
        keyring: Keyring,
        succession: Succession,
        policy: IdentityPolicy,
        clock: Clock,
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._succession = succession
        self._policy = policy
        self._clock = clock
        self._real = SystemClock()

    async def start(self, account_id: str) -> RefreshToken:
        """Start a session, and return its first token."""
        token = RefreshToken.first()

        def start(now: datetime) -> tuple[Session, list[Event]]:
            return Session.start(token, account_id, now, expires_at=now + self._policy.session_life), []

        await self._store.create(token.session_id, start)
        return token

    async def refresh(self, text: str) -> Refreshed | None:
        """Use a refresh token; None if it is not valid (any more).

        Calls at the same time get the same answer: one of them replaces the token, the others come within the grace.
        """
        presented = RefreshToken.parse(text)
        if presented is None:
            return None
        following = self._succession.after(presented)
        try:
            session = await self._store.change(
                presented.session_id, lambda found, now: self._rotate(found, presented, following, now)
            )
        except NotFound:
            return None
        self._hear(session)
        for _ in range(MOST_USED):
            if session.accepts(following, self._clock.now()):
                return Refreshed(session.account_id, following, session.used[-1].signed_at)
            # the presented token was used within the grace, and so was the one that replaced it
            following = self._succession.after(following)
        return None

    async def end(self, session_id: str, cause: SessionEndCause) -> None:
        """End a session with its access tokens. A session that has ended stays as it is."""
        self._hear(
            await self._store.change(session_id, lambda found, now: found.end(cause, now, self._run_out_at()))
        )

    async def end_all(self, account_id: str, cause: SessionEndCause) -> None:
        """End all sessions of an account, with their access tokens."""
        async for session in self._store.each({"account_id": account_id}):
            if session.revoked_at is None:
                await self.end(session.id, cause)

    def _rotate(
        self, session: Session, presented: RefreshToken, following: RefreshToken, now: datetime
    ) -> list[Event]:
        return session.rotate(
            presented,
            following,
            now,
            signed_at=self._real.now(),
            grace=self._policy.refresh_grace,
            runs_out_at=self._run_out_at(),
        )

    def _hear(self, session: Session) -> None:
        """Refuse the tokens of an ended session in this process at once: its event comes round a little later."""
        if session.revoked_at is not None:
            self._keyring.ended.add(session.id, self._run_out_at())

    def _run_out_at(self) -> datetime:
        """Return until when a token that was signed by now may be valid, by the real clock."""
        longest = max(self._policy.access_token_life, self._policy.operator_token_life)
        return self._real.now() + longest + IN_FLIGHT
