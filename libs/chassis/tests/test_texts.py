"""A text that people enter shows something, and nothing in it hides what it is."""

import pytest
from pydantic import TypeAdapter, ValidationError

from foothold_chassis.web import Name
from foothold_chassis.web.texts import visible

NAME: TypeAdapter[str] = TypeAdapter(Name)


@pytest.mark.parametrize(
    "text",
    [
        "王",
        "A",
        "Ada King",
        "O'Brien",
        "7",
        "…",
        "محمد",
        "نی\u200cمد",
        "Zoe\u0308",
        "👩\u200d🔬",
        "José María",
    ],
    ids=ascii,
)
def test_a_name_that_is_seen_is_taken_as_it_is(text) -> None:
    assert visible(text)
    assert NAME.validate_python(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "  ", "\t", "\n", "\u00a0", "\u2003", "\u3000"),
        *("\u200b", "\u200d\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u180e", "\u061c", "\u2062"),
        *("\u3164", "\u115f\u1160", "\uffa0", "\u2800", "\U0001d159", " \u3164 \u200b"),
        *("\u0301", "\ufe0f", "\U000e0041", "\U000e0100", "\ue000", "\u2028", "\u0000", "\ufffe"),
    ],
    ids=ascii,
)
def test_a_name_of_which_nothing_is_seen_is_refused(text) -> None:
    assert not visible(text)
    with pytest.raises(ValidationError):
        NAME.validate_python(text)


@pytest.mark.parametrize(
    "text",
    ["a\u0000b", "a\nb", "a\u007fb", "a\u0085b", "a\ud800", "\udfffb", "a\u202eb", "a\u2066b", "\u202bab"],
    ids=ascii,
)
def test_a_name_that_hides_something_is_refused(text) -> None:
    with pytest.raises(ValidationError):
        NAME.validate_python(text)


def test_the_blanks_around_a_name_are_no_part_of_it() -> None:
    assert NAME.validate_python("  Ada King\u3000") == "Ada King"


def test_a_name_has_at_most_200_characters() -> None:
    assert len(NAME.validate_python("王" * 200)) == 200
    with pytest.raises(ValidationError):
        NAME.validate_python("王" * 201)
