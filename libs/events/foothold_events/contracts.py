"""Events of the contracts service. Each carries its relations, so that no reader has to look them up."""

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
    """`document_hash` is the SHA-256 of the document to sign, as RFC 8785 JSON."""

    TYPE: ClassVar[str] = "foothold.contracts.contract.drafted.v1"
    terms: Terms
    document_hash: Sha256
    sign_until: Instant


class ContractSigned(ContractEvent):
    TYPE: ClassVar[str] = "foothold.contracts.contract.signed.v1"
    party: Party
    document_hash: Sha256


class ContractExecuted(ContractEvent):
    """Both have signed: from here the company owes the money. `pay` is what the talent will receive."""

    TYPE: ClassVar[str] = "foothold.contracts.contract.executed.v1"
    pay: Money


class ContractActivated(ContractEvent):
    """The money is held; work may begin."""

    TYPE: ClassVar[str] = "foothold.contracts.contract.activated.v1"
    work_until: Instant


class ContractOverdue(ContractEvent):
    TYPE: ClassVar[str] = "foothold.contracts.contract.overdue.v1"


class ContractWorkSubmitted(ContractEvent):
    TYPE: ClassVar[str] = "foothold.contracts.contract.work_submitted.v1"
    version: int
    review_until: Instant


class ContractCompleted(ContractEvent):
    """The work is accepted, by the company or by its silence."""

    TYPE: ClassVar[str] = "foothold.contracts.contract.completed.v1"
    by: AcceptedBy
    """`company`: it accepted; `silence`: it did not answer until `review_until`."""


class ContractSettled(ContractEvent):
    """The one decision how a contract's money splits; the two amounts add up to the pay."""

    TYPE: ClassVar[str] = "foothold.contracts.contract.settled.v1"
    talent_amount: Money
    company_refund: Money


class ContractClosed(ContractEvent):
    """The talent has been paid."""

    TYPE: ClassVar[str] = "foothold.contracts.contract.closed.v1"


class ContractLapsed(ContractEvent):
    """Somebody did not sign in time."""

    TYPE: ClassVar[str] = "foothold.contracts.contract.lapsed.v1"


class ContractCancelled(ContractEvent):
    """The contract has ended without accepted work."""

    TYPE: ClassVar[str] = "foothold.contracts.contract.cancelled.v1"
    reason: CancellationReason
    """`funding_lapsed`: the company's money never came; `overdue`: the work never came (then `settled` follows)."""
