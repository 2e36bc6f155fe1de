"""The session: one login and the family of refresh tokens that follow from it."""

import hashlib
import hmac
from datetime import datetime
from typing import Self

from pydantic import AwareDatetime

from foothold_chassis.aggregate import Aggregate
from foothold_events.envelope import Event
from foothold_events.values import AccountId
from foothold_identity.refresh_token import RefreshToken


class Session(Aggregate):
    """Stores only hashes of its secrets. It has ended when it was revoked or `expires_at` has come."""

    account_id: AccountId
    family_hash: str
    secret_hash: str
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

    def rotate(self, presented: RefreshToken, following: RefreshToken, now: datetime) -> list[Event]:
        """Replace the presented token by the following one.

        A token of this family that was used before has been stolen, or the one ahead is the thief's: the whole
        family is revoked. Any other token changes nothing. The caller asks `accepts(following)` afterwards, since
        a refusal has to be committed as well.
        """
        if self.has_ended(now) or not _matches(presented.family, self.family_hash):
            return []
        if _matches(presented.secret, self.secret_hash):
            self.secret_hash = _hash(following.secret)
        else:
            self.revoked_at = now
        return []

    def accepts(self, token: RefreshToken, now: datetime) -> bool:
        return (
            not self.has_ended(now)
            and _matches(token.family, self.family_hash)
            and _matches(token.secret, self.secret_hash)
        )

    def has_ended(self, now: datetime) -> bool:
        return self.revoked_at is not None or now >= self.expires_at

    def revoke(self, now: datetime) -> list[Event]:
        """End it. Ended before: the first time stands."""
        self.revoked_at = self.revoked_at or now
        return []


def _hash(secret: str) -> str:
    # a plain hash is enough: the secrets are random, so there is nothing to guess
    return hashlib.sha256(secret.encode()).hexdigest()


def _matches(secret: str, kept: str) -> bool:
    return hmac.compare_digest(_hash(secret), kept)
