"""The signing key: signs access tokens for a period. Every service knows it by its events."""

from datetime import datetime
from typing import Self

from pydantic import AwareDatetime

from foothold_chassis.aggregate import Aggregate
from foothold_events.envelope import Event
from foothold_events.identity import SigningKeyPublished, SigningKeyRetired
from foothold_events.values import Ed25519PublicKey


class SigningKey(Aggregate):
    """Ed25519. The private half is kept sealed (`sealing.py`).

    Its times are of the real clock, never of the time machine, since every service checks tokens by the real clock.
    """

    public_key: Ed25519PublicKey
    sealed_private_key: str
    signs_from: AwareDatetime
    not_after: AwareDatetime | None = None

    @classmethod
    def publish(
        cls, id: str, *, public_key: str, sealed_private_key: str, signs_from: datetime
    ) -> tuple[Self, list[Event]]:
        key = cls(id=id, public_key=public_key, sealed_private_key=sealed_private_key, signs_from=signs_from)
        return key, [SigningKeyPublished(key_id=id, public_key=public_key, not_before=signs_from)]

    def retire(self, not_after: datetime) -> list[Event]:
        """Stop signing. Its tokens are valid until `not_after` at most. A retired key stays as it is."""
        if self.not_after is not None:
            return []
        self.not_after = not_after
        return [SigningKeyRetired(key_id=self.id, not_after=not_after)]
