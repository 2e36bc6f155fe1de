"""Scopes go to a new account or to one whose password is known, and can be listed and taken away."""

import json
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from pydantic import SecretStr

from foothold_chassis.errors import Conflict, Forbidden, NotFound
from foothold_chassis.testing import RunningService, running
from foothold_events.identity import AccountRegistered, SessionEnded, SigningKeyPublished
from foothold_identity.account import ALL_SCOPES, Account, AccountIds
from foothold_identity.app import build
from foothold_identity.operators import Operators
from foothold_identity.passwords import Passwords
from foothold_identity.policy import IdentityPolicy
from foothold_identity.settings import IdentitySettings
from foothold_identity.tokens import Session, Sessions, Succession

SECRETS = {"identity_key_secret": "a" * 32, "identity_account_secret": "b" * 32}
EMAIL = "ops@example.org"
OPERATORS = "the-real-operators-password"
ATTACKERS = "attackers-password-1"


@pytest_asyncio.fixture
async def identity() -> AsyncIterator[RunningService]:
    async with running(build, IdentitySettings, **SECRETS) as service:
        (key,) = service.sent(SigningKeyPublished)
        await service.deliver(key, subject=key.key_id)
        yield service


@pytest.fixture
def operators(identity: RunningService) -> Operators:
    """The command's part, on the stores of the running service."""
    return Operators(
        AccountIds(IdentitySettings.model_validate({**REACH, **SECRETS}).identity_account_secret),
        identity.of(Account),
        Sessions(
            identity.of(Session),
            identity.service.keyring,
            Succession(SecretStr(SECRETS["identity_key_secret"])),
            IdentityPolicy(),
            identity.clock,
        ),
        Passwords.of_holders(IdentityPolicy()),
    )


REACH = {"mongo_uri": "mongodb://memory", "kafka_bootstrap": "memory:9092"}


async def register(identity: RunningService, password: str, email: str = EMAIL) -> None:
    body = {"email": email, "password": password, "name": "Eve"}
    assert (await identity.call("POST", "/v1/accounts", body)).status_code == 202


async def log_in(identity: RunningService, password: str, email: str = EMAIL) -> Any:
    return await identity.call("POST", "/v1/sessions", {"email": email, "password": password})


def claims_of(pair: dict[str, Any]) -> dict[str, Any]:
    payload = pair["access_token"].split(".")[1]
    return json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def scopes_of(pair: dict[str, Any]) -> list[str]:
    """Return the scopes that the access token carries, by which every service decides."""
    return claims_of(pair)["scopes"]


async def me(identity: RunningService, pair: dict[str, Any]) -> tuple[int, str | None]:
    """Return the status that a call with this access token gets, and the code if it is refused."""
    bearer = {"authorization": f"Bearer {pair['access_token']}"}
    answer = await identity.call("GET", "/v1/me", headers=bearer)
    return answer.status_code, answer.json().get("code")


async def test_a_new_operator_logs_in_with_the_scopes(identity: RunningService, operators: Operators) -> None:
    account = await operators.create(EMAIL, OPERATORS, ["trust", "money"])

    session = await log_in(identity, OPERATORS)

    assert scopes_of(session.json()) == ["money", "trust"]
    assert [event.account_id for event in identity.sent(AccountRegistered)] == [account.id]


async def test_an_operators_token_lives_five_minutes(identity: RunningService, operators: Operators) -> None:
    await operators.create(EMAIL, OPERATORS, ["system"])

    pair = (await log_in(identity, OPERATORS)).json()

    claims = claims_of(pair)
    assert (pair["expires_in"], claims["exp"] - claims["iat"]) == (300, 300)
    assert await me(identity, pair) == (200, None)


async def test_the_same_call_again_changes_nothing(identity: RunningService, operators: Operators) -> None:
    first = await operators.create(EMAIL, OPERATORS, [*ALL_SCOPES])
    session = (await log_in(identity, OPERATORS)).json()
    before = await identity.of(Account).get(first.id)

    again = await operators.create(EMAIL, OPERATORS, [*ALL_SCOPES])

    assert again == before
    refreshed = await identity.call(
        "POST", "/v1/sessions/refresh", {"refresh_token": session["refresh_token"]}
    )
    assert refreshed.status_code == 200


