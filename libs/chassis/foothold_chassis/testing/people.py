"""Who calls a service in a test. Their tokens are signed with a key of the test's own, and verified as any other."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from joserfc.jwk import OKPKey

from foothold_chassis.web import Keyring, Principal, tokens
from foothold_events.values import with_prefix

KEY_ID = "key_of_the_tests"


def talent(talent_id: str) -> Principal:
    """Return the account of this talent, without any organization."""
    account_id = with_prefix("acc", talent_id)
    return Principal(account_id, orgs={}, scopes=frozenset(), kinds=frozenset({"talent"}))


def member(organization_id: str, role: str = "admin") -> Principal:
    """Return an account that belongs to this company, and to no other organization."""
    account_id = f"acc_member_of_{organization_id}"
    return Principal(account_id, orgs={organization_id: role}, scopes=frozenset(), kinds=frozenset())


def member_of_institution(organization_id: str, role: str = "admin") -> Principal:
    """Return an account that belongs to this institution, and to no other organization."""
    return replace(member(organization_id, role), institutions=frozenset({organization_id}))


def operator(*scopes: str) -> Principal:
    """Return an operator with these scopes."""
    return Principal("acc_operator", orgs={}, scopes=frozenset(scopes), kinds=frozenset())


def stranger() -> Principal:
    """Return an account that is known, and entitled to nothing."""
    return Principal("acc_stranger", orgs={}, scopes=frozenset(), kinds=frozenset())


@cache
def _key() -> OKPKey:
    return OKPKey.generate_key("Ed25519")


def trust(keyring: Keyring) -> None:
    """Make a service accept the tokens that `token_of` signs."""
    keyring.add(KEY_ID, str(_key().as_dict(private=False)["x"]))


def token_of(person: Principal) -> str:
    """Return an access token as identity would sign it for this account; it lives by the real clock."""
    known = replace(person, session_id=person.session_id or "ses_of_the_tests")
    life = tokens.longest_life(person.scopes)
    return tokens.sign(known.claims(), datetime.now(UTC), life, KEY_ID, _key())
