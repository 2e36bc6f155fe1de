"""All that makes and keeps tokens: refresh tokens with their sessions, access tokens with their signing keys."""

from foothold_identity.tokens.refresh_token import RefreshToken, Succession
from foothold_identity.tokens.sealing import Sealer, WrongSecret
from foothold_identity.tokens.session import Session
from foothold_identity.tokens.sessions import Sessions
from foothold_identity.tokens.signing import Signer
from foothold_identity.tokens.signing_key import SigningKey

__all__ = [
    "RefreshToken",
    "Sealer",
    "Session",
    "Sessions",
    "Signer",
    "SigningKey",
    "Succession",
    "WrongSecret",
]
