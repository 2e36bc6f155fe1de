"""What the seal of a document shows: who has signed it, and when."""

from datetime import datetime
from typing import NamedTuple


class Signature(NamedTuple):
    """One line of the seal. It may be made without that we know when, while a part of the platform is away."""

    party: str
    at: datetime | None
    is_made: bool = False
