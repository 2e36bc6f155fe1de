"""What is not booked, though a record says it or a contract wants it, is named by the audit."""

import pytest

from foothold_chassis.bus.parking import ParkedSubject
from foothold_events.values import MOST

from .books import sound_books
from .escrows import FEE, NOW, PAY, contract_settled, requested, usd


async def test_a_record_that_is_parked_is_named_since_it_is_not_booked() -> None:
    books = sound_books()
    books.parking.subjects = [
        ParkedSubject(
            id="ctr_9",
            records=["foothold.contracts.contract:3:17"],
            error="pay.amount: too large",
            tries=1,
            since=NOW,
            retry_at=NOW,
        )
    ]

    assert await books.faults() == [
        ("ctr_9", "a record of it is parked, so it is not booked: pay.amount: too large")
    ]


@pytest.mark.parametrize("pay", [MOST, MOST - FEE])
async def test_what_is_too_much_to_be_booked_is_named(pay) -> None:
    books = sound_books()
    escrow = requested(pay)
    escrow.due(NOW)
    books.escrows.put(escrow)
    books.payouts.documents.clear()
    books.provider.entries = {key: sent for key, sent in books.provider.entries.items() if "pyt" not in key}

    faults = await books.faults()
    assert ("esc_1", f"{escrow.total} is more than can be booked: not asked for") in faults


async def test_a_split_that_is_none_of_the_pay_is_named() -> None:
    books = sound_books()
    books.funded.settle(contract_settled(PAY, pay=PAY + 1), NOW)

    assert await books.faults() == [("esc_2", "funded, but its contract is settled; the split is not booked")]


@pytest.mark.parametrize("state", ["declined", "lapsed"])
async def test_a_settled_contract_whose_money_is_not_found_is_named(state) -> None:
    books = sound_books()
    escrow = books.escrows.documents["esc_3"]
    escrow.status = "lapsed"
    escrow.settle(contract_settled(PAY), NOW)
    escrow.status = state

    assert await books.faults() == [
        ("esc_3", f"{state}, but its contract is settled; the split is not booked")
    ]


async def test_a_payout_of_what_was_not_owed_is_named() -> None:
    books = sound_books()
    books.settled.journal = books.settled.journal[:-1]
    books.settled.paid_out, books.settled.arrived = False, usd(PAY)

    assert await books.faults() == [("esc_1", "20000 USD has reached the talent, but 10000 USD is owed")]
