"""The wiring of contracts."""

from functools import partial

from foothold_chassis.ops import Measure
from foothold_chassis.service import Service
from foothold_contracts import api, reactions, retelling
from foothold_contracts.contract import Contract, Sealer
from foothold_contracts.gauges import measure_engagements
from foothold_contracts.policy import ContractPolicy
from foothold_contracts.settings import ContractsSettings
from foothold_events.matching import ApplicationSelected
from foothold_events.payouts import EscrowFunded, EscrowLapsed, PayeeRegistered, PayoutSettled
from foothold_events.schemas import told_on


def build(settings: ContractsSettings | None = None) -> Service:
    settings = settings or ContractsSettings()
    policy = ContractPolicy()
    sealer = Sealer(settings.contracts_seal_key)
    service = Service("contracts", settings)
    contracts = service.store(
        Contract,
        indexes=["organization_id", "talent_id"],
        tells=told_on("foothold.contracts.contract"),
    )
    payees = service.projection("payees")

    service.react(ApplicationSelected, reactions.on_application_selected, contracts, policy)
    service.react(EscrowFunded, reactions.on_escrow_funded, contracts)
    service.react(EscrowLapsed, reactions.on_escrow_lapsed, contracts)
    service.react(PayoutSettled, reactions.on_payout_settled, contracts)
    service.react(PayeeRegistered, reactions.on_payee_registered, payees)
    service.wake(contracts)
    service.retell(contracts, retelling.contract, policy)
    service.measure(Measure("engagements", partial(measure_engagements, contracts, service.clock)))
    service.expose(api.command_routes(contracts, payees, sealer, policy))
    service.expose(api.read_routes(contracts, sealer))
    return service
