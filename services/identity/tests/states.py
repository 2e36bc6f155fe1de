"""Every state of every aggregate of identity, made by commands alone and entered at `NOW`."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

from foothold_chassis.aggregate import Aggregate
from foothold_events.identity import OrganizationKind, Skill
from foothold_events.values import Money
from foothold_identity.account import Account
from foothold_identity.affiliation import Affiliation
from foothold_identity.organization import Organization
from foothold_identity.policy import IdentityPolicy
from foothold_identity.talent import Profile, Talent
from foothold_identity.tokens import RefreshToken, Session, SigningKey

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
POLICY = IdentityPolicy()
WAIT = POLICY.affiliation_wait
END = NOW + POLICY.session_life
RUNS_OUT = NOW + POLICY.access_token_life
FIRST = RefreshToken("ses_1", "family", "first")
PROFILE = Profile(
    headline="I like data",
    skills=[Skill(name="SQL", level=3)],
    languages=["en"],
    timezone="America/New_York",
    country="US",
    hours_per_week=20,
    available_from=date(2026, 6, 1),
    least_hourly_pay=Money(amount=2_000, currency="USD"),
    work_authorizations=["US"],
    categories=["data"],
    portfolio_links=("https://ada.example",),
)


def account() -> Account:
    made, _ = Account.register("acc_1", "Ada@example.com", "Ada", "$argon2id$…", NOW, by="cmd_1")
    return made


def operator() -> Account:
    made = account()
    made.grant(["trust"])
    return made


def talent() -> Talent:
    return Talent.blank("tal_1")


def talent_with_profile() -> Talent:
    made = talent()
    made.update(PROFILE)
    return made


def registered(kind: OrganizationKind = "company") -> Organization:
    made, _ = Organization.register(
        "org_1", kind, name="Acme", country="US", domain="acme.example", owner="acc_1", now=NOW, by="cmd_1"
    )
    return made


def verified(kind: OrganizationKind = "company") -> Organization:
    made = registered(kind)
    made.verify("acc_9", "register extract seen", NOW)
    return made


def blank_affiliation() -> Affiliation:
    return Affiliation.blank("aff_1", "tal_1", "org_1")


def requested() -> Affiliation:
    made = blank_affiliation()
    made.request(registered("institution"), WAIT, NOW)
    return made


def confirmed() -> Affiliation:
    made = requested()
    made.confirm(verified("institution"), "tal_2", NOW)
    return made


def lapsed() -> Affiliation:
    made = requested()
    made.due(NOW + WAIT)
    return made


def open_session() -> Session:
    return Session.start(FIRST, "acc_1", NOW, expires_at=END)


def ended_session() -> Session:
    made = open_session()
    made.end("logged_out", NOW, RUNS_OUT)
    return made


def signing_key() -> SigningKey:
    made, _ = SigningKey.publish("key_1", public_key="A" * 43, sealed_private_key="", signs_from=NOW)
    return made


def retired_key() -> SigningKey:
    made = signing_key()
    made.retire(NOW + timedelta(minutes=16))
    return made


STATES: Mapping[str, Callable[[], Aggregate]] = {
    "account, registered": account,
    "account, operator": operator,
    "talent, without a profile": talent,
    "talent, with a profile": talent_with_profile,
    "organization, registered": registered,
    "organization, verified": verified,
    "affiliation, blank": blank_affiliation,
    "affiliation, requested": requested,
    "affiliation, confirmed": confirmed,
    "affiliation, lapsed": lapsed,
    "session, open": open_session,
    "session, ended": ended_session,
    "signing key, signing": signing_key,
    "signing key, retired": retired_key,
}

FINAL = frozenset(
    {
        "account, registered",
        "account, operator",
        "talent, without a profile",
        "talent, with a profile",
        "organization, verified",
        "affiliation, blank",
        "affiliation, confirmed",
        "affiliation, lapsed",
        "session, ended",
        "signing key, retired",
    }
)
"""States in which nobody is waited for."""

WAIT_FOR_OTHERS: Mapping[str, str] = {
    "organization, registered": "an operator ends it, once its proofs are there; until then it may not act",
    "session, open": "every use of a token asks whether it has ended, so nothing has to happen at its end",
    "signing key, signing": "the signer ends it, by the real clock (`tokens/signing.py`)",
}
"""States without a wait of their own, and what ends each."""
