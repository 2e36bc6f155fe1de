"""After a restore: the contract as its own events tell of it.

They tell every move and the money, but neither a signature nor a deliverable. So what has ended, or waits only for
payouts, catches up; of what is still worked on an operator has to decide.
"""

from datetime import datetime

from foothold_chassis.store import Past, Retold
from foothold_contracts.contract import FINAL, Contract, Settlement, Status
from foothold_contracts.contract.money import MoneyNews
from foothold_contracts.contract.signing import Signing
from foothold_contracts.contract.work import Work
from foothold_contracts.policy import ContractPolicy
from foothold_events.contracts import (
    ContractActivated,
    ContractCancelled,
    ContractClosed,
    ContractCompleted,
    ContractDrafted,
    ContractExecuted,
    ContractLapsed,
    ContractOverdue,
    ContractSettled,
    ContractSigned,
    ContractWorkSubmitted,
)
from foothold_events.envelope import Event

NEEDS_NOBODY = FINAL | {"completed"}
"""States in which neither side has anything left to do: what they signed and handed in is evidence only."""

STATUS_AFTER: dict[type[Event], Status] = {
    ContractExecuted: "executed",
    ContractActivated: "active",
    ContractWorkSubmitted: "submitted",
    ContractCompleted: "completed",
    ContractClosed: "closed",
    ContractLapsed: "lapsed",
    ContractCancelled: "cancelled",
}


async def contract(past: Past[Contract], policy: ContractPolicy) -> Retold[Contract] | None:
    """Return the contract as it was; None if its beginning is unknown."""
    found = past.found
    lost: list[str] = []
    for telling, event in past.told:
        if isinstance(event, ContractDrafted):
            found = found or drafted(event, policy, telling.at)
        elif found is None:
            return None
        else:
            lost += lost_of(found, event)
            apply(found, event, policy, telling.at)
    if found is None:
        return None
    return Retold(found, tuple(lost), suffices=not lost or found.status in NEEDS_NOBODY)


def drafted(event: ContractDrafted, policy: ContractPolicy, at: datetime) -> Contract:
    """Return the contract as it was drafted; neither side had signed."""
    return Contract(
        id=event.contract_id,
        application_id=event.application_id,
        project_id=event.project_id,
        organization_id=event.organization_id,
        talent_id=event.talent_id,
        terms=event.terms,
        drafted_at=at,
        signing=Signing(document_hash=event.document_hash, until=event.sign_until),
        work=Work.awaited(event.terms.deadline, policy),
    )


def lost_of(found: Contract, event: Event) -> list[str]:
    """Name what the event says has happened, and does not hold."""
    match event:
        case ContractSigned(party=party) if party not in found.signing.signatures:
            return [f"the signature of the {party}"]
        case ContractWorkSubmitted(version=version) if len(found.work.deliverables) < version:
            return [f"deliverable {version}"]
        case _:
            return []


def apply(found: Contract, event: Event, policy: ContractPolicy, at: datetime) -> None:
    """Take over one move that the contract has told."""
    found.money = money_after(found, event, policy, at)
    found.work = work_after(found.work, event)
    found.status = STATUS_AFTER.get(type(event), found.status)
    match event:
        case ContractSettled(talent_amount=talent_amount, company_refund=company_refund):
            found.settlement = Settlement(talent_amount=talent_amount, company_refund=company_refund)
        case ContractLapsed():
            found.end_reason = "not_signed"
        case ContractCancelled(reason=reason):
            found.end_reason = reason


def money_after(found: Contract, event: Event, policy: ContractPolicy, at: datetime) -> MoneyNews:
    match event:
        case ContractExecuted(fund_until=None):
            return found.money.awaited(policy.funding_wait, found.work.ends_at, at)
        case ContractExecuted(fund_until=fund_until):
            return found.money.model_copy(update={"fund_until": fund_until})
        case ContractActivated():
            return found.money.heard(held=True)
        case ContractClosed():
            return found.money.heard(paid=True)
        case _:
            return found.money


def work_after(work: Work, event: Event) -> Work:
    match event:
        case ContractOverdue():
            return work.late()
        case ContractWorkSubmitted(review_until=review_until):
            return work.model_copy(update={"review_until": review_until})
        case ContractCompleted():
            return work.reviewed()
        case _:
            return work
