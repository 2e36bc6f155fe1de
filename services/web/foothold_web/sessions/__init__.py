"""Log-ins of browsers: an opaque cookie, and behind it a document with the sealed tokens of the API."""

from foothold_web.sessions.cookie import Browser
from foothold_web.sessions.drafts import Draft, Drafts
from foothold_web.sessions.sealing import Sealer
from foothold_web.sessions.sessions import Session, Sessions, Tokens

__all__ = ["Browser", "Draft", "Drafts", "Sealer", "Session", "Sessions", "Tokens"]
