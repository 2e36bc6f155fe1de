"""The one cookie that says which browser asks."""

import re
import secrets

from fastapi import Request, Response

NAME = "__Host-fh"
"""The prefix makes browsers refuse it unless it is secure, of this host alone, and for all paths (RFC 6265bis)."""

BYTES = 32
_VALUE = re.compile(r"[A-Za-z0-9_-]{43}")
_YEAR_SECONDS = 365 * 24 * 3600


class Browser:
    """The browser that asks: a random value that it keeps. It is new if the browser brought none.

    The value by itself gives no right. It names the session, if there is one, and binds forms to the browser that
    they were shown to.
    """

    def __init__(self, value: str | None) -> None:
        self.is_new = value is None or not _VALUE.fullmatch(value)
        self.value = value if value is not None and not self.is_new else _fresh()

    @classmethod
    def of(cls, request: Request) -> "Browser":
        return cls(request.cookies.get(NAME))

    def renew(self) -> None:
        """Take another value: after a log-in, so that nobody can have set it before."""
        self.value, self.is_new = _fresh(), True

    def mark(self, response: Response) -> None:
        """Set the cookie, if its value is new."""
        if self.is_new:
            response.set_cookie(
                NAME, self.value, max_age=_YEAR_SECONDS, path="/", secure=True, httponly=True, samesite="lax"
            )


def _fresh() -> str:
    return secrets.token_urlsafe(BYTES)
