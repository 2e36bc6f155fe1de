"""Signing access tokens, and tending the keys that sign them."""

import asyncio
from datetime import datetime, timedelta

from joserfc.jwk import OKPKey

from foothold_chassis.clock import SystemClock
from foothold_chassis.store import Store
from foothold_chassis.web import Keyring, Principal, tokens
from foothold_events.envelope import Event
from foothold_identity.policy import IdentityPolicy
from foothold_identity.tokens.sealing import Sealer, new_key_pair, public_half
from foothold_identity.tokens.signing_key import SigningKey

LOOK_AGAIN = timedelta(minutes=1)
"""How long a replica may go on without noticing the newer key of another one."""


class Signer:
    """Signs with the newest key that may sign at the moment.

    There is one key for each period. Its id is made from the period, so replicas that look at the same time agree.
    The signer goes by the real clock, since every service checks tokens by it.
    """

    def __init__(
        self, keys: Store[SigningKey], keyring: Keyring, sealer: Sealer, policy: IdentityPolicy
    ) -> None:
        self._keys = keys
        self._keyring = keyring
        self._sealer = sealer
        self._policy = policy
        self._clock = SystemClock()
        self._tending = asyncio.Lock()
        self._tended_at: datetime | None = None
        self._signing: tuple[str, OKPKey] | None = None

    async def sign(self, principal: Principal, at: datetime, life: timedelta) -> str:
        """Return the access token that means this principal, issued `at` this time (UTC, of the real clock) and valid
        for `life`. The same call returns the same token for as long as the same key signs."""
        key_id, key = await self._current()
        return tokens.sign(principal.claims(), at, life, key_id, key)

    async def tend(self) -> None:
        """Publish the key of this period if it is missing, choose the key that signs, and retire those before it."""
        now = self._clock.now()
        live = await self._keys.find({"not_after": None})
        newest = self._id_at(now)
        if newest not in {key.id for key in live}:
            # before the first key nothing can be verified, so that one signs at once
            lead = self._policy.signing_key_lead if live else timedelta()
            live.append(await self._publish(newest, now + lead))
        for key in live:
            self._keyring.add(key.id, key.public_key, key.signs_from)
        usable = [key for key in live if key.signs_from <= now] or live
        signing = max(usable, key=lambda key: key.signs_from)
        await self._retire([key for key in usable if key.signs_from < signing.signs_from], now)
        self._signing = (signing.id, self._sealer.open(signing.sealed_private_key))
        self._tended_at = now

    async def _current(self) -> tuple[str, OKPKey]:
        async with self._tending:
            if self._tended_at is None or self._clock.now() - self._tended_at >= LOOK_AGAIN:
                await self.tend()
        assert self._signing is not None  # noqa: S101 - tended above
        return self._signing

    async def _publish(self, key_id: str, signs_from: datetime) -> SigningKey:
        pair = new_key_pair()

        def build(now: datetime) -> tuple[SigningKey, list[Event]]:
            del now  # a time machine may have moved the service's clock
            return SigningKey.publish(
                key_id,
                public_key=public_half(pair),
                sealed_private_key=self._sealer.seal(pair),
                signs_from=signs_from,
            )

        return await self._keys.create(key_id, build)

    async def _retire(self, keys: list[SigningKey], now: datetime) -> None:
        # another replica may sign with it until it looks again
        not_after = now + LOOK_AGAIN + self._policy.access_token_life
        for key in keys:
            await self._keys.change(key.id, lambda old, _now: old.retire(not_after))

    def _id_at(self, now: datetime) -> str:
        period = int(now.timestamp() // self._policy.signing_key_period.total_seconds())
        return f"key_{period:06d}"
