"""Whatever is split, the parts add up to the whole, and none is a unit or more away from its exact value."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foothold_events.values import Money
from foothold_payouts.escrow import Escrow
from foothold_payouts.policy import PayoutPolicy
from foothold_payouts.rounding import apportion

from .escrows import DONE, NOW, POLICY, answered, contract_executed, contract_settled

AMOUNT = 10**12

amounts = st.integers(min_value=0, max_value=AMOUNT)
weights = st.lists(st.integers(min_value=0, max_value=AMOUNT), min_size=1, max_size=6).filter(any)


@given(amounts, weights)
def test_the_parts_add_up_to_the_whole(amount, weights) -> None:
    assert sum(apportion(amount, weights)) == amount


@given(amounts, weights)
def test_every_part_is_within_a_unit_of_its_exact_value(amount, weights) -> None:
    for part, weight in zip(apportion(amount, weights), weights, strict=True):
        assert abs(part - Fraction(amount * weight, sum(weights))) < 1


@given(amounts, weights)
def test_nobody_without_weight_gets_anything(amount, weights) -> None:
    assert all(
        part == 0 for part, weight in zip(apportion(amount, weights), weights, strict=True) if not weight
    )


@given(amounts, st.integers(min_value=0, max_value=AMOUNT), st.integers(min_value=1, max_value=AMOUNT))
def test_of_two_parts_the_first_is_rounded_half_up(amount, first, second) -> None:
    whole = first + second

    assert apportion(amount, (first, second))[0] == (2 * amount * first + whole) // (2 * whole)


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (100, (1, 1, 1), [34, 33, 33]),
        (1, (1, 1), [1, 0]),
        (5, (3, 2, 2), [2, 2, 1]),
        (0, (0, 0), [0, 0]),
        (7, (0, 9), [0, 7]),
    ],
)
def test_units_that_are_left_go_to_the_largest_remainders(amount, weights, parts) -> None:
    assert apportion(amount, weights) == parts


def test_what_nobody_has_a_claim_to_is_not_lost() -> None:
    with pytest.raises(AssertionError, match="7 cannot be split among nobody"):
        apportion(7, (0, 0))


@st.composite
def pay_and_share(draw: st.DrawFn) -> tuple[int, int]:
    pay = draw(st.integers(min_value=1, max_value=AMOUNT))
    return pay, draw(st.integers(min_value=0, max_value=pay))


@given(pay_and_share())
def test_of_what_the_company_paid_talent_fee_and_refund_get_all(amounts) -> None:
    pay, to_talent = amounts
    escrow, _ = Escrow.request(contract_executed(pay), POLICY, NOW)
    answered(escrow, "charge", DONE)

    (settled,) = escrow.settle(contract_settled(to_talent, pay), NOW)

    parts = (settled.talent_amount.amount, settled.company_refund.amount, settled.fee.amount)
    assert parts[0] == to_talent
    assert sum(parts) == escrow.total
    assert min(parts) >= 0


@given(amounts, st.integers(min_value=0, max_value=10_000))
def test_the_fee_is_the_rate_of_the_pay_with_half_a_unit_rounded_up(pay, rate) -> None:
    policy = PayoutPolicy(fee_basis_points=rate)

    assert policy.fee_on(Money(amount=pay, currency="EUR")).amount == (2 * pay * rate + 10_000) // 20_000
