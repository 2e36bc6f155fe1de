"""Private signing keys at rest. They are sealed with a secret that is not in the database."""

import hashlib
import json

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey, OKPKey
from pydantic import SecretStr

HEADER = {"alg": "dir", "enc": "A256GCM"}


class WrongSecret(RuntimeError):
    """A sealed key does not open with this secret."""


class Sealer:
    """Seals with AES-256-GCM (JWE). The secret is only hashed to the key's length, so it has to be random itself."""

    def __init__(self, secret: SecretStr) -> None:
        self._key = OctKey.import_key(hashlib.sha256(secret.get_secret_value().encode()).digest())

    def seal(self, key: OKPKey) -> str:
        return jwe.encrypt_compact(HEADER, json.dumps(key.as_dict(private=True)), self._key)

    def open(self, sealed: str) -> OKPKey:
        """Return the key that was sealed.

        Raises:
            WrongSecret: the key was sealed with another secret, or it was tampered with.
        """
        try:
            plain = jwe.decrypt_compact(sealed, self._key).plaintext
        except JoseError as error:
            raise WrongSecret(
                "A signing key does not open with this FOOTHOLD_IDENTITY_KEY_SECRET; it was sealed with another."
            ) from error
        return OKPKey.import_key(json.loads(plain or b"{}"))


def new_key_pair() -> OKPKey:
    return OKPKey.generate_key("Ed25519")


def public_half(key: OKPKey) -> str:
    return str(key.as_dict(private=False)["x"])
