"""Events to commands."""

from foothold_chassis.store import Projection, Store
from foothold_contracts.contract import Contract, contract_id_of
from foothold_contracts.policy import ContractPolicy
from foothold_events.envelope import Envelope
from foothold_events.matching import ApplicationSelected
from foothold_events.payouts import EscrowFunded, EscrowLapsed, PayeeRegistered, PayoutSettled


async def on_application_selected(
    event: Envelope[ApplicationSelected], contracts: Store[Contract], policy: ContractPolicy
) -> None:
    await contracts.create(
        contract_id_of(event.data.application_id),
        lambda now: Contract.draft(event.data, policy, now),
        cause=event,
    )


async def on_escrow_funded(event: Envelope[EscrowFunded], contracts: Store[Contract]) -> None:
    await contracts.change(event.data.contract_id, lambda found, _now: found.activate(), cause=event)


async def on_escrow_lapsed(event: Envelope[EscrowLapsed], contracts: Store[Contract]) -> None:
    await contracts.change(event.data.contract_id, lambda found, _now: found.end_unfunded(), cause=event)


async def on_payout_settled(event: Envelope[PayoutSettled], contracts: Store[Contract]) -> None:
    await contracts.change(event.data.contract_id, lambda found, _now: found.close(), cause=event)


async def on_payee_registered(event: Envelope[PayeeRegistered], payees: Projection) -> None:
    await payees.put(event.data.talent_id, {"payee_id": event.data.payee_id}, cause=event)
