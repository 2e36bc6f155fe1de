"""What the seal says of a signature."""

from datetime import datetime
from typing import NamedTuple


class Signature(NamedTuple):
    """Without a time the party has not signed yet."""

    party: str
    at: datetime | None
