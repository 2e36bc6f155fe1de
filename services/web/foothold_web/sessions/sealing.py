"""Sealing what must not be readable in the database, and proofs that a form is ours."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Sealer:
    """Seals with keys that are derived from one secret, a key for each purpose (HKDF, RFC 5869)."""

    def __init__(self, secret: str) -> None:
        self._tokens = Fernet(base64.urlsafe_b64encode(_derived(secret, b"tokens")))
        self._forms = _derived(secret, b"forms")

    def seal(self, text: str) -> bytes:
        return self._tokens.encrypt(text.encode())

    def open(self, sealed: bytes) -> str | None:
        """Return what was sealed, or `None` if it was sealed with another key."""
        try:
            return self._tokens.decrypt(sealed).decode()
        except InvalidToken:
            return None

    def proof(self, browser: str) -> str:
        """Return the token of the forms that are shown to this browser."""
        return hmac.new(self._forms, browser.encode(), hashlib.sha256).hexdigest()

    def proves(self, token: str, browser: str) -> bool:
        return hmac.compare_digest(token.encode(), self.proof(browser).encode())


def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"foothold web " + purpose).derive(secret.encode())
