"""Given held money, how it splits, goes back and is paid out."""

import pytest

from foothold_events.contracts import ContractSettled
from foothold_events.examples import example
from foothold_events.payouts import (
    EscrowRefunded,
    EscrowSettled,
)
from foothold_events.values import Money
from foothold_payouts.escrow import Escrow
from foothold_payouts.ledger import balances

from .escrows import (
    DECLINED,
    DONE,
    FEE,
    HALF,
    NOW,
    PAY,
    REFS,
    SECOND,
    TOTAL,
    answered,
    contract_settled,
    declined,
    funded,
    head,
    lapsed,
    refund_declined,
    requested,
    requested_again,
    settled,
    settling,
    settling_nothing_for_the_talent,
    unanswered,
    usd,
)


def accounts(escrow: Escrow) -> dict[str, int]:
    return {account: amount for account, amount in balances(escrow.journal).items() if amount}


def test_settling_all_to_the_talent_earns_the_whole_fee_and_refunds_nothing() -> None:
    escrow = funded()

    events = escrow.settle(contract_settled(PAY), NOW)

    assert events == [
        EscrowSettled(**REFS, **head(escrow), talent_amount=usd(PAY), company_refund=usd(0), fee=usd(FEE)),
    ]
    assert accounts(escrow) == {"provider": TOTAL, "talent_payable": -PAY, "fee_revenue": -FEE}
    assert (escrow.status, escrow.pending) == ("settled", [])


def test_settling_all_to_the_company_gives_the_fee_back() -> None:
    escrow = funded()

    events = escrow.settle(contract_settled(0), NOW)

    assert events == [
        EscrowSettled(**REFS, **head(escrow), talent_amount=usd(0), company_refund=usd(TOTAL), fee=usd(0))
    ]
    assert accounts(escrow) == {"provider": TOTAL, "company_refundable": -TOTAL}
    assert [(m.kind, m.amount) for m in escrow.pending] == [("refund", usd(TOTAL))]


@pytest.mark.parametrize(
    ("to_talent", "earned"), [(HALF, 1_000), (5_000, 500), (1, 0), (5, 1), (19_999, 2_000), (6_667, 667)]
)
def test_a_split_earns_the_fee_on_the_talents_share(to_talent, earned) -> None:
    escrow = funded()

    (event,) = escrow.settle(contract_settled(to_talent), NOW)

    assert event == EscrowSettled(
        **REFS,
        **head(escrow),
        talent_amount=usd(to_talent),
        company_refund=usd(TOTAL - to_talent - earned),
        fee=usd(earned),
    )
    assert escrow.status == "settling"


def test_settling_again_changes_nothing() -> None:
    for given in (settling, settled, settling_nothing_for_the_talent):
        escrow = given()

        assert escrow.settle(contract_settled(HALF), NOW) == []
        assert escrow == given()


@pytest.mark.parametrize("given", [requested, unanswered, declined, requested_again, lapsed])
def test_what_never_came_is_not_refunded(given) -> None:
    escrow = given()

    assert escrow.settle(contract_settled(0), NOW) == []
    assert escrow.journal == []
    assert all(movement.kind == "charge" for movement in escrow.movements)


def test_a_settled_contract_was_funded_so_the_charge_after_a_refusal_is_looked_up_first() -> None:
    escrow = declined()
    escrow.settle(contract_settled(HALF), NOW)

    [missed] = escrow.pending
    assert (missed.key(escrow.id), missed.uncertain) == ("esc_1:charge:2", True)


@pytest.mark.parametrize(
    "split",
    [
        contract_settled(PAY, pay=PAY + 1),
        contract_settled(0, pay=PAY - 1),
        example(ContractSettled, talent_amount=Money(amount=PAY, currency="EUR")),
    ],
)
def test_what_is_no_split_of_the_pay_is_not_booked(split) -> None:
    escrow = funded()

    assert escrow.settle(split, NOW) == []
    assert (escrow.status, escrow.journal) == ("funded", funded().journal)


@pytest.mark.parametrize("paid", [usd(PAY + 1), Money(amount=PAY, currency="EUR")])
def test_a_payout_of_what_was_not_owed_is_not_booked(paid) -> None:
    escrow = settled()

    assert escrow.record_payout(paid, NOW) == []
    assert (escrow.paid_out, escrow.journal) == (False, settled().journal)


def test_the_refund_ends_the_settling() -> None:
    escrow = settling()

    assert answered(escrow, "refund", DONE) == [EscrowRefunded(**REFS, **head(escrow), amount=usd(11_000))]
    assert escrow.status == "settled"
    assert accounts(escrow) == {"provider": HALF + 1_000, "talent_payable": -HALF, "fee_revenue": -1_000}


def test_a_refused_refund_is_tried_again_later_and_later_with_the_same_amount() -> None:
    escrow = refund_declined()

    waits = [escrow.pending[0].retry_at - NOW]
    answered(escrow, "refund", DECLINED)
    waits.append(escrow.pending[0].retry_at - NOW)

    assert waits == [2 * SECOND, 4 * SECOND]
    assert [m.key(escrow.id) for m in escrow.pending] == ["esc_1:refund:3"]
    assert escrow.pending[0].amount == usd(11_000)
    assert escrow.status == "settling"


def test_a_payout_is_booked_once() -> None:
    escrow = settled()

    assert escrow.record_payout(usd(PAY), NOW) == []
    once = escrow.model_copy(deep=True)
    assert escrow.record_payout(usd(PAY), NOW) == []
    assert escrow == once
    assert accounts(escrow) == {"provider": FEE, "fee_revenue": -FEE}
