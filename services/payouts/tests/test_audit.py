"""Sound books are balanced; every kind of tampering is named by its document."""

import pytest

from foothold_payouts import audit as auditing
from foothold_payouts.provider import Recorded

from .books import asked_for, rewritten, sound_books
from .escrows import DONE, FEE, HALF, NOW, PAY, TOTAL, UNKNOWN, answered, contract_settled, usd

CHARGE = "esc_2:charge:1"
NEVER_ARRIVED = f"{HALF} is booked as paid out, but 0 arrived by pyt_1"


async def test_sound_books_are_balanced_and_summed() -> None:
    report = await sound_books().audited()

    assert (report.balanced, report.imbalance, report.differences) == (True, 0, [])
    assert (report.escrows, report.entries, report.in_flight) == (3, 5, 0)
    assert report.charged["USD"] == 2 * TOTAL
    assert report.refunded["USD"] == HALF + FEE // 2
    assert report.paid_out["USD"] == HALF
    assert report.fees["USD"] == FEE // 2
    assert report.held["USD"] == TOTAL
    assert report.charged["USD"] == sum(
        total["USD"] for total in (report.refunded, report.paid_out, report.fees, report.held)
    )


async def test_everything_is_read_however_short_the_pages(monkeypatch) -> None:
    monkeypatch.setattr(auditing, "PAGE", 1)

    report = await sound_books().audited()

    assert (report.escrows, report.balanced, report.charged["USD"]) == (3, True, 2 * TOTAL)


async def test_it_reads_by_the_page_not_by_the_document() -> None:
    few, many = sound_books(), sound_books()
    for n in range(100, 200):
        funded = asked_for(n)
        answered(funded, "charge", DONE)
        many.escrows.put(funded)
        many.provider.take(funded.id, funded.movements)

    assert (await few.audited()).balanced
    assert (await many.audited()).balanced
    assert many.reads == few.reads


async def test_no_books_at_all_are_sound() -> None:
    books = sound_books()
    books.escrows.documents.clear()
    books.payouts.documents.clear()
    books.provider.entries.clear()

    assert await books.faults() == []


async def test_what_is_in_flight_is_counted_and_is_no_difference() -> None:
    books = sound_books()
    lost, on_its_way = asked_for(4), asked_for(5)
    answered(lost, "charge", UNKNOWN)
    answered(on_its_way, "charge", DONE)
    books.provider.take("esc_5", on_its_way.movements)
    on_its_way.settle(contract_settled(HALF), NOW)
    books.escrows.put(lost, on_its_way)
    # the answer got lost, the money moved
    books.provider.put(Recorded("esc_4:charge:1", "charge", usd(TOTAL), done=True))

    report = await books.audited()

    assert (report.balanced, report.in_flight) == (True, 2)


async def test_a_payout_that_arrived_and_is_not_booked_yet_is_in_flight() -> None:
    books = sound_books()
    books.settled.journal.pop()
    books.settled.paid_out, books.settled.arrived = False, None

    report = await books.audited()

    assert (report.balanced, report.in_flight) == (True, 1)


async def test_a_changed_entry_is_named() -> None:
    books = sound_books()
    books.funded.journal[0] = books.funded.journal[0].model_copy(update={"reason": "forged"})

    assert await books.faults() == [("esc_2", "entry 1 was changed, or one before it")]


async def test_an_entry_taken_out_is_named() -> None:
    books = sound_books()
    del books.settled.journal[1]

    assert ("esc_1", "entry 2 is numbered 3") in await books.faults()


async def test_a_last_entry_cut_off_is_named_though_the_chain_holds() -> None:
    books = sound_books()
    books.funded.journal.pop()

    assert ("esc_2", "funded, but 0 is held") in await books.faults()
    assert ("esc_2", "the journal differs from the movements") in await books.faults()


async def test_an_entry_that_does_not_balance_is_named_though_it_is_sealed() -> None:
    books = sound_books()
    books.funded.journal = rewritten(books.funded.journal, 1, provider=TOTAL, held=-TOTAL - 1)

    faults = await books.faults()

    assert ("esc_2", "entry 1 does not balance") in faults
    assert ("esc_2", "the accounts do not sum to zero") in faults


async def test_a_journal_rewritten_and_sealed_anew_is_named() -> None:
    books = sound_books()
    books.funded.journal = rewritten(books.funded.journal, 1, provider=1, held=-1)

    assert await books.faults() == [
        ("esc_2", "funded, but 1 is held"),
        ("esc_2", "the journal differs from the movements"),
    ]
    assert (await books.audited()).imbalance == 2 * (TOTAL - 1)


async def test_a_split_rewritten_toward_the_platform_is_named() -> None:
    books = sound_books()
    books.settled.journal = rewritten(
        books.settled.journal,
        2,
        held=TOTAL,
        fee_revenue=-HALF - FEE // 2,
        company_refundable=-HALF - FEE // 2,
    )

    assert ("esc_1", f"0 is owed to the talent, but the journal says -{HALF}") in await books.faults()


