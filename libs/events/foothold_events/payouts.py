"""Events of the payouts service."""

from typing import ClassVar

from foothold_events.envelope import Event
from foothold_events.values import (
    Code,
    ContractId,
    EscrowId,
    Instant,
    Money,
    OrganizationId,
    PayeeId,
    PayoutId,
    TalentId,
)


class EscrowEvent(Event):
    escrow_id: EscrowId
    contract_id: ContractId
    organization_id: OrganizationId
    talent_id: TalentId


class EscrowRequested(EscrowEvent):
    """The company is charged `pay` + `fee`."""

    TYPE: ClassVar[str] = "foothold.payouts.escrow.requested.v1"
    pay: Money
    fee: Money
    fund_until: Instant


class EscrowFunded(EscrowEvent):
    """The money is held."""

    TYPE: ClassVar[str] = "foothold.payouts.escrow.funded.v1"


class EscrowDeclined(EscrowEvent):
    """The company's payment method was refused; it may try again until `fund_until`."""

    TYPE: ClassVar[str] = "foothold.payouts.escrow.declined.v1"
    reason: Code
    attempt: int


class EscrowLapsed(EscrowEvent):
    """The company's money did not come in time."""

    TYPE: ClassVar[str] = "foothold.payouts.escrow.lapsed.v1"


class EscrowSettled(EscrowEvent):
    """The split is booked: the talent is owed `talent_amount`, the company `company_refund` (unearned fee
    included); `fee` is what the platform earned."""

    TYPE: ClassVar[str] = "foothold.payouts.escrow.settled.v1"
    talent_amount: Money
    company_refund: Money
    fee: Money


class EscrowRefunded(EscrowEvent):
    """Money went back to the company."""

    TYPE: ClassVar[str] = "foothold.payouts.escrow.refunded.v1"
    amount: Money


class PayoutEvent(Event):
    payout_id: PayoutId
    escrow_id: EscrowId
    contract_id: ContractId
    talent_id: TalentId
    amount: Money


class PayoutInitiated(PayoutEvent):
    TYPE: ClassVar[str] = "foothold.payouts.payout.initiated.v1"


class PayoutSettled(PayoutEvent):
    """The talent has the money."""

    TYPE: ClassVar[str] = "foothold.payouts.payout.settled.v1"


class PayoutFailed(PayoutEvent):
    TYPE: ClassVar[str] = "foothold.payouts.payout.failed.v1"
    reason: Code
    attempt: int


class PayoutBlocked(PayoutEvent):
    """Gave up after the last attempt: the money stays held and an operator must look."""

    TYPE: ClassVar[str] = "foothold.payouts.payout.blocked.v1"
    reason: Code


class PayeeRegistered(Event):
    """The talent can be paid."""

    TYPE: ClassVar[str] = "foothold.payouts.payee.registered.v1"
    payee_id: PayeeId
    talent_id: TalentId
