"""Sessions: what each route answers and refuses, and which tokens work afterwards."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from foothold_chassis.testing import RunningService
from foothold_events.identity import SessionEnded

from .bodies import PASSWORD, PERSON
from .states import POLICY

CREDENTIALS = {"email": PERSON["email"], "password": PASSWORD}


async def logged_in(service: RunningService) -> dict[str, str]:
    """Register the person and return the answer of a login."""
    await service.call("POST", "/v1/accounts", PERSON)
    return (await service.call("POST", "/v1/sessions", CREDENTIALS)).json()


def bearer(tokens: dict[str, str]) -> dict[str, str]:
    return {"authorization": f"Bearer {tokens['access_token']}"}


async def refresh(service: RunningService, token: str):
    return await service.call("POST", "/v1/sessions/refresh", {"refresh_token": token})


async def me(service: RunningService, tokens: dict[str, str]) -> tuple[int, str | None]:
    """Return the status that a call with this access token gets, and the code if it is refused."""
    answer = await service.call("GET", "/v1/me", headers=bearer(tokens))
    return answer.status_code, answer.json().get("code")


async def test_a_login_answers_with_tokens_that_say_who_it_is(service: RunningService) -> None:
    tokens = await logged_in(service)

    me = await service.call("GET", "/v1/me", headers=bearer(tokens))

    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 15 * 60)
    assert me.json()["email"] == PERSON["email"]
    assert (me.json()["orgs"], me.json()["kinds"], me.json()["scopes"]) == ({}, ["talent"], [])


async def test_two_tabs_that_refresh_at_once_get_the_same_answer_and_stay_logged_in(
    service: RunningService,
) -> None:
    first = await logged_in(service)

    one, other = await asyncio.gather(*(refresh(service, first["refresh_token"]) for _ in range(2)))
    service.clock.advance(POLICY.refresh_grace - timedelta(milliseconds=1))
    late = await refresh(service, first["refresh_token"])

    assert (one.status_code, one.json()) == (other.status_code, other.json()) == (200, late.json())
    assert one.json()["refresh_token"] != first["refresh_token"]
    assert await me(service, late.json()) == (200, None)
    assert (await refresh(service, late.json()["refresh_token"])).status_code == 200


async def test_a_tab_that_comes_late_gets_the_newest_token(service: RunningService) -> None:
    first = await logged_in(service)
    second = (await refresh(service, first["refresh_token"])).json()
    third = (await refresh(service, second["refresh_token"])).json()

    late = (await refresh(service, first["refresh_token"])).json()

    assert late["refresh_token"] == third["refresh_token"]


async def test_a_refresh_token_used_again_after_the_grace_ends_the_session(service: RunningService) -> None:
    first = await logged_in(service)
    second = (await refresh(service, first["refresh_token"])).json()
    service.clock.advance(POLICY.refresh_grace)

    reused = await refresh(service, first["refresh_token"])
    stolen = await refresh(service, second["refresh_token"])

    assert [(answer.status_code, answer.json()["code"]) for answer in (reused, stolen)] == [
        (401, "refresh_refused"),
        (401, "refresh_refused"),
    ]
    for tokens in (first, second):
        assert (await me(service, tokens)) == (401, "session_ended")
    assert [event.cause for event in service.sent(SessionEnded)] == ["token_reused"]


@pytest.mark.parametrize("token", ["", "no token", "ses_1.a.b"])
async def test_a_forged_refresh_token_is_refused(service: RunningService, token) -> None:
    answer = await refresh(service, token)

    assert (answer.status_code, answer.json()["code"]) == (401, "refresh_refused")


async def test_a_session_ends_after_thirty_days_however_often_it_is_refreshed(
    service: RunningService,
) -> None:
    token = (await logged_in(service))["refresh_token"]
    service.clock.advance(timedelta(days=29))
    token = (await refresh(service, token)).json()["refresh_token"]
    service.clock.advance(timedelta(days=1))

    assert (await refresh(service, token)).status_code == 401


async def test_after_logging_out_neither_token_works(service: RunningService) -> None:
    tokens = await logged_in(service)

    left = await service.call("DELETE", "/v1/sessions/current", headers=bearer(tokens))

    assert (left.status_code, left.content) == (204, b"")
    assert await me(service, tokens) == (401, "session_ended")
    assert (await refresh(service, tokens["refresh_token"])).status_code == 401
    assert [event.cause for event in service.sent(SessionEnded)] == ["logged_out"]


async def test_a_session_ends_alone(service: RunningService) -> None:
    left, other = [await logged_in(service) for _ in range(2)]

    await service.call("DELETE", "/v1/sessions/current", headers=bearer(left))

    assert await me(service, other) == (200, None)
    assert (await refresh(service, other["refresh_token"])).status_code == 200


async def test_what_is_told_of_an_end_is_enough_for_every_token_of_the_session(
    service: RunningService,
) -> None:
    tokens = await logged_in(service)
    signed = datetime.now(UTC)

    await service.call("DELETE", "/v1/sessions/current", headers=bearer(tokens))

    (event,) = service.sent(SessionEnded)
    assert signed + POLICY.access_token_life <= event.runs_out_at <= signed + timedelta(minutes=17)
