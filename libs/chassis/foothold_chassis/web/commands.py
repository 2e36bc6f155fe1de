"""The command of a request, and the ids derived from it."""

import hashlib
import hmac
import json
import re
import secrets
from typing import Annotated

import rfc8785
from fastapi import Depends, Header, Request

from foothold_chassis.causes import Command
from foothold_chassis.errors import AmbiguousCommit, Invalid, OutboxFull
from foothold_chassis.web.auth import OptionalPrincipal
from foothold_chassis.web.refusals import OF_DOCUMENT, note, refuses

MAX_KEY_CHARACTERS = 255
DIGITS = 32
"""Hexadecimal: 128 bits."""

PASSWORD_FIELDS = frozenset({"password"})
"""Fields of a body that no fingerprint is made from: who can read the database could try passwords against it. Identity
compares a password by the hash that it keeps."""

_KEY = re.compile(rf"^[\x21-\x7e]{{1,{MAX_KEY_CHARACTERS}}}$")


IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="A name for this command, such as a UUID. With the same name it acts once.",
        json_schema_extra={"pattern": _KEY.pattern},
    ),
]


@refuses(Invalid, "idempotency_key_malformed", "idempotency_key_reused", "Invalid")
@refuses(AmbiguousCommit, "AmbiguousCommit")
@refuses(OutboxFull, "OutboxFull")
@note(*OF_DOCUMENT)
async def _command(request: Request, principal: OptionalPrincipal, key: IdempotencyKey = None) -> Command:
    if key is not None and not _KEY.match(key):
        raise Invalid(
            "The Idempotency-Key must be 1 to 255 visible ASCII characters.",
            code="idempotency_key_malformed",
            errors=[{"field": "Idempotency-Key", "value": key[:100], "message": "Use a UUID."}],
        )
    account = principal.account_id if principal else "nobody"
    unique = key or secrets.token_hex(16)
    call = f"{request.method}\n{request.scope['path']}"  # `request.url` is made of the Host that the caller claims
    digest = hashlib.sha256(f"{account}\n{call}\n{unique}".encode())
    return Command(
        id=f"cmd_{digest.hexdigest()[:DIGITS]}",
        correlation=request.scope["correlation_id"],
        fingerprint=None if key is None else fingerprint(key, call, await request.body()),
    )


def fingerprint(key: str, call: str, body: bytes) -> str:
    """Return what tells whether a call under this key has the same body. The key, which is kept nowhere, keeps readers
    of the database from trying bodies against it."""
    digest = hmac.new(key.encode(), call.encode() + b"\n" + canonical(body), hashlib.sha256)
    return digest.hexdigest()[:DIGITS]


def canonical(body: bytes) -> bytes:
    """Return the one spelling of a body [RFC 8785], without passwords. One that is no JSON has no other spelling."""
    try:
        found = json.loads(body)
        if isinstance(found, dict):
            found = {name: value for name, value in found.items() if name not in PASSWORD_FIELDS}
        return rfc8785.dumps(found)
    except (ValueError, RecursionError):
        return body


CurrentCommand = Annotated[Command, Depends(_command)]
"""The command of this request. Its id is made from account, method, path and `Idempotency-Key`, so a retry is the
same command, if its body is the same; without a key each request is one of its own."""


def derive_id(prefix: str, command: Command) -> str:
    """Return the id of the document that this command creates: the same for its retries."""
    return f"{prefix}_{hashlib.sha256(command.id.encode()).hexdigest()[:24]}"
