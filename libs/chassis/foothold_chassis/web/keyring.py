"""The public keys that verify access tokens: from identity's topic, kept in the service's own database.

The keyring also refuses the tokens of sessions that have ended, which identity tells on another topic.
"""

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from joserfc.jwk import OKPKey

from foothold_chassis.errors import Unauthenticated
from foothold_chassis.store.mongo import Database
from foothold_chassis.web import tokens
from foothold_chassis.web.ended_sessions import EndedSessions
from foothold_events.envelope import Envelope, Event
from foothold_events.identity import SessionEnded, SigningKeyPublished, SigningKeyRetired

NEW_KEY_WAIT_SECONDS = 2.0
KEYS_KEPT = 1_000
TOKENS_REMEMBERED = 10_000

EVENTS: tuple[type[Event], ...] = (SigningKeyPublished, SigningKeyRetired, SessionEnded)


@dataclass(slots=True)
class _Key:
    public: OKPKey
    not_after: datetime | None = None


class Keyring:
    """Verifies tokens, and their expiry by the real clock, also under a time machine.

    `ended` are the sessions whose tokens it refuses.
    """

    def __init__(self, database: Database) -> None:
        self._collection = database.collection("token_keys")
        self.ended = EndedSessions()
        self._keys: dict[str, _Key] = {}
        self._added = asyncio.Event()
        # by digest, since a token is a secret
        self._verified: OrderedDict[bytes, tuple[_Key, dict[str, Any]]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._keys)

    async def load(self) -> None:
        """Load the keys that this service knew before, so that it can start while Kafka is away."""
        for row in await self._collection.find({}, limit=KEYS_KEPT):
            if "public_key" in row:
                self.add(row["_id"], row["public_key"])
            if row["_id"] in self._keys:
                self._keys[row["_id"]].not_after = row.get("not_after")

    def add(self, key_id: str, public_key: str, not_before: datetime | None = None) -> None:
        """Accept tokens signed with this key (raw Ed25519, base64url). Identity signs nothing with it before
        `not_before`."""
        del not_before
        if key_id not in self._keys:
            self._keys[key_id] = _Key(OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": public_key}))
            self._added.set()
            self._added = asyncio.Event()

    async def apply(self, event: Envelope[Any]) -> None:
        """Apply an event of identity's topics of keys and of sessions."""
        match event.data:
            case SigningKeyPublished(key_id=key_id, public_key=public_key):
                self.add(key_id, public_key)
                fields: dict[str, Any] = {"public_key": public_key}
            case SigningKeyRetired(key_id=key_id, not_after=not_after):
                if key_id in self._keys:
                    self._keys[key_id].not_after = not_after
                fields = {"not_after": not_after}
            case SessionEnded(session_id=session_id, runs_out_at=until):
                self.ended.add(session_id, until)
                return
            case _:
                return
        await self._collection.update_one({"_id": key_id}, {"$set": fields}, upsert=True)

    async def verify(self, token: str) -> dict[str, Any]:
        """Return the claims of a valid token.

        Raises:
            Unauthenticated: with the code `token_malformed`, `token_key_unknown`, `token_expired` or `session_ended`.
        """
        digest = hashlib.sha256(token.encode()).digest()
        key, claims = self._verified.get(digest) or await self._verify(token, digest)
        now = datetime.now(UTC)
        # checked each time: time passes, keys are retired, and sessions end
        if claims["exp"] <= now.timestamp() or (key.not_after is not None and key.not_after <= now):
            raise Unauthenticated("The token has expired; refresh it.", code="token_expired")
        if claims["sid"] in self.ended:
            raise Unauthenticated("This session has ended; log in again.", code="session_ended")
        return claims

    async def _verify(self, token: str, digest: bytes) -> tuple[_Key, dict[str, Any]]:
        """Check the signature, and remember the token so that its next request need not."""
        key = await self._key_of(token)
        claims = tokens.claims_of(token, key.public)
        if len(self._verified) >= TOKENS_REMEMBERED:
            self._verified.popitem(last=False)
        self._verified[digest] = key, claims
        return key, claims

    async def _key_of(self, token: str) -> _Key:
        key_id = tokens.key_id_of(token)
        try:
            async with asyncio.timeout(NEW_KEY_WAIT_SECONDS):
                while key_id not in self._keys:
                    await self._added.wait()  # a key that was just published may be on its way
        except TimeoutError:
            raise Unauthenticated(
                "The token is signed with a key that this service does not know.", code="token_key_unknown"
            ) from None
        return self._keys[key_id]
