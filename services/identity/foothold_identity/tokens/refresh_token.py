"""Refresh tokens as a client holds them. The session keeps only hashes of their parts."""

import secrets
from dataclasses import dataclass
from typing import Self

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
        return cls(*parts) if len(parts) == PARTS and all(parts) else None

    @classmethod
    def first(cls) -> Self:
        """Make the first token of a new session."""
        return cls(f"ses_{secrets.token_hex(16)}", _new_secret(), _new_secret())

    def next(self) -> Self:
        """Make the token that replaces this one."""
        return type(self)(self.session_id, self.family, _new_secret())


def _new_secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)
