"""Accounts, sessions and profiles: what each route takes, answers and refuses, and what follows from it."""

import pytest

from foothold_chassis.testing import RunningService, talent
from foothold_events.identity import (
    AccountRegistered,
    TalentProfileUpdated,
)
from foothold_identity.talent import Talent

from .bodies import PASSWORD, PERSON, PROFILE

ADA = talent("tal_1")
CREDENTIALS = {"email": PERSON["email"], "password": PASSWORD}


async def logged_in(service: RunningService) -> dict[str, str]:
    """Register the person and return the answer of a login."""
    await service.call("POST", "/v1/accounts", PERSON)
    return await log_in(service)


async def log_in(service: RunningService) -> dict[str, str]:
    return (await service.call("POST", "/v1/sessions", CREDENTIALS)).json()


def bearer(tokens: dict[str, str]) -> dict[str, str]:
    return {"authorization": f"Bearer {tokens['access_token']}"}


async def test_a_person_registers_and_the_stream_learns_the_id_alone(service: RunningService) -> None:
    answer = await service.call("POST", "/v1/accounts", {**PERSON, "email": " Ada@Example.org "})

    assert (answer.status_code, answer.json()) == (202, {"email": "ada@example.org", "next": "log_in"})
    [event] = service.sent()
    me = (await service.call("GET", "/v1/me", headers=bearer(await log_in(service)))).json()
    assert event == AccountRegistered(account_id=me["account_id"])
    assert (me["email"], me["name"]) == ("ada@example.org", "Ada")
    assert me["talent_id"] == me["account_id"].replace("acc_", "tal_")


async def test_one_mailbox_has_one_account_however_its_address_is_written(service: RunningService) -> None:
    one = {**PERSON, "email": "zoë@münchen.example"}
    await service.call("POST", "/v1/accounts", one)

    for email in (
        "zoe\u0308@münchen.example",
        "ZOË@xn--mnchen-3ya.example",
        "zoë@m\uff55\u0308nchen\u3002example",
    ):
        again = await service.call("POST", "/v1/accounts", {**PERSON, "email": email})
        logged_in = await service.call("POST", "/v1/sessions", {"email": email, "password": PASSWORD})
        assert (again.status_code, logged_in.status_code) == (202, 201)
    assert len(service.sent(AccountRegistered)) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "ada\u200b@example.org"}, "email"),
        ({"email": "ada\u0000@example.org"}, "email"),
        ({"email": "\u202eada@example.org"}, "email"),
        ({"email": "ada@example.org\u00ad"}, "email"),
        ({"email": "ada"}, "email"),
        ({"email": "ada@localhost"}, "email"),
        ({"password": "x" * 11}, "password"),
        ({"password": "x" * 257}, "password"),
        ({"name": "A\nB"}, "name"),
        ({"name": "  "}, "name"),
        ({"scopes": ["trust"]}, "scopes"),
    ],
)
async def test_a_wrong_registration_is_refused_by_its_field_and_repeats_no_password(
    service: RunningService, change, field
) -> None:
    answer = await service.call("POST", "/v1/accounts", {**PERSON, **change})

    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])
    assert "xxx" not in answer.text
    assert service.sent() == []


@pytest.mark.parametrize("change", [{"password": "wrong-horse-battery"}, {"email": "bob@example.org"}])
async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    service: RunningService, change
) -> None:
    await service.call("POST", "/v1/accounts", PERSON)

    answer = await service.call("POST", "/v1/sessions", {**CREDENTIALS, **change})

    assert (answer.status_code, answer.json()["code"]) == (401, "login_refused")
    assert answer.json()["detail"] == "Email and password do not match."


async def test_a_profile_is_told_without_the_persons_own_words(service: RunningService) -> None:
    first, again = [await service.call("PUT", "/v1/me/profile", PROFILE, as_=ADA) for _ in range(2)]

    assert first.json() == again.json() == {"talent_id": "tal_1", **PROFILE}
    (event,) = service.sent(TalentProfileUpdated)
    assert (event.talent_id, event.hours_per_week) == ("tal_1", 20)
    assert "I like data" not in event.model_dump_json()


async def test_a_talent_reads_its_own_profile_as_it_wrote_it(service: RunningService) -> None:
    before = await service.call("GET", "/v1/me/profile", as_=ADA)
    written = await service.call("PUT", "/v1/me/profile", PROFILE, as_=ADA)
    after = await service.call("GET", "/v1/me/profile", as_=ADA)

    assert (before.status_code, after.status_code) == (404, 200)
    assert after.json() == written.json()


async def test_what_a_new_profile_leaves_out_is_empty_afterwards(service: RunningService) -> None:
    await service.call("PUT", "/v1/me/profile", PROFILE, as_=ADA)
    kept = {name: value for name, value in PROFILE.items() if name not in {"headline", "available_until"}}

    await service.call("PUT", "/v1/me/profile", kept, as_=ADA)

    profile = (await service.of(Talent).get("tal_1")).profile
    assert profile is not None
    assert (profile.headline, profile.available_until) == (None, None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"timezone": "America/Atlantis"}, "timezone"),
        ({"timezone": "localtime"}, "timezone"),
        ({"timezone": "right/Europe/Berlin"}, "timezone"),
        ({"skills": [{"name": "SQL", "level": 6}]}, "skills.0.level"),
        ({"skills": [{"name": "SQL", "level": 1}, {"name": "SQL", "level": 2}]}, "skills"),
        ({"skills": [{"name": "Node.js", "level": 1}, {"name": "node.JS", "level": 1}]}, "skills"),
        ({"languages": ["pt-BR", "en", "PT-br"]}, "languages"),
        ({"categories": ["data", "Data"]}, "categories"),
        ({"work_authorizations": ["US", "US"]}, "work_authorizations"),
        ({"blackout_dates": ["2026-07-04", "2026-07-05", "2026-07-04"]}, "blackout_dates"),
        ({"portfolio_links": ["https://ada.example", "https://ada.example"]}, "portfolio_links"),
        ({"hours_per_week": 61}, "hours_per_week"),
        ({"hours_per_week": "20"}, "hours_per_week"),
        ({"available_from": 20_000}, "available_from"),
        ({"available_from": "1780000000"}, "available_from"),
        ({"available_from": "2026-06-01T00:00:00Z"}, "available_from"),
        ({"available_until": "2026-02-30"}, "available_until"),
        ({"blackout_dates": ["2026-07-04", "20260704"]}, "blackout_dates.1"),
        ({"available_until": "2026-05-31"}, "body"),
        ({"least_hourly_pay": {"amount": -1, "currency": "USD"}}, "least_hourly_pay.amount"),
        ({"portfolio_links": ["javascript:alert(1)"]}, "portfolio_links.0"),
        ({"age": 20}, "age"),
    ],
)
async def test_a_wrong_profile_is_refused_by_its_field(service: RunningService, change, field) -> None:
    answer = await service.call("PUT", "/v1/me/profile", {**PROFILE, **change}, as_=ADA)

    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])
    assert service.sent() == []
