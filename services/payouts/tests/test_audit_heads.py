"""A journal that was written anew is found, since its head is kept outside of its document."""

from datetime import timedelta

import pytest

from foothold_chassis.testing import RunningService, operator
from foothold_events.payouts import EscrowRefunded, EscrowSettled, PayoutSettled
from foothold_payouts.escrow import Escrow

from .books import rewritten, sound_books
from .escrows import DONE, HALF, NOW, contract_settled, funded, initiated, payout_answered


def told_anew(journal, n):
    """Change the time of entry `n`, and seal it and all after it anew: the chain holds, nothing else differs."""
    changed = [
        entry.model_copy(update={"at": entry.at - timedelta(days=1)}) if entry.n == n else entry
        for entry in journal
    ]
    return rewritten(changed, 0)


@pytest.mark.parametrize("n", [1, 2, 3])
async def test_an_entry_changed_and_sealed_anew_is_named(n) -> None:
    books = sound_books()
    books.settled.journal = told_anew(books.settled.journal, n)

    assert await books.faults() == [("esc_1", "entry 3 is not the one that was told: written anew")]


async def test_a_journal_that_is_behind_what_was_told_is_named() -> None:
    books = sound_books()
    books.settled.journal = books.settled.journal[:2]

    assert ("esc_1", "the journal ends with entry 2, but entry 3 was told") in await books.faults()


async def test_a_difference_without_an_amount_is_not_balanced() -> None:
    books = sound_books()
    books.settled.journal = told_anew(books.settled.journal, 1)

    report = await books.audited()

    assert (report.imbalance, report.balanced, len(report.differences)) == (0, False, 1)


def test_what_was_settled_and_refunded_tells_the_head_of_the_journal() -> None:
    escrow = funded()
    [settled] = escrow.settle(contract_settled(HALF), NOW)
    assert isinstance(settled, EscrowSettled)
    assert (settled.journal_entries, settled.journal_head) == (2, escrow.journal[1].hash)

    [refunded] = escrow.book("refund", 1, DONE, None, NOW)
    assert isinstance(refunded, EscrowRefunded)
    assert (refunded.journal_entries, refunded.journal_head) == (3, escrow.journal[2].hash)


def test_the_payout_tells_the_head_under_which_it_was_settled() -> None:
    payout = initiated()
    [arrived] = payout_answered(payout, DONE)

    assert isinstance(arrived, PayoutSettled)
    assert arrived.journal_head == payout.journal_head


async def test_the_service_keeps_the_head_that_the_stream_tells(service: RunningService) -> None:
    await service.put(funded())
    await service.deliver(contract_settled(HALF))
    [settled] = service.sent(EscrowSettled)
    await service.deliver(settled, times=2)

    store = service.of(Escrow)
    await store.change("esc_1", forge)

    report = (await service.call("GET", "/v1/ops/payouts/audit", as_=operator("money"))).json()
    details = [each["detail"] for each in report["differences"]]
    assert "entry 2 is not the one that was told: written anew" in details


def forge(escrow: Escrow, _now: object) -> list:
    escrow.journal = told_anew(escrow.journal, 1)
    return []
