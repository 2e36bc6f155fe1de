"""Each kind of field takes what is right in one form, and nothing that a lax reader would take for it."""

import unicodedata
from datetime import date
from typing import Any, Literal

import pytest
from fastapi import APIRouter
from pydantic import SecretStr, TypeAdapter, ValidationError

from foothold_chassis.web import (
    Day,
    EmailAddress,
    Name,
    OpaqueToken,
    Password,
    RequestBody,
    Secret,
    WebAddress,
    Whole,
    fields,
)
from foothold_chassis.web.paging import Limit

from .callers import client_of, keyring_of
from .examples import KEY

JSON = {"content-type": "application/json"}


def takes(kind: Any, value: object) -> bool:
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("text", ["2026-06-08", "2024-02-29", "2000-01-01", "2199-12-31"])
def test_a_day_is_written_in_one_way(text) -> None:
    assert TypeAdapter(Day).validate_python(text) == date.fromisoformat(text)


@pytest.mark.parametrize(
    "value",
    [
        *("1780000000", "1780000000000", "20260608", 20_260_608, 1.5, 0, True, None, [], date(2026, 6, 8)),
        *("2026-06-08T00:00:00", "2026-06-08T00:00:00Z", "2026-06-08 00:00", "2026-06-08T00:00:00+02:00"),
        *(
            "2026-06-08Z",
            "2026-06-08+02:00",
            " 2026-06-08",
            "2026-06-08\n",
            "2026-6-8",
            "+2026-06-08",
            "2026-W24-1",
        ),
        *("2026-160", "26-06-08", "2026/06/08", "08.06.2026", "٢٠٢٦-٠٦-٠٨", "today", ""),
    ],
    ids=ascii,
)
def test_what_is_no_written_day_is_refused_with_an_example(value) -> None:
    with pytest.raises(ValidationError, match="expected a date such as 2026-06-08"):
        TypeAdapter(Day).validate_python(value)


@pytest.mark.parametrize("text", ["2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "2026-06-00"])
def test_a_day_that_no_calendar_has_is_named(text) -> None:
    with pytest.raises(ValidationError, match=f"there is no {text} in the calendar"):
        TypeAdapter(Day).validate_python(text)


@pytest.mark.parametrize("text", ["1999-12-31", "2200-01-01", "0001-01-01", "9999-12-31"])
def test_a_day_of_no_one_alive_is_refused_with_the_range(text) -> None:
    with pytest.raises(ValidationError, match="expected a date from 2000-01-01 to 2199-12-31"):
        TypeAdapter(Day).validate_python(text)


@pytest.mark.parametrize("value", ["5", 5.0, 5.5, True, None, "five", [5], float("nan")], ids=ascii)
def test_a_whole_number_is_no_text_point_or_truth(value) -> None:
    assert takes(Whole, 5)
    assert not takes(Whole, value)


@pytest.mark.parametrize(
    "text", ["5.0", " 5", "+5", "-5", "1_0", "\u0665", "\uff15", "5e0", "", "5\n", "9" * 16], ids=ascii
)
def test_a_number_in_a_query_is_digits_alone(text) -> None:
    assert takes(Limit, "50")
    assert not takes(Limit, text)


@pytest.mark.parametrize("value", [1, True, 1.5, None, b"text", ["a"]], ids=ascii)
def test_a_body_takes_no_value_for_one_of_another_type(value) -> None:
    class Body(RequestBody):
        text: str = ""
        truth: bool = False
        number: float = 0.0

    for field, right in (("text", str), ("truth", bool), ("number", float)):
        if not isinstance(value, right) and not (field == "number" and type(value) is int):
            with pytest.raises(ValidationError):
                Body.model_validate({field: value})


def test_a_password_may_hold_every_character_and_is_measured_composed() -> None:
    composed = "é" * 256
    for text in (
        "a\u0000\u202e\u200b\ue000 \t\n王👩xy",
        "correct horse",
        "\u3164" * 12,
        unicodedata.normalize("NFD", composed),
    ):
        assert takes(Password, text)
    for text in ("x" * 11, "x" * 257, unicodedata.normalize("NFD", composed[:11]), "correct-horse\ud800"):
        assert not takes(Password, text)


def test_a_secret_is_taken_as_it_is() -> None:
    assert TypeAdapter(Secret).validate_python(" a\u0000b ") == SecretStr(" a\u0000b ")
    assert not takes(Secret, 5)
    assert not takes(Secret, "\udfff")


@pytest.mark.parametrize("text", ["", "a b", "a\n", "é", "x" * 201, "a\u0000"], ids=ascii)
def test_the_name_that_another_system_gave_is_visible_ascii(text) -> None:
    assert takes(OpaqueToken, "tok_1~!")
    assert not takes(OpaqueToken, text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "javascript:alert(1)",
            "https://",
            "//a.example",
            "a.example",
            "ftp://a.example",
            "https://a b.example",
        ),
        *(
            "https://a.example/\u200b",
            "https://a.example/\u202e",
            "https://a.example/\u0000",
            "https://a.example/\n",
        ),
        *(" https://a.example", "https://a.example/\ud800", f"https://a.example/{'x' * 2000}"),
    ],
    ids=ascii,
)
def test_a_web_address_is_one_and_hides_nothing(text) -> None:
    assert (
        TypeAdapter(WebAddress).validate_python("https://münchen.example/ä?q=1#é")
        == "https://münchen.example/ä?q=1#é"
    )
    assert not takes(WebAddress, text)


