"""The command of a request, and the ids derived from it."""

import hashlib
import re
import secrets
from typing import Annotated

from fastapi import Depends, Request

from foothold_chassis.causes import Command
from foothold_chassis.errors import Invalid
from foothold_chassis.web.auth import OptionalPrincipal

MAX_KEY_CHARACTERS = 255

_KEY = re.compile(rf"^[\x21-\x7e]{{1,{MAX_KEY_CHARACTERS}}}$")


async def _command(request: Request, principal: OptionalPrincipal) -> Command:
    key = request.headers.get("idempotency-key")
    if key is not None and not _KEY.match(key):
        raise Invalid(
            "The Idempotency-Key must be 1 to 255 visible ASCII characters.",
            code="idempotency_key_malformed",
            errors=[{"field": "Idempotency-Key", "value": key[:100], "message": "Use a UUID."}],
        )
    account = principal.account_id if principal else "nobody"
    unique = key or secrets.token_hex(16)
    path = request.scope["path"]  # `request.url` is made of the Host that the caller claims
    digest = hashlib.sha256(f"{account}\n{request.method}\n{path}\n{unique}".encode())
    return Command(
        id=f"cmd_{digest.hexdigest()[:32]}",
        correlation=request.scope["correlation_id"],
    )


CurrentCommand = Annotated[Command, Depends(_command)]
"""The command of this request. Its id is made from account, method, path and `Idempotency-Key`, so a retry is the
same command; without a key each request is one of its own."""


def derive_id(prefix: str, command: Command) -> str:
    """Return the id of the document that this command creates: the same for its retries."""
    return f"{prefix}_{hashlib.sha256(command.id.encode()).hexdigest()[:24]}"
