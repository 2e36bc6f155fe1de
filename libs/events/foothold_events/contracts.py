"""Events of the contracts service."""

from typing import ClassVar, Literal, TypedDict

from foothold_events.catalog import Terms
from foothold_events.envelope import Event
from foothold_events.values import (
    ApplicationId,
    ContractId,
    Instant,
    Money,
    OfApplication,
    OfContract,
    OfOrganization,
    OfProject,
    OfTalent,
    OrganizationId,
    ProjectId,
    Sha256,
    TalentId,
)

Party = Literal["company", "talent"]
AcceptedBy = Literal["company", "silence"]
CancellationReason = Literal["funding_lapsed", "overdue"]


class ContractRefs(TypedDict):
    contract_id: ContractId
    application_id: ApplicationId
    project_id: ProjectId
    organization_id: OrganizationId
    talent_id: TalentId


class ContractEvent(OfTalent, OfOrganization, OfProject, OfApplication, OfContract, Event):
    """What every event of a contract carries."""


class ContractDrafted(ContractEvent):
    """A contract has been drafted from the selected application; both sides can sign its document."""

    TYPE: ClassVar[str] = "foothold.contracts.contract.drafted.v1"
    terms: Terms
    """The terms as they were published, which the document repeats."""
    document_hash: Sha256
    """The SHA-256, in hexadecimal, of the document to sign, as RFC 8785 JSON without absent fields."""
    sign_until: Instant
    """The contract lapses unless both have signed by then (UTC)."""


class ContractSigned(ContractEvent):
    """One side has signed the document."""

    TYPE: ClassVar[str] = "foothold.contracts.contract.signed.v1"
    party: Party
    """Who has signed."""
    document_hash: Sha256
    """The hash of the document that was signed: the one of `drafted`."""


class ContractExecuted(ContractEvent):
    """Both have signed: from here on the company owes the money."""

    TYPE: ClassVar[str] = "foothold.contracts.contract.executed.v1"
    pay: Money
    """What the talent will receive."""
    fund_until: Instant | None = None
    """The contract is cancelled unless the money has come by then (UTC): it is never beyond the end of the work."""


class ContractActivated(ContractEvent):
    """The money is held; work may begin."""

    TYPE: ClassVar[str] = "foothold.contracts.contract.activated.v1"
    work_until: Instant
    """The work is overdue from then on (UTC)."""


class ContractOverdue(ContractEvent):
    """No work was handed in in time; it still can be, until the contract is cancelled."""

    TYPE: ClassVar[str] = "foothold.contracts.contract.overdue.v1"


class ContractWorkSubmitted(ContractEvent):
    """The talent has handed in the work."""

    TYPE: ClassVar[str] = "foothold.contracts.contract.work_submitted.v1"
    version: int
    """How many times work was handed in, this time included."""
    review_until: Instant
    """A company that has not answered by then (UTC) has accepted."""


class ContractCompleted(ContractEvent):
    """The work is accepted, by the company or by its silence."""

    TYPE: ClassVar[str] = "foothold.contracts.contract.completed.v1"
    by: AcceptedBy
    """`company`: it accepted; `silence`: it did not answer until `review_until`."""


class ContractSettled(ContractEvent):
    """The one decision how the money of a funded contract splits: the two amounts add up to the pay."""

    TYPE: ClassVar[str] = "foothold.contracts.contract.settled.v1"
    talent_amount: Money
    """What the talent is owed of the pay."""
    company_refund: Money
    """What goes back to the company of the pay."""


class ContractClosed(ContractEvent):
    """The talent has been paid, and the contract is over."""

    TYPE: ClassVar[str] = "foothold.contracts.contract.closed.v1"


class ContractLapsed(ContractEvent):
    """One side did not sign in time."""

    TYPE: ClassVar[str] = "foothold.contracts.contract.lapsed.v1"


class ContractCancelled(ContractEvent):
    """The contract has ended without accepted work."""

    TYPE: ClassVar[str] = "foothold.contracts.contract.cancelled.v1"
    reason: CancellationReason
    """`funding_lapsed`: the company's money never came; `overdue`: the work never came (then `settled` follows)."""
