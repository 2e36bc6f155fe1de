"""Registering, reading and verifying organizations."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends

from foothold_chassis.errors import RuleBroken
from foothold_chassis.store import Store
from foothold_chassis.web import (
    Country,
    CurrentCommand,
    CurrentPage,
    CurrentPrincipal,
    Domain,
    Name,
    Page,
    Principal,
    Reason,
    RequestBody,
    refuses,
)
from foothold_events.identity import OrganizationKind
from foothold_identity import look_alikes
from foothold_identity.access import OrganizationAccess
from foothold_identity.founding import Founding
from foothold_identity.organization import Organization
from foothold_identity.views import OrganizationView, RegisteredOrganizationView, UnverifiedOrganizationView


class OrganizationBody(RequestBody):
    kind: OrganizationKind
    name: Name
    country: Country
    domain: Domain


class VerificationBody(RequestBody):
    reason: Reason


def organization_routes(organizations: Store[Organization], founding: Founding) -> APIRouter:
    router = APIRouter(prefix="/v1/organizations", tags=["organizations"])
    may = OrganizationAccess()

    @router.post("", status_code=201)
    @refuses(RuleBroken, "too_many_organizations")
    async def register(
        body: OrganizationBody, principal: CurrentPrincipal, command: CurrentCommand
    ) -> RegisteredOrganizationView:
        return RegisteredOrganizationView.of(await founding.register(body, principal.account_id, command))

    @router.get("/{organization_id}", dependencies=[Depends(may.read)])
    async def read(organization_id: str) -> OrganizationView:
        return OrganizationView.of(await organizations.get(organization_id))

    return router


def verification_routes(organizations: Store[Organization]) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["organizations"])
    may = OrganizationAccess()

    @router.get("/ops/organizations", dependencies=[Depends(may.list_unverified)])
    async def unverified(page: CurrentPage) -> Page[UnverifiedOrganizationView]:
        """Return the organizations that no operator has verified yet, each with those that it could be taken for."""
        find = partial(look_alikes.unverified, organizations)
        return await page.of(find, UnverifiedOrganizationView.beside)

    @router.post("/organizations/{organization_id}/verification")
    @refuses(RuleBroken, "own_organization")
    async def verify(
        organization_id: str,
        body: VerificationBody,
        by: Annotated[Principal, Depends(may.verify)],
        command: CurrentCommand,
    ) -> OrganizationView:
        organization = await organizations.change(
            organization_id, lambda found, now: found.verify(by.account_id, body.reason, now), command
        )
        return OrganizationView.of(organization)

    return router
