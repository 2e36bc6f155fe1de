"""The contract: signed by both, worked, reviewed, and settled exactly once.

    drafted → executed (both signed) → active (money held) → submitted → completed → closed (paid)

`lapsed` before both have signed; `cancelled` when the money never came, or the work never did.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.errors import RuleBroken
from foothold_contracts.document import document, sha256_of
from foothold_contracts.policy import ContractPolicy
from foothold_contracts.signature import Signature
from foothold_events.catalog import Terms
from foothold_events.contracts import (
    AcceptedBy,
    CancellationReason,
    ContractActivated,
    ContractCancelled,
    ContractClosed,
    ContractCompleted,
    ContractDrafted,
    ContractExecuted,
    ContractLapsed,
    ContractOverdue,
    ContractRefs,
    ContractSettled,
    ContractSigned,
    ContractWorkSubmitted,
    Party,
)
from foothold_events.envelope import Event
from foothold_events.matching import ApplicationSelected
from foothold_events.values import Money, with_prefix

Status = Literal["drafted", "executed", "active", "submitted", "completed", "closed", "lapsed", "cancelled"]
EndReason = CancellationReason | Literal["not_signed"]


class Deliverable(BaseModel):
    model_config = ConfigDict(frozen=True)

    url: str
    note: str = ""
    submitted_at: AwareDatetime


class Settlement(BaseModel):
    """How the pay splits: the two amounts add up to it."""

    model_config = ConfigDict(frozen=True)

    talent_amount: Money
    company_refund: Money


class Contract(Aggregate):
    application_id: str
    project_id: str
    organization_id: str
    talent_id: str
    terms: Terms
    document_hash: str
    status: Status = "drafted"
    drafted_at: AwareDatetime
    sign_until: AwareDatetime
    signatures: dict[Party, Signature] = Field(default_factory=dict)
    overdue_at: AwareDatetime
    cancel_at: AwareDatetime
    overdue: bool = False
    deliverables: list[Deliverable] = Field(default_factory=list)
    review_until: AwareDatetime | None = None
    settlement: Settlement | None = None
    end_reason: EndReason | None = None

    @classmethod
    def draft(
        cls, selected: ApplicationSelected, policy: ContractPolicy, now: datetime
    ) -> tuple[Self, list[Event]]:
        """Draft from the selected application, with the terms that were published."""
        id = contract_id_of(selected.application_id)
        to_sign = document(
            id, selected.organization_id, selected.talent_id, selected.project_id, selected.terms
        )
        work_until = datetime.combine(selected.terms.deadline + timedelta(days=1), time(), UTC)
        contract = cls(
            id=id,
            application_id=selected.application_id,
            project_id=selected.project_id,
            organization_id=selected.organization_id,
            talent_id=selected.talent_id,
            terms=selected.terms,
            document_hash=sha256_of(to_sign),
            drafted_at=now,
            sign_until=now + policy.signing_wait,
            overdue_at=work_until + policy.overdue_after,
            cancel_at=work_until + policy.overdue_after + policy.cancelled_after_overdue,
        )
        drafted = ContractDrafted(
            **contract.refs,
            terms=contract.terms,
            document_hash=contract.document_hash,
            sign_until=contract.sign_until,
        )
        return contract, [drafted]

    @property
    def refs(self) -> ContractRefs:
        """The relations that every event of it carries."""
        return ContractRefs(
            contract_id=self.id,
            application_id=self.application_id,
            project_id=self.project_id,
            organization_id=self.organization_id,
            talent_id=self.talent_id,
        )

    @property
    def phase(self) -> str:
        return self.status

    def sign(self, party: Party, signature: Signature, *, payee_registered: bool) -> list[Event]:
        """Sign for one side. When both have, the contract is executed and the company owes the money."""
        if party in self.signatures:
            return []
        self._must_be("drafted", to="be signed")
        if signature.document_hash != self.document_hash:
            raise RuleBroken(
                f"You signed the document {signature.document_hash}, but this contract's is {self.document_hash}; "
                "read it again and sign that one.",
                code="document_differs",
            )
        if party == "talent" and not payee_registered:
            raise RuleBroken(
                "Say first how you want to be paid (PUT /v1/me/payee), then sign.", code="payee_missing"
            )
        self.signatures[party] = signature
        signed = ContractSigned(**self.refs, party=party, document_hash=self.document_hash)
        if len(self.signatures) == 1:
            return [signed]
        self.status = "executed"
        return [signed, ContractExecuted(**self.refs, pay=self.terms.pay)]

    def activate(self) -> list[Event]:
        """The money is held. Too late for a contract that has ended: the escrow gives it back by itself."""
        if self.status != "executed":
            return []
        self.status = "active"
        return [ContractActivated(**self.refs, work_until=self.overdue_at)]

    def end_unfunded(self) -> list[Event]:
        """The company's money never came."""
        if self.status != "executed":
            return []
        return self._cancel("funding_lapsed")

    def submit(self, url: str, note: str, policy: ContractPolicy, now: datetime) -> list[Event]:
        """Hand in the work; the company then has `review_wait` to answer."""
        if self.status == "submitted" and (self.deliverables[-1].url, self.deliverables[-1].note) == (
            url,
            note,
        ):
            return []
        self._must_be("active", to="take work")
        self.deliverables.append(Deliverable(url=url, note=note, submitted_at=now))
        self.status = "submitted"
        self.review_until = now + policy.review_wait
        version = len(self.deliverables)
        return [ContractWorkSubmitted(**self.refs, version=version, review_until=self.review_until)]

    def accept(self) -> list[Event]:
        """The company accepts the work: all of the pay is the talent's."""
        if self.status in {"completed", "closed"}:
            return []
        self._must_be("submitted", to="be accepted")
        return self._complete(by="company")

    def close(self) -> list[Event]:
        """The talent has been paid."""
        if self.status != "completed":
            return []
        self.status = "closed"
        return [ContractClosed(**self.refs)]

    def due(self, now: datetime) -> list[Event]:
        """Nobody's silence blocks anybody: every wait of the two sides ends here."""
        if self.status == "drafted" and now >= self.sign_until:
            self.status = "lapsed"
            self.end_reason = "not_signed"
            return [ContractLapsed(**self.refs)]
        if self.status == "submitted" and self.review_until is not None and now >= self.review_until:
            return self._complete(by="silence")
        events: list[Event] = []
        if self.status == "active" and not self.overdue and now >= self.overdue_at:
            self.overdue = True
            events.append(ContractOverdue(**self.refs))
        if self.status == "active" and now >= self.cancel_at:
            events += [*self._cancel("overdue"), self._settle(to_talent=0)]
        return events

    def next_wake(self) -> datetime | None:
        match self.status:
            case "drafted":
                return self.sign_until
            case "active":
                return self.cancel_at if self.overdue else self.overdue_at
            case "submitted":
                return self.review_until
            case _:
                return None

    def _complete(self, *, by: AcceptedBy) -> list[Event]:
        self.status = "completed"
        self.review_until = None
        return [ContractCompleted(**self.refs, by=by), self._settle(to_talent=self.terms.pay.amount)]

    def _cancel(self, reason: CancellationReason) -> list[Event]:
        self.status = "cancelled"
        self.end_reason = reason
        return [ContractCancelled(**self.refs, reason=reason)]

    def _settle(self, *, to_talent: int) -> Event:
        """Decide how the money splits. It happens once: the states that lead here are left with it."""
        assert self.settlement is None, "a contract is settled once"  # noqa: S101 - an invariant
        pay = self.terms.pay
        self.settlement = Settlement(
            talent_amount=Money(amount=to_talent, currency=pay.currency),
            company_refund=Money(amount=pay.amount - to_talent, currency=pay.currency),
        )
        return ContractSettled(
            **self.refs,
            talent_amount=self.settlement.talent_amount,
            company_refund=self.settlement.company_refund,
        )

    def _must_be(self, status: Status, *, to: str) -> None:
        if self.status != status:
            raise RuleBroken(
                f"The contract is {self.status}; to {to} it must be {status}.", code=f"contract_{self.status}"
            )


def contract_id_of(application_id: str) -> str:
    """One contract comes of one application, so its id does as well."""
    return with_prefix("ctr", application_id)
