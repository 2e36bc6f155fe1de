"""The wiring of payouts."""

from dataclasses import dataclass

from foothold_chassis.service import Service
from foothold_chassis.store import Store
from foothold_events.contracts import ContractExecuted, ContractSettled
from foothold_events.payouts import EscrowRefunded, EscrowSettled, PayoutSettled
from foothold_events.schemas import told_on
from foothold_payouts import api, reactions, retelling, wakes
from foothold_payouts.accounts import Payee, PaymentMethod
from foothold_payouts.audit import AuditReport, audit
from foothold_payouts.escrow import Escrow
from foothold_payouts.gauges import of_ledger
from foothold_payouts.heads import Heads
from foothold_payouts.payout import Payout
from foothold_payouts.policy import PayoutPolicy
from foothold_payouts.provider import Provider
from foothold_payouts.provider.sandbox import SandboxProvider
from foothold_payouts.settings import PayoutsSettings


@dataclass(frozen=True, slots=True)
class Books:
    """What an audit reads."""

    service: Service
    escrows: Store[Escrow]
    payouts: Store[Payout]
    provider: Provider
    heads: Heads

    async def audit(self) -> AuditReport:
        parking, frozen = self.service.parking, self.service.frozen
        return await audit(self.escrows, self.payouts, self.provider, self.heads, parking, frozen)


def open_books(settings: PayoutsSettings | None = None) -> Books:
    service = Service("payouts", settings or PayoutsSettings())
    return Books(
        service,
        service.store(Escrow, indexes=["organization_id"], tells=told_on("foothold.payouts.escrow")),
        service.store(Payout, indexes=["talent_id"], tells=told_on("foothold.payouts.payout")),
        SandboxProvider(service.database),
        Heads(service.projection("journal_heads")),
    )


def build(settings: PayoutsSettings | None = None) -> Service:
    books = open_books(settings)
    service, escrows, payouts, provider = books.service, books.escrows, books.payouts, books.provider
    policy = PayoutPolicy()
    restored = service.was_restored
    payees = service.store(Payee, tells=told_on("foothold.payouts.payee"))
    methods = service.store(PaymentMethod)

    service.react(ContractExecuted, reactions.on_contract_executed, escrows, policy)
    service.react(ContractSettled, reactions.on_contract_settled, escrows)
    service.react(EscrowSettled, reactions.on_escrow_settled, payouts, books.heads)
    service.react(EscrowRefunded, reactions.on_escrow_refunded, books.heads)
    service.react(PayoutSettled, reactions.on_payout_settled, escrows)
    service.wake(escrows, wakes.escrow_due, escrows, methods, provider, policy, restored)
    service.wake(payouts, wakes.payout_due, payouts, payees, provider, policy, restored)
    service.retell(escrows, retelling.escrow, provider, policy)
    service.retell(payouts, retelling.payout, provider, policy)
    service.retell(payees, retelling.payee)
    service.measure(of_ledger(books.audit, policy))
    service.expose(api.account_routes(payees, methods, provider))
    service.expose(api.escrow_routes(escrows, payouts))
    service.expose(api.audit_routes(books.audit))
    return service
