"""Forty innocent and forty guilty codes: names of skills pass, whatever reaches a person does not."""

from collections.abc import Iterator
from typing import Annotated, Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from foothold_events import schemas
from foothold_events.catalog import Terms
from foothold_events.examples import TERMS
from foothold_events.identity import Skill
from foothold_events.values import CategoryCode, ClauseCode, Code, LanguageCode, SkillCode

CHOSEN = {"skill": SkillCode, "category": CategoryCode, "clause": ClauseCode}

INNOCENT = [
    "SQL",
    "C++",
    "C#",
    "F#",
    "R",
    "Go",
    "Node.js",
    "Vue.js",
    "D3.js",
    "ASP.NET",
    "ADO.NET",
    "socket.io",
    "discord.py",
    "Objective-C",
    "PL/SQL",
    "CI/CD",
    "TCP/IP",
    "A/B-testing",
    "UI/UX",
    "HTTP/2",
    "HTML5",
    "Python3.11",
    "PostgreSQL-16",
    "TLS-1.3",
    "OAuth2.0",
    "Oracle-12.1.0.2",
    "ISO-27001",
    "ISO/IEC-27001-2022",
    "DIN-EN-ISO-9001-2015",
    "EN-301-549",
    "NIST-800-171",
    "PCI-DSS-4.0.1",
    "IEEE-802.11",
    "SAP-S/4HANA-2023",
    "Office-365",
    "data-at-rest",
    "AT-commands",
    "Telegram-Bot-API",
    "GitHub/GitLab",
    "COVID-19",
]

GUILTY = [
    "example.org",
    "ada.example.org",
    "ada.lovelace.example.org",
    "ada.dev",
    "example.org/ada",
    "github.com/ada",
    "linkedin.com/in/ada",
    "t.me/ada",
    "wa.me/4930",
    "x.com/ada",
    "www.example.org",
    "www-example-org",
    "www.ada",
    "http//ada.dev",
    "https/ada-dev",
    "ada.at.example.org",
    "ada-at-example.org",
    "ada_at_example_dot_org",
    "ada-at-gmail",
    "ada.at.gmail.com",
    "ada-at-protonmail-com",
    "ADA-AT-EXAMPLE-DOT-ORG",
    "mail/ada.example.co.uk",
    "ada+cv-at-example-dot-com",
    "example.co.uk",
    "Ada.Example.ORG",
    "SQL-ada.dev",
    "github/ada",
    "telegram/ada_l",
    "instagram/ada.l",
    "ada#1234",
    "ada.l#0042",
    "0301234567",
    "030-1234567",
    "030.123.45.67",
    "0049-30-1234567",
    "1-800-555-0199",
    "555-0199",
    "call-030/1234567",
    "tel4930123456",
]


def test_there_are_forty_of_each() -> None:
    assert len(set(INNOCENT)) == len(INNOCENT) == 40
    assert len(set(GUILTY)) == len(GUILTY) == 40


@pytest.mark.parametrize("kind", CHOSEN)
@pytest.mark.parametrize("code", INNOCENT)
def test_an_innocent_name_is_a_code(code: str, kind: str) -> None:
    assert TypeAdapter(CHOSEN[kind]).validate_python(code) == code


@pytest.mark.parametrize("kind", CHOSEN)
@pytest.mark.parametrize("code", GUILTY)
def test_what_reaches_a_person_is_no_code(code: str, kind: str) -> None:
    with pytest.raises(ValidationError, match="without an address, a link or a number to call"):
        TypeAdapter(CHOSEN[kind]).validate_python(code)


@given(
    st.from_regex(r"(\+?[0-9]{2,4}[-_./]?){3,5}[0-9]{2}", fullmatch=True).filter(lambda text: text[0] != "+")
)
def test_no_grouping_of_digits_hides_a_number(number: str) -> None:
    years = number.endswith(
        tuple(f"{mark}{century}{n:02}" for mark in "-_./" for century in (19, 20) for n in range(100))
    )
    if not years:
        with pytest.raises(ValidationError):
            TypeAdapter(SkillCode).validate_python(number)


@pytest.mark.parametrize("code", ["en", "EN", "deu", "pt-BR", "zh-Hant", "zh-Hant-TW", "es-419"])
def test_a_language_is_a_tag(code: str) -> None:
    assert TypeAdapter(LanguageCode).validate_python(code) == code


@pytest.mark.parametrize(
    "code", ["english", "e", "en-", "en_US", "ada-at-example", "de-0301234567", "en-US-x-ada", "x.com"]
)
def test_anything_else_is_no_language(code: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(LanguageCode).validate_python(code)


@pytest.mark.parametrize(
    "changed",
    [
        {"category": "ada.example.org"},
        {"clauses": ["call-030-1234567"]},
        {"languages": ["ada.dev"]},
        {"skills": [{"name": "github/ada", "need": "must", "level": 3}]},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_no_field_of_the_terms_takes_one(changed: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Terms.model_validate({**TERMS.model_dump(), **changed})


def test_no_skill_of_a_profile_takes_one() -> None:
    with pytest.raises(ValidationError):
        Skill(name="ada.example.org", level=1)


def plain_codes(annotation: Any, place: str) -> Iterator[str]:
    """Name each place below a field that holds a code of no particular kind."""
    if annotation == Code:
        yield place
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            whole = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
            yield from plain_codes(whole, f"{annotation.__name__}.{name}")
    else:
        for inner in get_args(annotation):
            yield from plain_codes(inner, place)


def test_a_code_that_people_choose_is_of_a_kind_that_holds_no_address() -> None:
    found = {place for event in schemas.BY_TYPE.values() for place in plain_codes(event, "")}

    assert found == {
        "RankingProduced.policy_version",
        "EscrowDeclined.reason",  # of us or of the payment provider
        "PayoutBlocked.reason",
        "PayoutFailed.reason",
    }
