"""The payment provider, as the service sees it. `app.py` chooses the one that is used, such as `sandbox.py`."""

from foothold_payouts.provider.port import (
    Declined,
    Done,
    Kind,
    Outcome,
    Provider,
    Recorded,
    Transfer,
    Unknown,
)
from foothold_payouts.provider.tokens import wrong_token

__all__ = [
    "Declined",
    "Done",
    "Kind",
    "Outcome",
    "Provider",
    "Recorded",
    "Transfer",
    "Unknown",
    "wrong_token",
]
