"""An authority for one run, and the certificates that it issues to servers."""

from pathlib import Path

import trustme
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)


def issue(host: str, *, authority: Path, keystore: Path) -> None:
    """Write the authority's certificate, for clients to trust, and a key with a certificate for `host`, as Kafka and
    MongoDB want them: in one file, and for Kafka the key in PKCS #8."""
    made = trustme.CA()
    made.cert_pem.write_to_path(authority)
    issued = made.issue_cert(host)
    key = load_pem_private_key(issued.private_key_pem.bytes(), None)
    chain = b"".join(blob.bytes() for blob in issued.cert_chain_pems)
    keystore.touch(mode=0o600)
    keystore.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + chain)
