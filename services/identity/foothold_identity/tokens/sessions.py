"""Starting, continuing and ending sessions."""

from datetime import datetime, timedelta

from foothold_chassis.clock import Clock, SystemClock
from foothold_chassis.errors import NotFound
from foothold_chassis.store import Store
from foothold_chassis.web import Keyring
from foothold_events.envelope import Event
from foothold_events.identity import SessionEndCause
from foothold_identity.policy import IdentityPolicy
from foothold_identity.tokens.refresh_token import RefreshToken
from foothold_identity.tokens.session import Session

IN_FLIGHT = timedelta(minutes=1)
"""A token may be signed so long after its session was read, and by a clock that is a little ahead."""


class Sessions:
    """Each login has a session. The stream tells of one that was ended, so that its access tokens end everywhere."""

    def __init__(self, store: Store[Session], keyring: Keyring, policy: IdentityPolicy, clock: Clock) -> None:
        self._store = store
        self._keyring = keyring
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

    async def refresh(self, text: str) -> tuple[Session, RefreshToken] | None:
        """Use a refresh token up, and return its session with the next token; None if it is not valid (any more)."""
        presented = RefreshToken.parse(text)
        if presented is None:
            return None
        following = presented.next()
        try:
            session = await self._store.change(
                presented.session_id,
                lambda found, now: found.rotate(presented, following, now, self._run_out_at()),
            )
        except NotFound:
            return None
        self._hear(session)
        return (session, following) if session.accepts(following, self._clock.now()) else None

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

    def _hear(self, session: Session) -> None:
        """Refuse the tokens of an ended session in this process at once: its event comes round a little later."""
        if session.revoked_at is not None:
            self._keyring.ended.add(session.id, self._run_out_at())

    def _run_out_at(self) -> datetime:
        """Return until when a token that was signed by now may be valid, by the real clock."""
        longest = max(self._policy.access_token_life, self._policy.operator_token_life)
        return self._real.now() + longest + IN_FLIGHT
