"""The session: one login, and the family of refresh tokens that descends from it."""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Self

from pydantic import AwareDatetime, Field

from foothold_chassis.aggregate import Aggregate
from foothold_events.envelope import Event
from foothold_events.identity import SessionEndCause, SessionEnded
from foothold_events.values import AccountId, Value
from foothold_identity.tokens.refresh_token import RefreshToken

MOST_USED = 8
"""How many used tokens are remembered within the grace. An older one counts as used long ago."""


class UsedToken(Value):
    """A token that was replaced a moment ago."""

    secret_hash: str
    at: AwareDatetime
    signed_at: AwareDatetime
    """When the access token was signed that was answered: of the real clock, by which access tokens are checked."""


class Session(Aggregate):
    """Keeps only hashes of its secrets. It ends when it is revoked, or at `expires_at`.

    Nobody waits for its end, so no deadline wakes it: every use of a token asks whether the session has ended.
    """

    account_id: AccountId
    family_hash: str
    secret_hash: str
    used: list[UsedToken] = Field(default_factory=list)
    """The tokens used within the grace, the latest last."""
    started_at: AwareDatetime
    expires_at: AwareDatetime
    revoked_at: AwareDatetime | None = None

    @classmethod
    def start(cls, token: RefreshToken, account_id: str, now: datetime, *, expires_at: datetime) -> Self:
        return cls(
            id=token.session_id,
            account_id=account_id,
            family_hash=_hash(token.family),
            secret_hash=_hash(token.secret),
            started_at=now,
            expires_at=expires_at,
        )

    def rotate(
        self,
        presented: RefreshToken,
        following: RefreshToken,
        now: datetime,
        *,
        signed_at: datetime,
        grace: timedelta,
        runs_out_at: datetime,
    ) -> list[Event]:
        """Replace the presented token by the following one.

        A token that was used within the grace changes nothing: its caller gets the same answer again. One that was
        used before that ends the session: either it was stolen, or a thief used it first. A token of no family
        changes nothing. The caller asks `accepts` afterwards, since an end has to be committed as well.
        """
        if self.has_ended(now) or not _matches(presented.family, self.family_hash):
            return []
        recent = [used for used in self.used if now - used.at < grace]
        if _matches(presented.secret, self.secret_hash):
            used = UsedToken(secret_hash=self.secret_hash, at=now, signed_at=signed_at)
            self.used = [*recent, used][-MOST_USED:]
            self.secret_hash = _hash(following.secret)
            return []
        if any(_matches(presented.secret, used.secret_hash) for used in recent):
            return []
        return self.end("token_reused", now, runs_out_at)

    def accepts(self, token: RefreshToken, now: datetime) -> bool:
        """Return whether this is the family's newest token and the session goes on."""
        return (
            not self.has_ended(now)
            and _matches(token.family, self.family_hash)
            and _matches(token.secret, self.secret_hash)
        )

    def has_ended(self, now: datetime) -> bool:
        return self.revoked_at is not None or now >= self.expires_at

    def end(self, cause: SessionEndCause, now: datetime, runs_out_at: datetime) -> list[Event]:
        """End the session before its time, with its access tokens. One that was ended before stays as it is.

        `runs_out_at` is the time (UTC, of the real clock) at which the last of its access tokens has run out.
        """
        if self.revoked_at is not None:
            return []
        self.revoked_at = now
        return [SessionEnded(session_id=self.id, cause=cause, runs_out_at=runs_out_at)]


def _hash(secret: str) -> str:
    # a plain hash is enough: the secrets are random, so nobody can guess them
    return hashlib.sha256(secret.encode()).hexdigest()


def _matches(secret: str, kept: str) -> bool:
    return hmac.compare_digest(_hash(secret), kept)
