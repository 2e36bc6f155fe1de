"""A text that people enter shows something, and nothing in it hides what it is."""

import pytest
from pydantic import TypeAdapter, ValidationError

from foothold_chassis.web import FreeText, Name, Note
from foothold_events.characters import counted, visible

NAME: TypeAdapter[str] = TypeAdapter(Name)
TEXT: TypeAdapter[str] = TypeAdapter(FreeText)
NOTE: TypeAdapter[str] = TypeAdapter(Note)
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


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
        "Zoë",
        "👩\u200d🔬",
        "José María",
        "דנה (DANA\u200e)",
        "葛\U000e0100城",
        "❤\ufe0f",
        SCOTLAND,
        "🫨",
        "\U00031350",
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
        *("\u0378", "\U00050000", "\ufffc", "\U00013441", "\u200e\u200f", "\u0301\u0301", "\ufff9"),
    ],
    ids=ascii,
)
def test_a_name_of_which_nothing_is_seen_is_refused(text) -> None:
    assert not visible(text)
    with pytest.raises(ValidationError):
        NAME.validate_python(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "a\u0000b",
            "a\nb",
            "a\u007fb",
            "a\u0085b",
            "a\ud800",
            "\udfffb",
            "a\u202eb",
            "a\u2066b",
            "\u202bab",
        ),
        *(
            "a\u2028b",
            "a\u206ab",
            "a\ufffeb",
            "a\U0001fffeb",
            "a\u200fb",
            "a\U000e0100",
            "\u001fAda",
            "Ada\u0085",
        ),
        *("Ada\U000e0041\U000e0064", "Ada\ufe00\ufe01\ufe02", SCOTLAND[:-1] + "\U000e0020"),
    ],
    ids=ascii,
)
def test_a_name_that_hides_something_is_refused(text) -> None:
    with pytest.raises(ValidationError):
        NAME.validate_python(text)


def test_the_blanks_around_a_name_are_no_part_of_it() -> None:
    assert NAME.validate_python("  Ada King\u3000") == "Ada King"


def test_a_text_is_kept_in_one_composition_however_it_was_typed() -> None:
    assert NAME.validate_python("Zoe\u0308") == NAME.validate_python("Zo\u00eb") == "Zo\u00eb"
    assert TEXT.validate_python("Zoe\u0308\r\nBo\u2028\tA\rB") == "Zo\u00eb\nBo\n\tA\nB"


@pytest.mark.parametrize(
    "text", ["a\u0000b", "a\u000bb", "a\u001bb", "a\u202eb", "a\ud800", "\u200b", "\u3164"], ids=ascii
)
def test_a_text_of_many_lines_shows_what_it_is_as_well(text) -> None:
    for adapter in (TEXT, NOTE):
        with pytest.raises(ValidationError):
            adapter.validate_python(text)


def test_only_a_note_may_be_empty() -> None:
    assert NOTE.validate_python("") == NOTE.validate_python(" \n") == ""
    with pytest.raises(ValidationError):
        TEXT.validate_python("")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("abc", 3),
        ("Zoe\u0308", 3),
        ("👩\u200d👩\u200d👧\u200d👦", 1),
        ("👍🏽", 1),
        ("🇫🇷🇩🇪", 2),
        ("नमस्ते", 4),
        (SCOTLAND, 1),
        ("", 0),
    ],
    ids=ascii,
)
def test_characters_are_counted_as_a_reader_counts_them(text, count) -> None:
    assert counted(text) == count


@pytest.mark.parametrize("character", ["王", "n\u0303", "👩\u200d🔬", "🇫🇷"], ids=ascii)
def test_a_name_has_at_most_200_characters_in_every_script(character) -> None:
    assert counted(NAME.validate_python(character * 200)) == 200
    with pytest.raises(ValidationError, match="at most 200 characters, not 201"):
        NAME.validate_python(character * 201)


def test_few_characters_of_very_many_accents_are_too_long() -> None:
    with pytest.raises(ValidationError, match="at most 800 code points, not 900 in 1 characters"):
        NAME.validate_python("a" + "\u0301" * 900)


def test_a_refused_text_is_told_which_character_is_wrong() -> None:
    with pytest.raises(ValidationError, match=r"no control characters; U\+0000 is one"):
        NAME.validate_python("a\u0000b")
    with pytest.raises(ValidationError, match=r"U\+202E is one"):
        NAME.validate_python("a\u202eb")
