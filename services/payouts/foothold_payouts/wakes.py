"""Take due movements to the provider, and its answers to commands."""

from foothold_chassis.errors import NotFound
from foothold_chassis.store import Store
from foothold_events.payouts import OwnDecline
from foothold_payouts.accounts import Payee, PaymentMethod, payee_id_of, payment_method_id_of
from foothold_payouts.escrow import Escrow
from foothold_payouts.movement import Movement
from foothold_payouts.payout import Payout
from foothold_payouts.policy import PayoutPolicy
from foothold_payouts.provider import Declined, Outcome, Provider, Transfer


async def escrow_due(
    escrow: Escrow,
    escrows: Store[Escrow],
    methods: Store[PaymentMethod],
    provider: Provider,
    policy: PayoutPolicy,
    restored: bool,
) -> None:
    """Ask the provider for what is pending, else let the funding deadline end its wait."""
    for movement in escrow.pending:
        # a refund goes by the charge that it undoes: the company's payment method of today may be another card
        goes_by = movement.undoes or await _token_of(escrow.organization_id, methods)
        outcome = await ask(
            provider, escrow.id, movement, goes_by, missing="no_payment_method", restored=restored
        )
        kind, attempt = movement.kind, movement.attempt
        await escrows.change(escrow.id, lambda e, now: e.book(kind, attempt, outcome, policy, now))  # noqa: B023
    if not escrow.pending:  # the store ends what is due before any command, also before one that does nothing
        await escrows.change(escrow.id, lambda _escrow, _now: [])


async def payout_due(
    payout: Payout,
    payouts: Store[Payout],
    payees: Store[Payee],
    provider: Provider,
    policy: PayoutPolicy,
    restored: bool,
) -> None:
    """Ask the provider for what is pending."""
    for movement in payout.pending:
        account = (await payees.get(payee_id_of(payout.talent_id))).account
        outcome = await ask(provider, payout.id, movement, account, missing="no_payee", restored=restored)
        attempt = movement.attempt
        await payouts.change(payout.id, lambda p, now: p.book(attempt, outcome, policy, now))  # noqa: B023


async def ask(
    provider: Provider,
    document_id: str,
    movement: Movement,
    goes_by: str,
    *,
    missing: OwnDecline,
    restored: bool = False,
) -> Outcome:
    """Ask the provider to move the money.

    Where an answer is missing, ask first what became of the movement. Once the database was restored (`restored`), an
    answer may be missing that nobody knows of, so every movement is looked up first.
    """
    key = movement.key(document_id)
    if (movement.uncertain or restored) and (known := await provider.look_up(key)) is not None:
        return known
    if not goes_by:
        return Declined(missing)
    return await provider.move(Transfer(key, movement.kind, movement.amount, goes_by))


async def _token_of(organization_id: str, methods: Store[PaymentMethod]) -> str:
    try:
        return (await methods.get(payment_method_id_of(organization_id))).token
    except NotFound:
        return ""
