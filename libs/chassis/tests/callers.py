"""Keys, tokens and requests as the tests of the HTTP edge need them: real signatures, no network, no database."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from fastapi import APIRouter
from joserfc import jwt
from joserfc.jwk import OKPKey

from foothold_chassis.web import ALGORITHM, ISSUER, Keyring
from foothold_chassis.web.app import make_app
from foothold_events.envelope import Envelope, Event, Sequence

KEY_ID = "key_1"
MAX_BODY_BYTES = 2_000


class Table:
    """What the keyring needs of a collection."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {}

    async def find(self, query: Mapping[str, Any], *, limit: int) -> list[dict[str, Any]]:
        assert not query
        return list(self.rows.values())[:limit]

    async def update_one(self, query: Mapping[str, Any], update: Mapping[str, Any], *, upsert: bool) -> bool:
        assert upsert
        self.rows.setdefault(query["_id"], {"_id": query["_id"]}).update(update["$set"])
        return True


class Tables:
    """What the keyring needs of a database. It outlives the keyring, as a real one does."""

    def __init__(self) -> None:
        self.token_keys = Table()

    def collection(self, name: str) -> Table:
        assert name == "token_keys"
        return self.token_keys


def new_key() -> OKPKey:
    return OKPKey.generate_key("Ed25519")


def public_half(key: OKPKey) -> str:
    return key.as_dict(private=False)["x"]


def keyring_of(key: OKPKey, key_id: str = KEY_ID) -> Keyring:
    keyring = Keyring(Tables())
    keyring.add(key_id, public_half(key))
    return keyring


def said(event: Event, n: int = 1) -> Envelope[Event]:
    return Envelope(KEY_ID, Sequence(0, n), datetime.now(UTC), "cor_1", None, None, event)


def claims(**changes: object) -> dict[str, Any]:
    now = datetime.now(UTC)
    right = {
        "iss": ISSUER,
        "sub": "acc_7F",
        "sid": "ses_1",
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(minutes=10)).timestamp()),
        "orgs": {"org_1": "admin"},
        "kinds": ["talent", "company"],
        "scopes": [],
    }
    return {name: value for name, value in (right | changes).items() if value is not None}


def token(key: OKPKey, key_id: object = KEY_ID, **changes: object) -> str:
    return jwt.encode({"alg": ALGORITHM, "kid": key_id}, claims(**changes), key, algorithms=[ALGORITHM])


def bearer(text: str) -> dict[str, str]:
    return {"authorization": f"Bearer {text}"}


@asynccontextmanager
async def client_of(
    router: APIRouter, keyring: Keyring, *, faces_the_public: bool = False
) -> AsyncIterator[httpx2.AsyncClient]:
    app = make_app(
        "test", [router], keyring, max_body_bytes=MAX_BODY_BYTES, faces_the_public=faces_the_public
    )
    # what nobody expects is answered with 500, as a server does it
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client
