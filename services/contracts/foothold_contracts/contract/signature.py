"""What a signature is made of, and how it is sealed."""

import hashlib
import hmac
from datetime import datetime

import rfc8785
from pydantic import AwareDatetime, BaseModel, ConfigDict, SecretStr


class Signature(BaseModel):
    """Who signed which document when and from where.

    `name_commitment` is the SHA-256 of `salt` and the legal name as typed. A person who knows the name can prove that
    it was this one; nobody can read it from here. `seal` is the HMAC-SHA256 of all other fields under the key of the
    service.
    """

    model_config = ConfigDict(frozen=True)

    account_id: str
    signed_at: AwareDatetime
    address: str
    document_hash: str
    salt: str
    name_commitment: str
    seal: str = ""


class Sealer:
    """Makes signatures and seals them with the service's key. It recognizes its own seals."""

    def __init__(self, key: SecretStr) -> None:
        self._key = key.get_secret_value().encode()

    def sign(
        self,
        *,
        account_id: str,
        signed_at: datetime,
        address: str,
        document_hash: str,
        salt: str,
        legal_name: str,
    ) -> Signature:
        """Return the sealed signature. The legal name goes into it only as a commitment; `salt` is 16 random bytes."""
        unsealed = Signature(
            account_id=account_id,
            signed_at=signed_at,
            address=address,
            document_hash=document_hash,
            salt=salt,
            name_commitment=hashlib.sha256(f"{salt}\n{legal_name}".encode()).hexdigest(),
        )
        return unsealed.model_copy(update={"seal": self._digest(unsealed)})

    def holds(self, signature: Signature) -> bool:
        """Return whether nothing of the signature was changed since it was sealed."""
        return hmac.compare_digest(signature.seal, self._digest(signature))

    def _digest(self, signature: Signature) -> str:
        content = rfc8785.dumps(signature.model_dump(mode="json", exclude={"seal"}))
        return hmac.new(self._key, content, hashlib.sha256).hexdigest()
