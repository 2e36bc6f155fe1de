"""The wiring of the catalog."""

from foothold_catalog import api, reactions, retelling
from foothold_catalog.access import ProjectAccess
from foothold_catalog.policy import CatalogPolicy
from foothold_catalog.project import Project
from foothold_catalog.settings import CatalogSettings
from foothold_chassis.service import Service
from foothold_events.contracts import (
    ContractCancelled,
    ContractClosed,
    ContractDrafted,
    ContractLapsed,
)
from foothold_events.identity import OrganizationRegistered, OrganizationVerified
from foothold_events.schemas import told_on


def build(settings: CatalogSettings | None = None) -> Service:
    service = Service("catalog", settings or CatalogSettings())
    projects = service.store(
        Project, indexes=["status", "organization_id"], tells=told_on("foothold.catalog.project")
    )
    organizations = service.projection("organizations")
    may = ProjectAccess(projects, organizations, api.draft_of)

    service.react(OrganizationRegistered, reactions.on_organization_registered, organizations)
    service.react(OrganizationVerified, reactions.on_organization_verified, organizations)
    service.react(ContractDrafted, reactions.on_contract_drafted, projects)
    service.react(ContractLapsed, reactions.on_contract_fallen_through, projects)
    service.react(ContractCancelled, reactions.on_contract_fallen_through, projects)
    service.react(ContractClosed, reactions.on_contract_closed, projects)
    service.wake(projects)
    service.retell(projects, retelling.project)
    service.expose(api.command_routes(projects, may, CatalogPolicy()))
    service.expose(api.read_routes(projects, may))
    return service
