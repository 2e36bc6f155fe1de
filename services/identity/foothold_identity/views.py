"""What identity answers to its callers."""

from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel

from foothold_chassis.addresses import readable
from foothold_events.identity import OrganizationKind
from foothold_identity.account import Account, Scope
from foothold_identity.affiliation import Affiliation
from foothold_identity.logins import Kind, Standing, TokenPair
from foothold_identity.look_alikes import Unverified
from foothold_identity.organization import Organization, Role
from foothold_identity.talent import Profile


class RegistrationView(BaseModel):
    """What a registration is answered with, whether the address was new or known. Logging in shows which."""

    email: str
    next: Literal["log_in"] = "log_in"


class AccountView(BaseModel):
    account_id: str
    talent_id: str
    email: str
    name: str
    created_at: AwareDatetime

    @classmethod
    def of(cls, account: Account) -> Self:
        return cls(
            account_id=account.id,
            talent_id=account.talent_id,
            email=account.email,
            name=account.name,
            created_at=account.registered_at,
        )


class MeView(AccountView):
    """`orgs`, `kinds` and `scopes` are as of now. A token says what was so when it was signed."""

    orgs: dict[str, Role]
    kinds: list[Kind]
    scopes: list[Scope]

    @classmethod
    def standing(cls, account: Account, standing: Standing) -> Self:
        return cls(
            **AccountView.of(account).model_dump(),
            orgs=standing.orgs,
            kinds=standing.kinds,
            scopes=account.scopes,
        )


class TokenView(BaseModel):
    """`expires_in` is the life of the access token in seconds."""

    access_token: str
    expires_in: int
    refresh_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the name of a scheme

    @classmethod
    def of(cls, pair: TokenPair) -> Self:
        return cls(
            access_token=pair.access_token, expires_in=pair.expires_in, refresh_token=pair.refresh_token
        )


class ProfileView(Profile):
    talent_id: str

    @classmethod
    def of(cls, talent_id: str, profile: Profile) -> Self:
        return cls.model_validate({"talent_id": talent_id, **profile.model_dump()})


class OrganizationView(BaseModel):
    organization_id: str
    kind: OrganizationKind
    name: str
    country: str
    domain: str
    status: Literal["registered", "verified"]

    @classmethod
    def of(cls, organization: Organization) -> Self:
        return cls(
            organization_id=organization.id,
            kind=organization.kind,
            name=organization.name,
            country=organization.country,
            domain=organization.domain,
            status=organization.status,
        )


class RegisteredOrganizationView(OrganizationView):
    """A token names the organizations of its holder. One that was signed before does not name this one."""

    refresh_token_needed: Literal[True] = True


class UnverifiedOrganizationView(OrganizationView):
    """What an operator decides by. `readable_domain` is what people see of the domain in an address bar."""

    readable_domain: str
    registered_at: AwareDatetime
    look_alikes: list[OrganizationView]
    """Others with this domain, or with one that looks like it; verified ones first."""

    @classmethod
    def beside(cls, waiting: Unverified) -> Self:
        organization = waiting.organization
        return cls(
            **OrganizationView.of(organization).model_dump(),
            readable_domain=readable(organization.domain),
            registered_at=organization.registered_at,
            look_alikes=[OrganizationView.of(found) for found in waiting.look_alikes],
        )


class AffiliationView(BaseModel):
    affiliation_id: str
    organization_id: str
    talent_id: str
    status: Literal["requested", "confirmed", "lapsed"]
    requested_at: AwareDatetime
    lapses_at: AwareDatetime | None
    confirmed_at: AwareDatetime | None

    @classmethod
    def of(cls, affiliation: Affiliation) -> Self:
        return cls.model_validate(
            {"affiliation_id": affiliation.id, **affiliation.model_dump(exclude={"id"})}
        )
