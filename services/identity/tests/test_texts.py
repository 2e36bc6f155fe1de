"""Names, reasons and passwords as people of every script type them, and what nobody can type."""

import unicodedata

import pytest

from foothold_chassis.testing import RunningService, operator, talent
from foothold_identity.account import Account

from .bodies import ORGANIZATION, PASSWORD, PERSON, PROFILE

ADA = talent("tal_1")


@pytest.mark.parametrize("name", ["王", "Zoë", "محمد", "דנה \u200e(D)", "O'Brien 3rd"], ids=ascii)
async def test_a_name_in_any_script_is_taken(service: RunningService, name) -> None:
    answer = await service.call(
        "POST", "/v1/accounts", {**PERSON, "name": unicodedata.normalize("NFD", name)}
    )

    [account] = await service.of(Account).find()
    assert (answer.status_code, account.name) == (202, unicodedata.normalize("NFC", name))


@pytest.mark.parametrize(
    "name", ["\u3164", "\u200b", "\u0301", "a\u0000b", "a\u202eb", "\U000e0041", "\ue000"], ids=ascii
)
async def test_a_name_that_shows_nothing_or_hides_something_is_refused_everywhere(
    service: RunningService, name
) -> None:
    answers = [
        await service.call("POST", "/v1/accounts", {**PERSON, "name": name}),
        await service.call("POST", "/v1/organizations", {**ORGANIZATION, "name": name}, as_=ADA),
        await service.call(
            "POST", "/v1/organizations/org_1/verification", {"reason": name}, as_=operator("trust")
        ),
        await service.call("PUT", "/v1/me/profile", {**PROFILE, "headline": name}, as_=ADA),
    ]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert [answer.json()["errors"][0]["field"] for answer in answers] == [
        "name",
        "name",
        "reason",
        "headline",
    ]
    assert all(answer.json()["errors"][0]["message"].startswith("expected") for answer in answers)


async def test_a_password_is_the_same_however_the_keyboard_composes_it(service: RunningService) -> None:
    typed = "schlüssel\u0000\u202e-für-zoë"
    registered = await service.call(
        "POST", "/v1/accounts", {**PERSON, "password": unicodedata.normalize("NFC", typed)}
    )
    login = {"email": PERSON["email"], "password": unicodedata.normalize("NFD", typed)}

    assert registered.status_code == 202
    assert (await service.call("POST", "/v1/sessions", login)).status_code == 201


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/v1/accounts", {**PERSON, "name": "\ud800"}, "name"),
        ("/v1/accounts", {**PERSON, "email": "a\udfff@example.org"}, "email"),
        ("/v1/accounts", {**PERSON, "password": f"{PASSWORD}\ud800"}, "password"),
        ("/v1/sessions", {"email": PERSON["email"], "password": f"{PASSWORD}\ud800"}, "password"),
        ("/v1/sessions/refresh", {"refresh_token": "ses_\ud800.a.b"}, "refresh_token"),
    ],
)
async def test_half_a_surrogate_pair_is_refused_by_its_field_and_no_secret_repeated(
    service: RunningService, path, body, field
) -> None:
    answer = await service.call("POST", path, body)

    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])
    assert PASSWORD not in answer.text
