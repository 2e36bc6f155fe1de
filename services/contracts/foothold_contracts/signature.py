"""What a signature is made of, and how it is sealed."""

import hashlib
import hmac
from typing import Self

import rfc8785
from pydantic import AwareDatetime, BaseModel, ConfigDict, SecretStr


class Signature(BaseModel):
    """Who signed which document when and from where.

    `name_commitment` is the SHA-256 of `salt` and the legal name as typed: whoever knows the name can prove it was
    this one, and nobody can read it from here. `seal` is the HMAC-SHA256 of all the rest under the service's key.
    """

    model_config = ConfigDict(frozen=True)

    account_id: str
    signed_at: AwareDatetime
    address: str
    document_hash: str
    salt: str
    name_commitment: str
    seal: str = ""

    @classmethod
    def make(
        cls,
        *,
        account_id: str,
        signed_at: AwareDatetime,
        address: str,
        document_hash: str,
        salt: str,
        legal_name: str,
    ) -> Self:
        commitment = hashlib.sha256(f"{salt}\n{legal_name}".encode()).hexdigest()
        return cls(
            account_id=account_id,
            signed_at=signed_at,
            address=address,
            document_hash=document_hash,
            salt=salt,
            name_commitment=commitment,
        )


class Sealer:
    """Seals signatures with the service's key, and tells whether a seal is its own."""

    def __init__(self, key: SecretStr) -> None:
        self._key = key.get_secret_value().encode()

    def seal(self, signature: Signature) -> Signature:
        return signature.model_copy(update={"seal": self._digest(signature)})

    def holds(self, signature: Signature) -> bool:
        """Tell whether nothing of it was changed since it was sealed."""
        return hmac.compare_digest(signature.seal, self._digest(signature))

    def _digest(self, signature: Signature) -> str:
        content = rfc8785.dumps(signature.model_dump(mode="json", exclude={"seal"}))
        return hmac.new(self._key, content, hashlib.sha256).hexdigest()
