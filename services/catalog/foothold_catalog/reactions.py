"""Events to commands. A project's openings follow from events of contracts alone."""

from foothold_catalog.project import Project
from foothold_chassis.store import Projection, Store
from foothold_events.contracts import (
    ContractCancelled,
    ContractClosed,
    ContractDrafted,
    ContractLapsed,
)
from foothold_events.envelope import Envelope
from foothold_events.identity import OrganizationRegistered, OrganizationVerified


async def on_organization_registered(
    event: Envelope[OrganizationRegistered], organizations: Projection
) -> None:
    fields = {"kind": event.data.kind, "verified": False}
    await organizations.put(event.data.organization_id, fields, event)


async def on_organization_verified(event: Envelope[OrganizationVerified], organizations: Projection) -> None:
    fields = {"kind": event.data.kind, "verified": True}
    await organizations.put(event.data.organization_id, fields, event)


async def on_contract_drafted(event: Envelope[ContractDrafted], projects: Store[Project]) -> None:
    contract = event.data
    await projects.change(
        contract.project_id,
        lambda project, now: project.on_contract_drafted(contract.contract_id, now),
        cause=event,
    )


async def on_contract_fallen_through(
    event: Envelope[ContractLapsed] | Envelope[ContractCancelled], projects: Store[Project]
) -> None:
    contract = event.data
    await projects.change(
        contract.project_id,
        lambda project, now: project.on_contract_fallen_through(contract.contract_id, now),
        cause=event,
    )


async def on_contract_closed(event: Envelope[ContractClosed], projects: Store[Project]) -> None:
    contract = event.data
    await projects.change(
        contract.project_id,
        lambda project, now: project.on_contract_closed(contract.contract_id, now),
        cause=event,
    )