async def test_a_split_rewritten_against_the_company_is_named() -> None:
    books = sound_books()
    books.settled.journal = rewritten(
        books.settled.journal, 2, held=TOTAL, talent_payable=-HALF, fee_revenue=-HALF - FEE
    )

    assert (
        "esc_1",
        f"0 is owed to the company, but the journal says -{HALF + FEE // 2}",
    ) in await books.faults()


async def test_what_the_talent_gets_changed_is_named() -> None:
    books = sound_books()
    books.settled.talent_amount = HALF + 1

    assert ("esc_1", "the journal differs from the movements") in await books.faults()


async def test_a_changed_status_is_named() -> None:
    books = sound_books()
    books.funded.status = "settled"

    assert await books.faults() == [("esc_2", f"settled, but {TOTAL} is held")]


async def test_a_movement_taken_out_is_named_on_both_sides() -> None:
    books = sound_books()
    books.funded.movements.clear()

    assert await books.faults() == [
        ("esc_2", "the journal differs from the movements"),
        ("esc_2", "the provider has a charge that is not in ours"),
    ]


@pytest.mark.parametrize("key", ["esc_1:charge:1", "esc_1:refund:1", "pyt_1:payout:1"])
async def test_a_movement_that_the_provider_does_not_have_is_named(key) -> None:
    books = sound_books()
    del books.provider.entries[key]
    document_id, kind, _ = key.split(":")

    assert await books.faults() == [(document_id, f"{kind} is not in the provider's books")]


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("esc_2:charge:2", "charge"),
        ("esc_9:charge:1", "charge"),
        ("pyt_1:payout:2", "payout"),
        ("pyt_9:payout:1", "payout"),
    ],
)
async def test_a_movement_that_only_the_provider_has_is_named(key, kind) -> None:
    books = sound_books()
    books.provider.put(Recorded(key, kind, usd(7), done=True))

    assert await books.faults() == [(key.split(":")[0], f"the provider has a {kind} that is not in ours")]
    assert (await books.audited()).imbalance == 7


async def test_a_movement_under_a_key_that_is_none_of_ours_is_named() -> None:
    books = sound_books()
    books.provider.put(Recorded("by-hand", "charge", usd(7), done=True))

    assert await books.faults() == [("by-hand", "the provider has a charge that is not in ours")]


async def test_a_movement_in_the_other_direction_is_named() -> None:
    books = sound_books()
    books.provider.put(Recorded(CHARGE, "refund", usd(TOTAL), done=True))

    assert await books.faults() == [("esc_2", "the provider has a refund that is not in ours")]


async def test_another_amount_at_the_provider_is_named_with_the_difference() -> None:
    books = sound_books()
    books.provider.put(Recorded(CHARGE, "charge", usd(TOTAL - 5), done=True))

    [difference] = (await books.audited()).differences

    assert (difference.subject, difference.amount) == ("esc_2", -5)
    assert difference.detail == "the provider's charge has another amount"


async def test_money_moved_under_a_charge_that_we_hold_declined_is_named() -> None:
    books = sound_books()
    books.provider.put(Recorded("esc_3:charge:1", "charge", usd(TOTAL), done=True))

    assert await books.faults() == [("esc_3", "charge is declined, the provider differs")]


async def test_a_charge_that_we_hold_done_and_the_provider_declined_is_named() -> None:
    books = sound_books()
    books.provider.put(Recorded(CHARGE, "charge", usd(TOTAL), done=False))

    assert await books.faults() == [
        ("esc_2", "charge is not in the provider's books"),
        ("esc_2", "charge is done, the provider differs"),
    ]


async def test_a_payout_of_an_escrow_that_is_gone_is_named() -> None:
    books = sound_books()
    del books.escrows.documents["esc_1"]

    assert ("pyt_1", "its escrow esc_1 is missing") in await books.faults()


async def test_a_payout_booked_and_never_made_is_named() -> None:
    books = sound_books()
    del books.payouts.documents["pyt_1"]
    del books.provider.entries["pyt_1:payout:1"]

    assert await books.faults() == [("esc_1", NEVER_ARRIVED)]


async def test_a_payout_booked_before_it_arrived_is_named() -> None:
    books = sound_books()
    books.payout.movements[0].state = "pending"
    books.payout.status = "initiated"

    assert await books.faults() == [("esc_1", NEVER_ARRIVED)]


async def test_a_payout_of_another_amount_than_the_split_is_named() -> None:
    books = sound_books()
    books.payout.movements[0].amount = usd(PAY)
    books.provider.take("pyt_1", books.payout.movements)

    assert await books.faults() == [("esc_1", f"{HALF} is booked as paid out, but {PAY} arrived by pyt_1")]


async def test_every_difference_counts_and_the_first_hundred_are_named() -> None:
    books = sound_books()
    for n in range(101):
        books.provider.put(Recorded(f"esc_x{n}:charge:1", "charge", usd(1), done=True))

    report = await books.audited()

    assert (report.imbalance, len(report.differences)) == (101, 100)
