"""After a restore: profile, affiliation, session and signing key as their own events tell of them.

Of an account and an organization they tell too little: who is behind them never leaves this service.
"""

from foothold_chassis.store import Past, Retold
from foothold_events.identity import (
    AffiliationConfirmed,
    AffiliationLapsed,
    AffiliationRequested,
    SessionEnded,
    SigningKeyRetired,
    TalentErased,
    TalentProfileUpdated,
)
from foothold_identity.affiliation import Affiliation
from foothold_identity.policy import IdentityPolicy
from foothold_identity.talent import Profile, Talent
from foothold_identity.tokens import Session, SigningKey


async def talent(past: Past[Talent]) -> Retold[Talent] | None:
    """Return the talent with its last profile; its own words are those of the database."""
    found = past.found or Talent.blank(past.id)
    own = found.profile
    for _, event in past.told:
        if isinstance(event, TalentErased):
            found.erase()
            own = None
        if isinstance(event, TalentProfileUpdated):
            public = event.model_dump(exclude={"talent_id"})
            found.profile = Profile(
                headline=own.headline if own else None,
                portfolio_links=own.portfolio_links if own else (),
                **public,
            )
    return Retold(found, ("headline and portfolio links, as they were last",))


async def affiliation(past: Past[Affiliation], policy: IdentityPolicy) -> Retold[Affiliation] | None:
    """Return the affiliation as it was."""
    found = past.found
    for telling, event in past.told:
        match event:
            case AffiliationRequested():
                found = found or Affiliation.blank(past.id, event.talent_id, event.organization_id)
                found.status, found.requested_at = "requested", telling.at
                found.lapses_at = telling.at + policy.affiliation_wait
            case AffiliationConfirmed() if found is not None:
                found.status, found.confirmed_at, found.lapses_at = "confirmed", telling.at, None
            case AffiliationLapsed() if found is not None:
                found.status, found.lapses_at = "lapsed", None
    return Retold(found) if found is not None else None


async def session(past: Past[Session]) -> Retold[Session] | None:
    """Return the session as it was: ended. Nobody holds a token of one that is missing, so it stays so."""
    found = past.found
    for telling, event in past.told:
        if found is not None and isinstance(event, SessionEnded):
            found.revoked_at = found.revoked_at or telling.at
    return Retold(found)


async def signing_key(past: Past[SigningKey]) -> Retold[SigningKey] | None:
    """Return the key as it was; None for a missing one, whose private half is lost."""
    found = past.found
    for _, event in past.told:
        if found is not None and isinstance(event, SigningKeyRetired):
            found.not_after = event.not_after
    return Retold(found) if found is not None else None
