"""Whatever decimals a currency has, amounts are whole minor units of it, and all of them are accounted for."""

import pytest

from foothold_events.contracts import ContractExecuted, ContractSettled
from foothold_events.examples import example
from foothold_events.payouts import EscrowRequested, EscrowSettled
from foothold_events.values import Money
from foothold_payouts.escrow import Escrow
from foothold_payouts.ledger import balances, faults

from .escrows import DONE, NOW, POLICY, answered


@pytest.mark.parametrize("currency", ["JPY", "USD", "KWD"])
@pytest.mark.parametrize(
    ("pay", "talent", "fee", "earned"), [(15_005, 15_005, 1_501, 1_501), (15_005, 5_000, 1_501, 500)]
)
def test_a_split_is_of_whole_minor_units(currency, pay, talent, fee, earned) -> None:
    def money(amount: int) -> Money:
        return Money(amount=amount, currency=currency)

    escrow, [requested] = Escrow.request(example(ContractExecuted, pay=money(pay)), POLICY, NOW)
    answered(escrow, "charge", DONE)
    split = example(ContractSettled, talent_amount=money(talent), company_refund=money(pay - talent))
    [settled] = escrow.settle(split, NOW)
    escrow.record_payout(money(talent), NOW)
    if escrow.pending:
        answered(escrow, "refund", DONE)

    assert isinstance(requested, EscrowRequested)
    assert isinstance(settled, EscrowSettled)
    assert (requested.fee, settled.fee) == (money(fee), money(earned))
    assert settled.company_refund == money(pay + fee - talent - earned)
    assert {entry.currency for entry in escrow.journal} == {currency}
    assert balances(escrow.journal)["provider"] == earned
    assert faults(escrow.journal) == []
