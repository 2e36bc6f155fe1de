"""Who may call is decided by the token alone, for as long as its time and its key allow."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from fastapi import APIRouter

from foothold_chassis.errors import Forbidden, Unauthenticated
from foothold_chassis.testing import MemoryMongo
from foothold_chassis.web import CurrentPrincipal, Keyring, OptionalPrincipal, Principal
from foothold_chassis.web import keyring as keyring_module
from foothold_events.identity import AccountRegistered, SigningKeyPublished, SigningKeyRetired

from .callers import (
    KEY_ID,
    bearer,
    claims,
    client_of,
    keyring_of,
    new_key,
    public_half,
    said,
    token,
)

KEY = new_key()
OTHER = new_key()


@pytest.fixture(autouse=True)
def _short_wait(monkeypatch) -> None:
    monkeypatch.setattr(keyring_module, "NEW_KEY_WAIT_SECONDS", 0.02)


def routes() -> APIRouter:
    router = APIRouter()

    @router.get("/me")
    async def me(principal: CurrentPrincipal) -> dict[str, object]:
        return {
            "account": principal.account_id,
            "talent": principal.talent_id,
            "session": principal.session_id,
        }

    @router.get("/open")
    async def anyone(principal: OptionalPrincipal) -> dict[str, object]:
        return {"account": principal and principal.account_id}

    return router


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(routes(), keyring_of(KEY)) as client:
        yield client


async def test_a_valid_token_says_who_calls(client) -> None:
    answer = await client.get("/me", headers=bearer(token(KEY)))

    assert answer.status_code == 200
    assert answer.json() == {"account": "acc_7F", "talent": "tal_7F", "session": "ses_1"}


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Bearer ", "token"])
async def test_another_scheme_is_refused(client, header) -> None:
    answer = await client.get("/me", headers={"authorization": header})

    assert (answer.status_code, answer.json()["code"]) == (401, "token_malformed")


async def test_no_token_is_told_how_to_get_one(client) -> None:
    answer = await client.get("/me")

    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")
    assert "POST /v1/sessions" in answer.json()["detail"]


async def test_where_anyone_may_call_no_token_is_needed_but_a_wrong_one_is_refused(client) -> None:
    assert (await client.get("/open")).json() == {"account": None}
    assert (await client.get("/open", headers=bearer(token(KEY)))).json() == {"account": "acc_7F"}
    assert (await client.get("/open", headers=bearer(token(OTHER)))).status_code == 401


async def test_a_retired_key_signs_until_its_end_and_not_after() -> None:
    keyring = keyring_of(KEY)
    now = datetime.now(UTC)

    await keyring.apply(said(SigningKeyRetired(key_id=KEY_ID, not_after=now + timedelta(minutes=1))))
    assert (await keyring.verify(token(KEY)))["sub"] == "acc_7F"

    await keyring.apply(said(SigningKeyRetired(key_id=KEY_ID, not_after=now), 2))
    with pytest.raises(Unauthenticated) as refused:
        await keyring.verify(token(KEY))
    assert refused.value.code == "token_expired"


async def test_a_token_that_was_right_before_still_expires_and_still_falls_with_its_key(monkeypatch) -> None:
    keyring = keyring_of(KEY)
    given = token(KEY)
    assert await keyring.verify(given) is await keyring.verify(given), "its signature is checked once"

    class Later(datetime):
        @classmethod
        def now(cls, tz=None) -> datetime:
            return datetime.now(tz) + timedelta(minutes=11)

    with monkeypatch.context() as eleven_minutes_later:
        eleven_minutes_later.setattr(keyring_module, "datetime", Later)
        with pytest.raises(Unauthenticated) as refused:
            await keyring.verify(given)
    assert refused.value.code == "token_expired"

    await keyring.apply(said(SigningKeyRetired(key_id=KEY_ID, not_after=datetime.now(UTC))))
    with pytest.raises(Unauthenticated) as refused:
        await keyring.verify(given)
    assert refused.value.code == "token_expired"


async def test_only_so_many_tokens_are_remembered(monkeypatch) -> None:
    monkeypatch.setattr(keyring_module, "TOKENS_REMEMBERED", 2)
    keyring = keyring_of(KEY)
    first = await keyring.verify(token(KEY, sub="acc_1"))
    for n in (2, 3):
        await keyring.verify(token(KEY, sub=f"acc_{n}"))

    again = await keyring.verify(token(KEY, sub="acc_1"))

    assert (again["sub"], again is first) == ("acc_1", False)


async def test_a_token_waits_for_a_key_that_is_on_its_way(monkeypatch) -> None:
    monkeypatch.setattr(keyring_module, "NEW_KEY_WAIT_SECONDS", 30)
    keyring = keyring_of(OTHER, "key_0")
    verifying = asyncio.create_task(keyring.verify(token(KEY)))
    await asyncio.sleep(0)

    await keyring.apply(
        said(SigningKeyPublished(key_id=KEY_ID, public_key=public_half(KEY), not_before=datetime.now(UTC)))
    )

    assert (await verifying)["sub"] == "acc_7F"


async def test_a_restarted_service_knows_the_keys_it_knew() -> None:
    mongo = MemoryMongo()
    before = Keyring(mongo.database("test"))
    now = datetime.now(UTC)
    await before.apply(said(SigningKeyPublished(key_id=KEY_ID, public_key=public_half(KEY), not_before=now)))
    await before.apply(
        said(SigningKeyPublished(key_id="key_2", public_key=public_half(OTHER), not_before=now))
    )
    await before.apply(said(SigningKeyRetired(key_id="key_2", not_after=now)))

    after = Keyring(mongo.database("test"))
    await after.load()

    assert len(after) == 2
    assert (await after.verify(token(KEY)))["sub"] == "acc_7F"
    with pytest.raises(Unauthenticated):
        await after.verify(token(OTHER, "key_2"))


async def test_another_event_of_the_topic_changes_nothing() -> None:
    keyring = keyring_of(KEY)

    await keyring.apply(said(AccountRegistered(account_id="acc_1")))

    assert len(keyring) == 1


def test_a_principal_is_held_to_its_organizations_and_scopes() -> None:
    member = Principal.of(claims(scopes=["verify"]))

    member.must_belong_to("org_1")
    member.must_have("verify")
    with pytest.raises(Forbidden) as not_a_member:
        member.must_belong_to("org_2")
    with pytest.raises(Forbidden) as without_scope:
        member.must_have("system")
    assert not_a_member.value.code == "not_a_member"
    assert without_scope.value.code == "scope_missing"
