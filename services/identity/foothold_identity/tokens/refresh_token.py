"""Refresh tokens as a client holds them. The session keeps only hashes of their parts."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Self

from pydantic import SecretStr

SECRET_BYTES = 24
PARTS = 3


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """`<session id>.<family secret>.<token secret>`.

    The family secret stays the same through all rotations. It has one purpose: to distinguish an old token of the
    family from a forged one. So reuse is noticed however old the token is, without a hash of every token.
    """

    session_id: str
    family: str
    secret: str

    def __str__(self) -> str:
        return f"{self.session_id}.{self.family}.{self.secret}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the token that is written so; None if the text has another form."""
        parts = text.split(".")
        return cls(*parts) if len(parts) == PARTS and all(parts) and text.isascii() else None

    @classmethod
    def first(cls) -> Self:
        """Make the first token of a new session."""
        return cls(f"ses_{secrets.token_hex(16)}", _new_secret(), _new_secret())


class Succession:
    """Derives the token that replaces a used one.

    A token has one successor, so a caller that asks twice gets the same one, and no secret is kept for that. A used
    token leads to its successor only by the key, which is not in the database.
    """

    def __init__(self, secret: SecretStr) -> None:
        self._key = hmac.digest(secret.get_secret_value().encode(), b"refresh tokens", hashlib.sha256)

    def after(self, token: RefreshToken) -> RefreshToken:
        """Return the token that replaces this one."""
        digest = hmac.digest(self._key, str(token).encode(), hashlib.sha256)
        secret = base64.urlsafe_b64encode(digest[:SECRET_BYTES]).decode()
        return RefreshToken(token.session_id, token.family, secret)


def _new_secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)
