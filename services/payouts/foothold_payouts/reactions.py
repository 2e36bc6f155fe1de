"""Events to commands."""

from foothold_chassis.store import Store
from foothold_events.contracts import ContractExecuted, ContractSettled
from foothold_events.envelope import Envelope
from foothold_events.payouts import EscrowRefunded, EscrowSettled, PayoutSettled
from foothold_payouts.escrow import Escrow, escrow_id_of
from foothold_payouts.heads import Heads
from foothold_payouts.payout import Payout, payout_id_of
from foothold_payouts.policy import PayoutPolicy


async def on_contract_executed(
    event: Envelope[ContractExecuted], escrows: Store[Escrow], policy: PayoutPolicy
) -> None:
    await escrows.create(
        escrow_id_of(event.data.contract_id),
        lambda now: Escrow.request(event.data, policy, now),
        cause=event,
    )


async def on_contract_settled(event: Envelope[ContractSettled], escrows: Store[Escrow]) -> None:
    await escrows.change(
        escrow_id_of(event.data.contract_id), lambda found, now: found.settle(event.data, now), cause=event
    )


async def on_escrow_settled(event: Envelope[EscrowSettled], payouts: Store[Payout], heads: Heads) -> None:
    await heads.keep(event)
    if event.data.talent_amount.amount:
        await payouts.create(
            payout_id_of(event.data.escrow_id), lambda now: Payout.initiate(event.data, now), cause=event
        )


async def on_escrow_refunded(event: Envelope[EscrowRefunded], heads: Heads) -> None:
    await heads.keep(event)


async def on_payout_settled(event: Envelope[PayoutSettled], escrows: Store[Escrow]) -> None:
    await escrows.change(
        event.data.escrow_id, lambda found, now: found.record_payout(event.data.amount, now), cause=event
    )
