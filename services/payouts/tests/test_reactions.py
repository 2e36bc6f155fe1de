"""Each event that payouts hears does its one thing, once, however often it is delivered."""

import pytest

from foothold_chassis.errors import NotFound
from foothold_chassis.testing import RunningService
from foothold_events.contracts import ContractExecuted, ContractSettled
from foothold_events.envelope import Undecodable
from foothold_events.examples import example
from foothold_events.payouts import (
    EscrowRequested,
    EscrowSettled,
    PayoutInitiated,
    PayoutSettled,
)
from foothold_events.values import MOST, Money
from foothold_payouts.escrow import Escrow
from foothold_payouts.payout import Payout

from .escrows import (
    HALF,
    PAY,
    contract_settled,
    escrow_settled,
    funded,
    initiated,
    paid_out,
    requested,
    settled,
    split,
)


async def test_an_executed_contract_is_charged_for(service: RunningService) -> None:
    await service.deliver(example(ContractExecuted), times=3)

    assert await service.of(Escrow).get("esc_1") == requested()
    assert [type(event) for event in service.sent()] == [EscrowRequested]


@pytest.mark.parametrize("amount", [MOST + 1, MOST + 2, 2**63, 10**30])
async def test_an_amount_that_cannot_be_booked_is_never_charged(service: RunningService, amount) -> None:
    pay = Money.model_construct(amount=amount, currency="USD")
    executed = example(ContractExecuted).model_copy(update={"pay": pay})

    with pytest.raises(Undecodable, match=f"pay.amount.*{MOST}"):
        await service.deliver(executed)

    await service.wake()
    assert await service.of(Escrow).find() == []
    assert service.sent() == []


@pytest.mark.parametrize("to_talent", [0, HALF, PAY])
async def test_a_settled_contract_splits_what_is_held(service: RunningService, to_talent) -> None:
    await service.put(funded())

    await service.deliver(contract_settled(to_talent), times=2)

    assert await service.of(Escrow).get("esc_1") == split(to_talent)
    assert [type(event) for event in service.sent()] == [EscrowSettled]


async def test_what_the_split_gives_the_talent_is_paid_out(service: RunningService) -> None:
    await service.deliver(escrow_settled(), times=2)

    assert await service.of(Payout).get("pyt_1") == initiated()
    assert [type(event) for event in service.sent()] == [PayoutInitiated]


async def test_a_split_that_gives_the_talent_nothing_begins_no_payout(service: RunningService) -> None:
    await service.deliver(escrow_settled(0))

    assert service.sent() == []
    with pytest.raises(NotFound):
        await service.of(Payout).get("pyt_1")


async def test_a_payout_that_arrived_is_booked_in_its_escrow(service: RunningService) -> None:
    await service.put(settled())

    await service.deliver(example(PayoutSettled), times=2)

    assert await service.of(Escrow).get("esc_1") == paid_out()
    assert service.sent() == []


@pytest.mark.parametrize("event", [ContractSettled, PayoutSettled])
async def test_news_of_an_escrow_that_was_never_asked_for_is_an_error_to_be_looked_at(
    service: RunningService, event
) -> None:
    with pytest.raises(NotFound, match="no Escrow esc_1"):
        await service.deliver(example(event))
