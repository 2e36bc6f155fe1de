"""The numbers of payouts, overridable by FOOTHOLD_PAYOUTS_… in the environment."""

from datetime import timedelta

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from foothold_chassis.backoff import backoff
from foothold_events.values import Money

BASIS_POINTS = 10_000


class PayoutPolicy(BaseSettings):
    """From docs/domain.md, "payouts" and "Every wait has an end"."""

    model_config = SettingsConfigDict(env_prefix="FOOTHOLD_PAYOUTS_", frozen=True)

    fee_basis_points: int = Field(default=1_000, ge=0, le=BASIS_POINTS)
    """What the platform takes, on top of the pay and shown apart: 10 %."""

    audit_every: timedelta = timedelta(minutes=5)
    """How often a worker audits the ledger for its gauges, counted from the end of one to the start of the next."""

    audit_within: timedelta = timedelta(minutes=30)
    """An audit that takes longer is given up, and begun again after `audit_every`."""

    funding_wait: timedelta = timedelta(days=3)
    retry_first: timedelta = Field(default=timedelta(seconds=2), gt=timedelta())
    retry_max: timedelta = timedelta(hours=6)
    payout_tried_for: timedelta = timedelta(days=30)

    def fee_on(self, pay: Money) -> Money:
        """Give the fee on this pay, in minor units, half of one rounded up."""
        return Money(amount=share(pay.amount, self.fee_basis_points, BASIS_POINTS), currency=pay.currency)

    def retry_after(self, tries: int) -> timedelta:
        """Return how long to wait after so many tries, doubling each time up to `retry_max`."""
        return backoff(tries, self.retry_first, self.retry_max)


def share(amount: int, part: int, whole: int) -> int:
    """Give `amount` · `part` / `whole` in whole minor units, half of one rounded up.

    With two parts this is the method of the largest remainder: what the other part gets is `amount` less this.
    """
    return (2 * amount * part + whole) // (2 * whole) if whole else 0
