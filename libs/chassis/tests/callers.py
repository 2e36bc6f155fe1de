"""Keys, tokens and requests as the tests of the HTTP edge need them: real signatures, no network, no server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from fastapi import APIRouter
from joserfc import jwt
from joserfc.jwk import OKPKey

from foothold_chassis.testing import MemoryMongo
from foothold_chassis.web import Keyring, tokens
from foothold_chassis.web.app import make_app
from foothold_events.envelope import Envelope, Event, Sequence

KEY_ID = "key_1"
MAX_BODY_BYTES = 2_000


def new_key() -> OKPKey:
    return OKPKey.generate_key("Ed25519")


def public_half(key: OKPKey) -> str:
    return key.as_dict(private=False)["x"]


def keyring_of(key: OKPKey, key_id: str = KEY_ID) -> Keyring:
    keyring = Keyring(MemoryMongo().database("test"))
    keyring.add(key_id, public_half(key))
    return keyring


def said(event: Event, n: int = 1) -> Envelope[Event]:
    return Envelope(KEY_ID, Sequence(0, n), datetime.now(UTC), "cor_1", None, None, event)


def claims(**changes: object) -> dict[str, Any]:
    now = datetime.now(UTC)
    life = timedelta(minutes=4 if changes.get("scopes") else 10)
    right = {
        "iss": tokens.ISSUER,
        "aud": tokens.AUDIENCE,
        "sub": "acc_7F",
        "sid": "ses_1",
        "iat": int(now.timestamp()),
        "exp": int((now + life).timestamp()),
        "orgs": {"org_1": "admin"},
        "institutions": [],
        "kinds": ["talent", "company"],
        "scopes": [],
    }
    return {name: value for name, value in (right | changes).items() if value is not None}


def token(key: OKPKey, key_id: object = KEY_ID, **changes: object) -> str:
    head = {"alg": tokens.ALGORITHM, "typ": tokens.TYPE, "kid": key_id}
    return jwt.encode(head, claims(**changes), key, algorithms=[tokens.ALGORITHM])


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
