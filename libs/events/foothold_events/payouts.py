"""Events of the payouts service."""

from typing import ClassVar, Literal, TypedDict

from foothold_events.envelope import Event
from foothold_events.values import (
    Code,
    ContractId,
    EscrowId,
    Instant,
    Money,
    OfContract,
    OfEscrow,
    OfOrganization,
    OfTalent,
    OrganizationId,
    PayeeId,
    PayoutId,
    TalentId,
)

OwnDecline = Literal["no_payment_method", "no_payee"]
"""What the service itself declines before it asks the provider."""

DeclineReason = OwnDecline | Code
"""Open, unlike other reasons: what is not ours is the provider's own code, and each provider has its own, of which it
may add more at any time. A reader takes a code that it does not know for a plain no."""


class EscrowRefs(TypedDict):
    escrow_id: EscrowId
    contract_id: ContractId
    organization_id: OrganizationId
    talent_id: TalentId


class EscrowEvent(OfTalent, OfOrganization, OfContract, OfEscrow, Event):
    """What every event of an escrow carries."""


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
    reason: DeclineReason
    """Why not: `no_payment_method` or `no_payee` from us, or the provider's own code, such as `insufficient_funds`."""
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


class PayoutRefs(TypedDict):
    payout_id: PayoutId
    escrow_id: EscrowId
    contract_id: ContractId
    talent_id: TalentId
    amount: Money


class PayoutEvent(OfTalent, OfContract, OfEscrow, Event):
    """What every event of a payout carries."""

    payout_id: PayoutId
    """The payout: what one talent is owed from one escrow."""
    amount: Money
    """What is sent to the talent."""


class PayoutInitiated(PayoutEvent):
    TYPE: ClassVar[str] = "foothold.payouts.payout.initiated.v1"


class PayoutSettled(PayoutEvent):
    """The talent has the money."""

    TYPE: ClassVar[str] = "foothold.payouts.payout.settled.v1"


class PayoutFailed(PayoutEvent):
    TYPE: ClassVar[str] = "foothold.payouts.payout.failed.v1"
    reason: DeclineReason
    """Why not: `no_payment_method` or `no_payee` from us, or the provider's own code, such as `insufficient_funds`."""
    attempt: int


class PayoutBlocked(PayoutEvent):
    """Gave up after the last attempt: the money stays held and an operator must look."""

    TYPE: ClassVar[str] = "foothold.payouts.payout.blocked.v1"
    reason: DeclineReason


class PayeeRegistered(OfTalent, Event):
    """The talent can be paid."""

    TYPE: ClassVar[str] = "foothold.payouts.payee.registered.v1"
    payee_id: PayeeId
