"""Requesting, confirming and listing affiliations."""

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends

from foothold_chassis.errors import NotFound, RuleBroken, RuleNotMetYet
from foothold_chassis.store import Keys, Store
from foothold_chassis.web import (
    CurrentCommand,
    CurrentPage,
    CurrentPrincipal,
    Granted,
    Page,
    RequestBody,
    refuses,
)
from foothold_events.values import OrganizationId
from foothold_identity.access import AffiliationAccess
from foothold_identity.affiliation import Affiliation, affiliation_id_of
from foothold_identity.organization import Organization
from foothold_identity.policy import IdentityPolicy
from foothold_identity.views import AffiliationView

ByInstitution = Granted[Affiliation, Literal["institution"]]


class AffiliationBody(RequestBody):
    organization_id: OrganizationId


def affiliation_routes(
    affiliations: Store[Affiliation],
    organizations: Store[Organization],
    keys: Keys,
    policy: IdentityPolicy,
) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["affiliations"])
    may = AffiliationAccess(affiliations)

    @router.post("/affiliations", status_code=201)
    @refuses(NotFound, "NotFound")
    @refuses(RuleBroken, "not_an_institution", "own_affiliation")
    @refuses(RuleNotMetYet, "organization_not_verified")
    async def request(
        body: AffiliationBody, principal: CurrentPrincipal, command: CurrentCommand
    ) -> AffiliationView:
        asked = await organizations.get(body.organization_id)
        await keys.take(command)
        id = affiliation_id_of(principal.talent_id, asked.id)
        affiliation = await affiliations.change(
            id,
            lambda found, now: found.request(asked, policy.affiliation_wait, now),
            command,
            create=lambda: Affiliation.blank(id, principal.talent_id, asked.id),
        )
        return AffiliationView.of(affiliation)

    @router.post("/affiliations/{affiliation_id}/confirmation")
    @refuses(RuleBroken, "not_an_institution", "own_affiliation", "affiliation_not_requested")
    @refuses(RuleNotMetYet, "organization_not_verified")
    async def confirm(
        granted: Annotated[ByInstitution, Depends(may.confirm)], command: CurrentCommand
    ) -> AffiliationView:
        affiliation, by = granted.object, granted.principal.talent_id
        institution = await organizations.get(affiliation.organization_id)
        return AffiliationView.of(
            await affiliations.change(
                affiliation.id, lambda found, now: found.confirm(institution, by, now), command
            )
        )

    @router.get("/me/affiliations")
    async def mine(principal: CurrentPrincipal, page: CurrentPage) -> Page[AffiliationView]:
        where = {"talent_id": principal.talent_id}
        return await page.of(partial(affiliations.find, where), AffiliationView.of)

    @router.get("/organizations/{organization_id}/affiliations", dependencies=[Depends(may.list)])
    async def of_organization(organization_id: str, page: CurrentPage) -> Page[AffiliationView]:
        return await page.of(
            partial(affiliations.find, {"organization_id": organization_id}), AffiliationView.of
        )

    return router