@pytest.mark.parametrize(
    "password", [ATTACKERS, OPERATORS], ids=["another password", "even the same password"]
)
async def test_an_account_that_somebody_registered_before_is_not_made_an_operator(
    identity: RunningService, operators: Operators, password: str
) -> None:
    await register(identity, password)

    with pytest.raises(Conflict, match="--existing"):
        await operators.create(EMAIL.upper(), OPERATORS, [*ALL_SCOPES])

    session = await log_in(identity, password)
    assert scopes_of(session.json()) == []
    assert [found async for found in operators.all()] == []


async def test_another_password_for_an_operator_who_exists_is_refused_not_dropped(
    identity: RunningService, operators: Operators
) -> None:
    await operators.create(EMAIL, OPERATORS, [*ALL_SCOPES])

    with pytest.raises(Conflict):
        await operators.create(EMAIL, "a-new-password-1", [*ALL_SCOPES])

    assert (await log_in(identity, "a-new-password-1")).status_code == 401
    assert (await log_in(identity, OPERATORS)).status_code == 201


async def test_more_scopes_for_an_operator_who_exists_need_existing(operators: Operators) -> None:
    await operators.create(EMAIL, OPERATORS, ["trust"])

    with pytest.raises(Conflict):
        await operators.create(EMAIL, OPERATORS, ["trust", "money"])


async def test_an_existing_account_gets_scopes_by_its_password(
    identity: RunningService, operators: Operators
) -> None:
    await register(identity, OPERATORS)
    before = (await log_in(identity, OPERATORS)).json()

    account = await operators.promote(EMAIL, OPERATORS, ["system"])

    assert account.scopes == ["system"]
    assert scopes_of(before) == [], "a token says what was so when it was signed"
    refreshed = await identity.call(
        "POST", "/v1/sessions/refresh", {"refresh_token": before["refresh_token"]}
    )
    assert refreshed.status_code == 401, "a caller who was logged in has to know the password"
    assert scopes_of((await log_in(identity, OPERATORS)).json()) == ["system"]


async def test_an_existing_account_gets_nothing_by_another_password(
    identity: RunningService, operators: Operators
) -> None:
    await register(identity, ATTACKERS)
    before = (await log_in(identity, ATTACKERS)).json()

    with pytest.raises(Forbidden):
        await operators.promote(EMAIL, OPERATORS, [*ALL_SCOPES])

    refreshed = await identity.call(
        "POST", "/v1/sessions/refresh", {"refresh_token": before["refresh_token"]}
    )
    assert scopes_of(refreshed.json()) == []


async def test_scopes_are_taken_away_and_the_sessions_end(
    identity: RunningService, operators: Operators
) -> None:
    await operators.create(EMAIL, OPERATORS, ["trust", "money"])
    sessions = [(await log_in(identity, OPERATORS)).json() for _ in range(3)]

    account = await operators.relieve(EMAIL, ["money"])

    assert account.scopes == ["trust"]
    for session in sessions:
        body = {"refresh_token": session["refresh_token"]}
        assert (await identity.call("POST", "/v1/sessions/refresh", body)).status_code == 401
        assert await me(identity, session) == (401, "session_ended"), "its tokens carried the scope"
    assert [event.cause for event in identity.sent(SessionEnded)] == ["rights_changed"] * 3
    assert scopes_of((await log_in(identity, OPERATORS)).json()) == ["trust"]


async def test_the_sessions_of_others_go_on(identity: RunningService, operators: Operators) -> None:
    await operators.create(EMAIL, OPERATORS, ["trust"])
    await register(identity, ATTACKERS, "somebody@example.org")
    session = (await log_in(identity, ATTACKERS, "somebody@example.org")).json()

    await operators.relieve(EMAIL, [*ALL_SCOPES])

    body = {"refresh_token": session["refresh_token"]}
    assert (await identity.call("POST", "/v1/sessions/refresh", body)).status_code == 200


async def test_whoever_has_scopes_is_listed_and_nobody_else(
    identity: RunningService, operators: Operators, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foothold_chassis.store.store.PAGE", 2)
    await register(identity, ATTACKERS, "somebody@example.org")
    made = [await operators.create(f"ops-{n}@example.org", OPERATORS, ["trust"]) for n in range(5)]
    await operators.relieve("ops-0@example.org", [*ALL_SCOPES])

    found = [account.id async for account in operators.all()]

    assert found == sorted(account.id for account in made[1:])


@pytest.mark.parametrize("command", ["promote", "relieve"])
async def test_an_address_without_an_account_is_named(operators: Operators, command: str) -> None:
    password = [OPERATORS] if command == "promote" else []
    with pytest.raises(NotFound, match=r"nobody@example\.org"):
        await getattr(operators, command)("nobody@example.org", *password, [*ALL_SCOPES])
