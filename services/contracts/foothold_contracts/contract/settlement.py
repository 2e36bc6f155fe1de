"""How the pay of a contract is split: pure, and the only place."""

from pydantic import BaseModel, ConfigDict

from foothold_events.values import Money


class Settlement(BaseModel):
    """How the pay splits: the two amounts add up to it."""

    model_config = ConfigDict(frozen=True)

    talent_amount: Money
    company_refund: Money


def split(pay: Money, *, to_talent: int) -> Settlement:
    """Return the split that sends `to_talent` (minor units, at most the pay) to the talent, the rest to the company."""
    assert 0 <= to_talent <= pay.amount, f"{to_talent} is not within the pay of {pay.amount}"  # noqa: S101 - invariant
    return Settlement(
        talent_amount=Money(amount=to_talent, currency=pay.currency),
        company_refund=Money(amount=pay.amount - to_talent, currency=pay.currency),
    )
