"""One movement of money at the provider. It is committed before the provider is asked, and answered after."""

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel

from foothold_events.values import Money
from foothold_payouts.policy import PayoutPolicy
from foothold_payouts.provider import Kind


class Movement(BaseModel):
    """`pending` until the provider has said yes or no; `uncertain` while an answer is missing.

    At `retry_at` (UTC) the provider is asked, or asked again. `undoes` is the provider's id of the charge that a refund
    gives back; a charge and a payout go by the token that is set when they are tried.
    """

    kind: Kind
    attempt: int
    amount: Money
    state: Literal["pending", "done", "declined"] = "pending"
    uncertain: bool = False
    tries: int = 0
    retry_at: AwareDatetime
    provider_id: str | None = None
    undoes: str | None = None

    def unanswered(self, policy: PayoutPolicy, now: datetime) -> None:
        """Record that the provider has not said what became of it. It is asked again by the same key,
        each time later."""
        self.uncertain = True
        self.tries += 1
        self.retry_at = now + policy.retry_after(self.tries)

    def key(self, document_id: str) -> str:
        """Return the idempotency key: document, purpose and attempt. Only a definite no begins a new attempt."""
        return f"{document_id}:{self.kind}:{self.attempt}"
