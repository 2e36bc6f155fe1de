"""A split adds up to the pay, whatever the talent gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foothold_contracts.contract.settlement import split
from foothold_events.values import Money


@st.composite
def pay_and_share(draw: st.DrawFn) -> tuple[int, int]:
    pay = draw(st.integers(min_value=0, max_value=10**12))
    return pay, draw(st.integers(min_value=0, max_value=pay))


@given(pay_and_share())
def test_the_two_amounts_add_up_to_the_pay(amounts) -> None:
    pay, to_talent = amounts

    settlement = split(Money(amount=pay, currency="EUR"), to_talent=to_talent)

    assert settlement.talent_amount == Money(amount=to_talent, currency="EUR")
    assert settlement.talent_amount.amount + settlement.company_refund.amount == pay
    assert settlement.company_refund.currency == "EUR"


@pytest.mark.parametrize("to_talent", [-1, 101])
def test_nobody_gets_more_than_the_pay_or_less_than_nothing(to_talent) -> None:
    with pytest.raises(AssertionError, match="not within the pay of 100"):
        split(Money(amount=100, currency="EUR"), to_talent=to_talent)