@pytest.mark.parametrize("name", fields.__all__)
@pytest.mark.parametrize(
    "text", ["\ud800", "a\udfff", "\udc00\ud800", "2026-06-0\ud800", "a@example.or\ud83d"], ids=ascii
)
def test_no_kind_takes_half_a_surrogate_pair(name, text) -> None:
    assert not takes(getattr(fields, name), text)


HALF = [b"a\\ud800", b"\\uDFFFa", b"\\udc00\\ud800", b"\xed\xa0\x80"]


@pytest.mark.parametrize("half", HALF)
async def test_half_a_surrogate_pair_is_refused_by_its_field_with_all_that_is_wrong(half) -> None:
    class Halves(RequestBody):
        name: Name
        password: Secret
        kind: Literal["one"]
        size: Whole
        mail: EmailAddress

    router = APIRouter()

    @router.post("/halves")
    async def take(body: Halves) -> None: ...

    content = b'{"name": "%b", "password": "open sesame%b", "kind": "%b", "size": "%b"}' % ((half,) * 4)
    async with client_of(router, keyring_of(KEY)) as client:
        answer = await client.post("/halves", content=content, headers=JSON)
        others = [
            await client.post("/halves", content=content, headers=JSON)
            for content in (b'"%b"' % half, b'{"%b": 1}' % half)
        ]

    errors = {error["field"]: error for error in answer.json()["errors"]}
    assert [answer.status_code, *(other.status_code for other in others)] == [422] * 3
    assert {"name", "password", "kind", "size", "mail"} == errors.keys()
    assert "surrogate pair" in errors["name"]["message"]
    assert "surrogate pair" in errors["kind"]["message"]
    assert "\\u" in errors["name"]["value"]
    assert "value" not in errors["password"]
    assert "sesame" not in answer.text


async def test_half_a_pair_is_found_in_another_encoding_of_unicode(client) -> None:
    answer = await client.post("/things", content='{"kind": "\\ud800"}'.encode("utf-16"), headers=JSON)

    assert answer.status_code == 422


async def test_a_whole_pair_is_one_character_however_it_is_written(client) -> None:
    answer = await client.post("/things", content=b'{"name": "\\ud83d\\ude00"}', headers=JSON)

    assert (answer.status_code, answer.json()["name"]) == (200, "😀")


@pytest.mark.parametrize("path", ["/things?limit=%ED%A0%80", "/things?cursor=%ED%A0%80"])
async def test_half_a_pair_in_a_query_is_refused(client, path) -> None:
    assert (await client.get(path)).status_code == 422
