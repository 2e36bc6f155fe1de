"""The numbers of payouts, overridable by FOOTHOLD_PAYOUTS_… in the environment."""

from datetime import timedelta

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from foothold_chassis.backoff import backoff
from foothold_events.settings import Settings
from foothold_events.values import Money
from foothold_payouts.rounding import apportion

BASIS_POINTS = 10_000


class PayoutPolicy(Settings):
    """From docs/domain.md, "payouts" and "Every wait has an end"."""

    model_config = SettingsConfigDict(env_prefix="FOOTHOLD_PAYOUTS_")

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
        """Return the fee on this pay, in minor units, half of one rounded up."""
        fee, _ = apportion(pay.amount, (self.fee_basis_points, BASIS_POINTS - self.fee_basis_points))
        return Money(amount=fee, currency=pay.currency)

    def retry_after(self, tries: int) -> timedelta:
        """Return how long to wait after so many tries, doubling each time up to `retry_max`."""
        return backoff(tries, self.retry_first, self.retry_max)
