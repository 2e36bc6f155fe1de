"""Events of the identity service."""

from datetime import date
from typing import ClassVar, Literal, TypedDict

from pydantic import Field

from foothold_events.envelope import Event
from foothold_events.values import (
    AccountId,
    AffiliationId,
    Code,
    Country,
    Ed25519PublicKey,
    Instant,
    Money,
    OfOrganization,
    OfTalent,
    OrganizationId,
    SigningKeyId,
    TalentId,
    Timezone,
    Value,
)

OrganizationKind = Literal["company", "institution"]


class AccountRegistered(Event):
    TYPE: ClassVar[str] = "foothold.identity.account.registered.v1"
    account_id: AccountId


class Skill(Value):
    """A skill and its level: 1 has met it, 5 could teach it."""

    name: Code
    level: int = Field(ge=1, le=5)


class TalentProfileUpdated(OfTalent, Event):
    """The whole profile as it stands now, without names or free text (restricted, compacted topic)."""

    TYPE: ClassVar[str] = "foothold.identity.talent.profile_updated.v1"
    skills: list[Skill]
    languages: list[Code]
    timezone: Timezone
    country: Country
    hours_per_week: int = Field(ge=1, le=60)
    available_from: date
    available_until: date | None = None
    blackout_dates: tuple[date, ...] = ()
    least_hourly_pay: Money
    work_authorizations: list[Country]
    categories: list[Code]


class OrganizationRegistered(OfOrganization, Event):
    TYPE: ClassVar[str] = "foothold.identity.organization.registered.v1"
    kind: OrganizationKind
    country: Country


class OrganizationVerified(OfOrganization, Event):
    TYPE: ClassVar[str] = "foothold.identity.organization.verified.v1"
    kind: OrganizationKind


class AffiliationRefs(TypedDict):
    affiliation_id: AffiliationId
    organization_id: OrganizationId
    talent_id: TalentId


class AffiliationEvent(OfTalent, OfOrganization, Event):
    """What every event of an affiliation carries."""

    affiliation_id: AffiliationId
    """The affiliation: an institution vouches that a talent is one of its own."""


class AffiliationRequested(AffiliationEvent):
    TYPE: ClassVar[str] = "foothold.identity.affiliation.requested.v1"


class AffiliationConfirmed(AffiliationEvent):
    TYPE: ClassVar[str] = "foothold.identity.affiliation.confirmed.v1"


class AffiliationLapsed(AffiliationEvent):
    TYPE: ClassVar[str] = "foothold.identity.affiliation.lapsed.v1"


class SigningKeyEvent(Event):
    key_id: SigningKeyId
    """The key, as the header `kid` of a token names it."""


class SigningKeyPublished(SigningKeyEvent):
    """A public key that verifies access tokens from `not_before` on (Ed25519, raw, base64url)."""

    TYPE: ClassVar[str] = "foothold.identity.signing-key.published.v1"
    public_key: Ed25519PublicKey
    not_before: Instant


class SigningKeyRetired(SigningKeyEvent):
    """After `not_after` no token signed with this key is accepted."""

    TYPE: ClassVar[str] = "foothold.identity.signing-key.retired.v1"
    not_after: Instant
