"""Sets: what is named twice, and when two names are the same."""

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from foothold_events.identity import Skill
from foothold_events.sets import SetOf, same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SQL", "sql"),
        ("Node.js", "NODE.JS"),
        ("\uff33\uff31\uff2c", "SQL"),
        ("caf\u00e9", "cafe\u0301"),
        ("STRASSE", "stra\u00dfe"),
    ],
)
def test_neither_case_nor_the_form_in_unicode_makes_another_thing(one, other) -> None:
    assert same(one) == same(other)


@pytest.mark.parametrize(
    ("one", "other"), [("C", "C++"), ("Java", "JavaScript"), ("en", "en-GB"), ("R", "Rust")]
)
def test_another_name_is_another_thing(one, other) -> None:
    assert same(one) != same(other)


def test_a_set_keeps_its_order() -> None:
    assert TypeAdapter(SetOf[str]).validate_python(["b", "a", "C"]) == ["b", "a", "C"]


@pytest.mark.parametrize(
    ("kind", "twice"),
    [
        (str, ["SQL", "Python", "sql"]),
        (date, [date(2026, 7, 4), date(2026, 7, 4)]),
        (Skill, [Skill(name="SQL", level=1), Skill(name="Sql", level=5)]),
    ],
)
def test_what_is_named_twice_is_refused_with_its_names(kind, twice) -> None:
    with pytest.raises(ValidationError, match="expected each to be named once") as refused:
        TypeAdapter(SetOf[kind]).validate_python(twice)

    assert str(getattr(twice[-1], "name", twice[-1])) in str(refused.value)
