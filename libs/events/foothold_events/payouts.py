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
    Sha256,
    TalentId,
    Value,
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


class WithJournalHead(Value):
    """The head of the escrow's journal, when the entry of this event was its last. Its hash seals all before."""

    journal_head: Sha256 | None = None
    """The hash of the last entry of the escrow's journal, in hexadecimal; whoever keeps it can tell a journal that was
    written anew."""
    journal_entries: int | None = None
    """How many entries the journal has up to there."""


class EscrowRequested(EscrowEvent):
    """The company is charged, now that both have signed."""

    TYPE: ClassVar[str] = "foothold.payouts.escrow.requested.v1"
    pay: Money
    """What the talent will receive."""
    fee: Money
    """What the platform takes on top; the company is charged both."""
    fund_until: Instant
    """The escrow lapses unless the money has come by then (UTC)."""


class EscrowFunded(EscrowEvent):
    """The company's money has come and is held."""

    TYPE: ClassVar[str] = "foothold.payouts.escrow.funded.v1"


class EscrowDeclined(EscrowEvent):
    """The charge was refused. The company may try again until `fund_until` of `requested`."""

    TYPE: ClassVar[str] = "foothold.payouts.escrow.declined.v1"
    reason: DeclineReason
    """`no_payment_method`: the company has set none. Other codes are the provider's own: `insufficient_funds`."""
    attempt: int
    """The number of the charge that was refused, from 1 on."""


class EscrowLapsed(EscrowEvent):
    """The company's money did not come in time."""

    TYPE: ClassVar[str] = "foothold.payouts.escrow.lapsed.v1"


class EscrowSettled(WithJournalHead, EscrowEvent):
    """The split is booked as the contract decided it. The three amounts add up to what the company paid."""

    TYPE: ClassVar[str] = "foothold.payouts.escrow.settled.v1"
    talent_amount: Money
    """What the talent is owed."""
    company_refund: Money
    """What the company is owed, the unearned part of the fee included."""
    fee: Money
    """What the platform has earned."""


class EscrowRefunded(WithJournalHead, EscrowEvent):
    """Money went back to the company."""

    TYPE: ClassVar[str] = "foothold.payouts.escrow.refunded.v1"
    amount: Money
    """What went back."""


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
    """The talent is owed money, and the provider is asked to send it."""

    TYPE: ClassVar[str] = "foothold.payouts.payout.initiated.v1"


class PayoutSettled(PayoutEvent):
    """The talent has the money."""

    TYPE: ClassVar[str] = "foothold.payouts.payout.settled.v1"
    journal_head: Sha256 | None = None
    """The head of the escrow's journal when it was settled, as `escrow.settled` told it."""


class PayoutFailed(PayoutEvent):
    """The provider refused; it is asked again, later and later, unless `blocked` follows."""

    TYPE: ClassVar[str] = "foothold.payouts.payout.failed.v1"
    reason: DeclineReason
    """`no_payee`: the talent has no account set. Other codes are the provider's own: `account_closed`."""
    attempt: int
    """The number of the attempt that was refused, from 1 on."""


class PayoutBlocked(PayoutEvent):
    """The last attempt was refused: the money stays owed to the talent, and an operator must look."""

    TYPE: ClassVar[str] = "foothold.payouts.payout.blocked.v1"
    reason: DeclineReason
    """Why the last attempt was refused, as `failed` said."""


class PayeeRegistered(OfTalent, Event):
    """The talent has said how to be paid."""

    TYPE: ClassVar[str] = "foothold.payouts.payee.registered.v1"
    payee_id: PayeeId
    """The payee: where the money of one talent goes."""
