"""Events of the identity service."""

from datetime import date
from typing import Annotated, ClassVar, Literal, TypedDict

from pydantic import Field

from foothold_events.envelope import Event
from foothold_events.sets import EachOnce, SetOf
from foothold_events.values import (
    AccountId,
    AffiliationId,
    CategoryCode,
    Country,
    Ed25519PublicKey,
    Instant,
    LanguageCode,
    Money,
    OfOrganization,
    OfTalent,
    OrganizationId,
    SessionId,
    SigningKeyId,
    SkillCode,
    TalentId,
    Timezone,
    Value,
)

OrganizationKind = Literal["company", "institution"]

SessionEndCause = Literal["logged_out", "token_reused", "rights_changed"]
"""Why a session ended: its holder logged out; a refresh token came that had been used before; an operator gave or took
scopes."""


class AccountRegistered(Event):
    """A person has made an account."""

    TYPE: ClassVar[str] = "foothold.identity.account.registered.v1"
    account_id: AccountId
    """The account, known to the stream by this id only."""


class Skill(Value):
    """A skill that a talent has."""

    name: SkillCode
    """The skill, as a code: `SQL`."""
    level: int = Field(ge=1, le=5)
    """From 1 (has met it) to 5 (could teach it)."""


class TalentProfileUpdated(OfTalent, Event):
    """The talent has saved its profile: the whole of it as it stands now, without names or free text."""

    TYPE: ClassVar[str] = "foothold.identity.talent.profile_updated.v1"
    skills: SetOf[Skill]
    """What the talent can do, each skill named once."""
    languages: SetOf[LanguageCode]
    """What the talent speaks, as codes: `en`."""
    timezone: Timezone
    """By its name in the IANA database: `America/Chicago`."""
    country: Country
    """Where the talent lives, by the ISO 3166-1 code."""
    hours_per_week: int = Field(ge=1, le=60)
    """The most hours of work in an ISO week."""
    available_from: date
    """The first day on which the talent can work (UTC)."""
    available_until: date | None = None
    """The last day on which the talent can work (UTC); null: no end is known."""
    blackout_dates: Annotated[tuple[date, ...], EachOnce()] = ()
    """Days between on which the talent cannot work (UTC)."""
    least_hourly_pay: Money
    """The least pay of an hour that the talent wants."""
    work_authorizations: SetOf[Country]
    """The countries in which the talent may work, by their ISO 3166-1 codes."""
    categories: SetOf[CategoryCode]
    """The kinds of work that the talent looks for, as codes."""


class TalentErased(OfTalent, Event):
    """The talent is erased, and nobody may keep anything of the profile. A null value under the talent's key (a
    tombstone) means the same."""

    TYPE: ClassVar[str] = "foothold.identity.talent.erased.v1"
    ERASES: ClassVar[str | None] = "talent_id"


class OrganizationRegistered(OfOrganization, Event):
    """An account has registered an organization that it owns."""

    TYPE: ClassVar[str] = "foothold.identity.organization.registered.v1"
    kind: OrganizationKind
    """`company`: it offers work; `institution`: it vouches for talents."""
    country: Country
    """Where it is registered, by the ISO 3166-1 code."""


class OrganizationVerified(OfOrganization, Event):
    """An operator has found that the organization is who it says it is."""

    TYPE: ClassVar[str] = "foothold.identity.organization.verified.v1"
    kind: OrganizationKind
    """`company`: from now on it may publish; `institution`: it may confirm affiliations."""


class AffiliationRefs(TypedDict):
    affiliation_id: AffiliationId
    organization_id: OrganizationId
    talent_id: TalentId


class AffiliationEvent(OfTalent, OfOrganization, Event):
    """What every event of an affiliation carries."""

    affiliation_id: AffiliationId
    """The affiliation: an institution vouches that a talent is one of its own."""


class AffiliationRequested(AffiliationEvent):
    """The talent has asked the institution to vouch."""

    TYPE: ClassVar[str] = "foothold.identity.affiliation.requested.v1"


class AffiliationConfirmed(AffiliationEvent):
    """The institution vouches for the talent."""

    TYPE: ClassVar[str] = "foothold.identity.affiliation.confirmed.v1"


class AffiliationLapsed(AffiliationEvent):
    """The institution did not answer in time. The talent may ask again."""

    TYPE: ClassVar[str] = "foothold.identity.affiliation.lapsed.v1"


class SessionEnded(Event):
    """A session has ended before its time. Every service refuses its access tokens from now on."""

    TYPE: ClassVar[str] = "foothold.identity.session.ended.v1"
    session_id: SessionId
    """The session, as the claim `sid` of a token names it: random, and known to the stream from here only."""
    cause: SessionEndCause
    """`logged_out`: by its holder; `token_reused`: a refresh token came that was used before; `rights_changed`: the
    account got or lost scopes."""
    runs_out_at: Instant
    """When the last of its access tokens runs out by itself (UTC). From then on nobody has to remember the session."""


class SigningKeyEvent(Event):
    """What every event of a signing key carries."""

    key_id: SigningKeyId
    """The key, as the header `kid` of a token names it."""


class SigningKeyPublished(SigningKeyEvent):
    """There is a new key with which access tokens are signed."""

    TYPE: ClassVar[str] = "foothold.identity.signing-key.published.v1"
    public_key: Ed25519PublicKey
    """The public half, which verifies the tokens: Ed25519, its 32 bytes in base64url without padding."""
    not_before: Instant
    """No token is signed with it before then (UTC)."""


class SigningKeyRetired(SigningKeyEvent):
    """The key signs no more."""

    TYPE: ClassVar[str] = "foothold.identity.signing-key.retired.v1"
    not_after: Instant
    """No token signed with it is accepted after then (UTC)."""
