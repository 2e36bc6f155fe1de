"""The root of the contract: it moves the status, makes every event, and asks the chapters for the rest."""

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import AwareDatetime

from foothold_chassis.aggregate import Aggregate, Wait
from foothold_chassis.errors import RuleBroken, RuleNotMetYet
from foothold_contracts.contract.document import document, sha256_of
from foothold_contracts.contract.money import MoneyNews
from foothold_contracts.contract.settlement import Settlement, split
from foothold_contracts.contract.signature import Signature
from foothold_contracts.contract.signing import Signing
from foothold_contracts.contract.states import FINAL, Command, Status, takers, takes
from foothold_contracts.contract.work import Work
from foothold_contracts.policy import ContractPolicy
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
from foothold_events.values import with_prefix

EndReason = CancellationReason | Literal["not_signed"]


class Contract(Aggregate):
    """One contract between a company and a talent. `states.py` lists its moves."""

    application_id: str
    project_id: str
    organization_id: str
    talent_id: str
    terms: Terms
    status: Status = "drafted"
    drafted_at: AwareDatetime
    signing: Signing
    money: MoneyNews = MoneyNews()
    work: Work
    settlement: Settlement | None = None
    end_reason: EndReason | None = None

    @classmethod
    def draft(
        cls, selected: ApplicationSelected, policy: ContractPolicy, now: datetime
    ) -> tuple[Self, list[Event]]:
        """Draft the contract from the selected application, with the terms that were published."""
        id, terms = contract_id_of(selected.application_id), selected.terms
        to_sign = document(id, selected.organization_id, selected.talent_id, selected.project_id, terms)
        contract = cls(
            id=id,
            application_id=selected.application_id,
            project_id=selected.project_id,
            organization_id=selected.organization_id,
            talent_id=selected.talent_id,
            terms=terms,
            drafted_at=now,
            signing=Signing.begin(sha256_of(to_sign), policy.signing_wait, terms.starts_on, now),
            work=Work.awaited(terms.deadline, policy),
        )
        drafted = ContractDrafted(
            **contract.refs,
            terms=terms,
            document_hash=contract.signing.document_hash,
            sign_until=contract.signing.until,
        )
        return contract, [drafted]

    @property
    def refs(self) -> ContractRefs:
        """Return the relations that every event of the contract carries."""
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

    @property
    def to_sign(self) -> dict[str, Any]:
        """Return the document that both sign, made anew from the terms."""
        return document(self.id, self.organization_id, self.talent_id, self.project_id, self.terms)

    def sign(
        self, party: Party, signature: Signature, policy: ContractPolicy, *, payee_registered: bool
    ) -> list[Event]:
        """Sign for one side. When both have signed, the contract is executed and the company owes the money."""
        self.signing.must_be_of_this_document(signature)
        if party in self.signing.signatures:
            self.signing.must_be_the_same(party, signature)
            return []
        self._must_take("sign", to="be signed")
        self.signing, signed = self.signing.sign(party, signature, payee_registered=payee_registered)
        by_one = ContractSigned(**self.refs, party=party, document_hash=self.signing.document_hash)
        if signed == "by one":
            return [by_one]
        self.status = "executed"
        self.money = self.money.awaited(policy.funding_wait, self.work.ends_at, signature.signed_at)
        executed = ContractExecuted(**self.refs, pay=self.terms.pay, fund_until=self.money.fund_until)
        return [by_one, executed, *self._carry_out()]

    def activate(self) -> list[Event]:
        """Begin the work: the money is held. If the contract has ended without it, all of the money goes back."""
        if self.status in {"lapsed", "cancelled"}:
            return [self._settle(to_talent=0)] if self.settlement is None else []
        return self._hear(held=True)

    def end_unfunded(self) -> list[Event]:
        """Cancel the contract: the company's money never came."""
        return self._hear(lapsed=True)

    def submit(self, url: str, note: str, policy: ContractPolicy, now: datetime) -> list[Event]:
        """Hand in the work; the company then has `review_wait` to answer."""
        if self.status == "submitted" and self.work.is_last(url, note):
            return []
        self._must_take("submit", to="take work")
        self.work, version = self.work.hand_in(url, note, policy.review_wait, now)
        self.status = "submitted"
        assert self.work.review_until is not None  # noqa: S101 - handing in sets it
        return [ContractWorkSubmitted(**self.refs, version=version, review_until=self.work.review_until)]

    def accept(self) -> list[Event]:
        """Accept the work for the company: all of the pay is the talent's."""
        if self.status in {"completed", "closed"}:
            return []
        self._must_take("accept", to="be accepted")
        return self._complete(by="company")

    def close(self) -> list[Event]:
        """Close the contract: the talent has been paid."""
        return self._hear(paid=True)

    def _hear(self, **news: bool) -> list[Event]:
        if self.status not in FINAL:
            self.money = self.money.heard(**news)
        return self._carry_out()

    def _carry_out(self) -> list[Event]:
        """Do what payouts has said, as far as the contract has come by now; the rest is remembered."""
        if self.money.held and self.status == "executed":
            self.status = "active"
            return [ContractActivated(**self.refs, work_until=self.work.overdue_at)]
        if self.money.lapsed and takes(self.status, "escrow.lapsed"):
            return self._cancel("funding_lapsed")
        if self.money.paid and takes(self.status, "payout.settled"):
            self.status = "closed"
            return [ContractClosed(**self.refs)]
        return []

    def waits(self) -> list[Wait]:
        match self.status:
            # one whose money is known was signed by both and put back to an earlier moment: silence is no refusal
            case "drafted" if not (self.money.held or self.money.paid):
                return [Wait("both signatures", self.signing.until, self._lapse)]
            case "executed" if self.money.fund_until is not None:
                return [Wait("the money", self.money.fund_until, self._end_without_money)]
            case "active" if self.work.overdue:
                return [Wait("the overdue work", self.work.cancel_at, self._cancel_overdue)]
            case "active":
                what = "the work, from the end of the deadline's day (UTC) on"
                return [Wait(what, self.work.overdue_at, self._fall_overdue)]
            case "submitted" if self.work.review_until is not None:
                return [Wait("the review", self.work.review_until, self._accept_by_silence)]
            case _:
                return []

    def _lapse(self) -> list[Event]:
        self.status = "lapsed"
        self.end_reason = "not_signed"
        return [ContractLapsed(**self.refs)]

    def _end_without_money(self) -> list[Event]:
        return self._cancel("funding_lapsed")

    def _fall_overdue(self) -> list[Event]:
        self.work = self.work.late()
        return [ContractOverdue(**self.refs)]

    def _cancel_overdue(self) -> list[Event]:
        return [*self._cancel("overdue"), self._settle(to_talent=0)]

    def _accept_by_silence(self) -> list[Event]:
        return self._complete(by="silence")

    def _complete(self, *, by: AcceptedBy) -> list[Event]:
        self.status = "completed"
        self.work = self.work.reviewed()
        settled = self._settle(to_talent=self.terms.pay.amount)
        return [ContractCompleted(**self.refs, by=by), settled, *self._carry_out()]

    def _cancel(self, reason: CancellationReason) -> list[Event]:
        self.status = "cancelled"
        self.end_reason = reason
        return [ContractCancelled(**self.refs, reason=reason)]

    def _settle(self, *, to_talent: int) -> Event:
        """Decide how the pay splits. It happens once: a contract leaves the states that lead here for good."""
        assert self.settlement is None, "a contract is settled once"  # noqa: S101 - an invariant
        self.settlement = split(self.terms.pay, to_talent=to_talent)
        return ContractSettled(
            **self.refs,
            talent_amount=self.settlement.talent_amount,
            company_refund=self.settlement.company_refund,
        )

    def _must_take(self, command: Command, *, to: str) -> None:
        if not takes(self.status, command):
            # the company's money may have come, and its event be on its way
            refusal = RuleNotMetYet if (self.status, command) == ("executed", "submit") else RuleBroken
            raise refusal(
                f"The contract is {self.status}; to {to} it must be {' or '.join(takers(command))}.",
                code=f"contract_{self.status}",
            )


def contract_id_of(application_id: str) -> str:
    """Return the id of the contract that comes of this application: there is one, so its id is made from the other."""
    return with_prefix("ctr", application_id)
