"""HTTP to commands, one router for each kind of thing."""

from datetime import datetime

from fastapi import APIRouter, Request

from foothold_chassis.errors import Conflict, RuleBroken
from foothold_chassis.store import Store
from foothold_chassis.web import (
    CurrentCommand,
    CurrentPage,
    CurrentPrincipal,
    Page,
    client_address,
    derive_id,
)
from foothold_events.envelope import Event
from foothold_identity.account import Account, AccountIds
from foothold_identity.affiliation import Affiliation, affiliation_id_of
from foothold_identity.bodies import (
    AccountBody,
    AffiliationBody,
    LoginBody,
    OrganizationBody,
    ProfileBody,
    RefreshBody,
    VerificationBody,
)
from foothold_identity.logins import Logins
from foothold_identity.organization import Organization
from foothold_identity.passwords import Passwords
from foothold_identity.policy import IdentityPolicy
from foothold_identity.talent import Talent
from foothold_identity.views import (
    AccountView,
    AffiliationView,
    MeView,
    OrganizationView,
    ProfileView,
    RegisteredOrganizationView,
    TokenView,
)


def account_routes(ids: AccountIds, accounts: Store[Account], passwords: Passwords) -> APIRouter:
    router = APIRouter(tags=["accounts"])

    @router.post("/v1/accounts", status_code=201)
    async def register(body: AccountBody, command: CurrentCommand) -> AccountView:
        hashed = await passwords.hash(body.password.get_secret_value())
        id = ids.of(body.email)

        def build(now: datetime) -> tuple[Account, list[Event]]:
            return Account.register(id, body.email, body.name, hashed, now, by=command.id)

        account = await accounts.create(id, build, command)
        if account.registered_by != command.id:
            raise Conflict("There is an account with this email already; log in instead.", code="email_taken")
        return AccountView.of(account)

    return router


def session_routes(logins: Logins) -> APIRouter:
    router = APIRouter(tags=["sessions"])

    @router.post("/v1/sessions", status_code=201)
    async def log_in(body: LoginBody, request: Request) -> TokenView:
        address = client_address(request)
        return TokenView.of(await logins.log_in(body.email, body.password.get_secret_value(), address))

    @router.post("/v1/sessions/refresh")
    async def refresh(body: RefreshBody) -> TokenView:
        return TokenView.of(await logins.refresh(body.refresh_token.get_secret_value()))

    @router.delete("/v1/sessions/current", status_code=204)
    async def log_out(principal: CurrentPrincipal) -> None:
        await logins.log_out(principal.session_id)

    return router


def me_routes(accounts: Store[Account], talents: Store[Talent], logins: Logins) -> APIRouter:
    router = APIRouter(prefix="/v1/me", tags=["me"])

    @router.get("")
    async def me(principal: CurrentPrincipal) -> MeView:
        account = await accounts.get(principal.account_id)
        return MeView.standing(account, await logins.standing(account))

    @router.put("/profile")
    async def update_profile(
        body: ProfileBody, principal: CurrentPrincipal, command: CurrentCommand
    ) -> ProfileView:
        profile = body.profile()
        talent = await talents.change(
            principal.talent_id,
            lambda talent, _now: talent.update(profile),
            command,
            create=lambda: Talent.blank(principal.talent_id),
        )
        return ProfileView.of(talent.id, talent.profile or profile)

    return router


def organization_routes(organizations: Store[Organization], policy: IdentityPolicy) -> APIRouter:
    router = APIRouter(prefix="/v1/organizations", tags=["organizations"])

    @router.post("", status_code=201)
    async def register(
        body: OrganizationBody, principal: CurrentPrincipal, command: CurrentCommand
    ) -> RegisteredOrganizationView:
        id = derive_id("org", command)
        if await organizations.count({"members.account_id": principal.account_id}) >= (
            policy.organizations_per_account
        ):
            raise RuleBroken(
                f"An account belongs to at most {policy.organizations_per_account} organizations.",
                code="too_many_organizations",
            )

        def build(now: datetime) -> tuple[Organization, list[Event]]:
            return Organization.register(id, **body.model_dump(), owner=principal.account_id, now=now)

        return RegisteredOrganizationView.of(await organizations.create(id, build, command))

    @router.get("/{organization_id}")
    async def read(organization_id: str) -> OrganizationView:
        return OrganizationView.of(await organizations.get(organization_id))

    @router.post("/{organization_id}/verification")
    async def verify(
        organization_id: str, body: VerificationBody, principal: CurrentPrincipal, command: CurrentCommand
    ) -> OrganizationView:
        principal.must_have("trust")
        organization = await organizations.change(
            organization_id, lambda found, now: found.verify(principal.account_id, body.reason, now), command
        )
        return OrganizationView.of(organization)

    return router


def affiliation_routes(
    affiliations: Store[Affiliation], organizations: Store[Organization], policy: IdentityPolicy
) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["affiliations"])

    @router.post("/affiliations", status_code=201)
    async def request(
        body: AffiliationBody, principal: CurrentPrincipal, command: CurrentCommand
    ) -> AffiliationView:
        organization = await organizations.get(body.organization_id)
        organization.must_be_institution()
        id = affiliation_id_of(principal.talent_id, organization.id)
        affiliation = await affiliations.change(
            id,
            lambda found, now: found.request(policy.affiliation_wait, now),
            command,
            create=lambda: Affiliation.blank(id, principal.talent_id, organization.id),
        )
        return AffiliationView.of(affiliation)

    @router.post("/affiliations/{affiliation_id}/confirmation")
    async def confirm(
        affiliation_id: str, principal: CurrentPrincipal, command: CurrentCommand
    ) -> AffiliationView:
        affiliation = await affiliations.get(affiliation_id)
        principal.must_belong_to(affiliation.organization_id)
        organization = await organizations.get(affiliation.organization_id)
        organization.must_be_verified()
        return AffiliationView.of(
            await affiliations.change(affiliation_id, lambda found, now: found.confirm(now), command)
        )

    @router.get("/organizations/{organization_id}/affiliations")
    async def of_organization(
        organization_id: str, principal: CurrentPrincipal, page: CurrentPage
    ) -> Page[AffiliationView]:
        principal.must_belong_to(organization_id)
        found = await affiliations.find(
            {"organization_id": organization_id}, after=page.after, limit=page.limit
        )
        return page.of(found, AffiliationView.of)

    return router
