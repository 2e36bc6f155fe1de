"""Characters: which of them a reader sees, which hide what a text is, and how many of them a reader counts.

Unicode's facts come from `unicodedata`, whose version is that of Python: 14 with Python 3.11.
"""

import re
import unicodedata
from collections.abc import Iterator

SHOWN = frozenset("LNPS")
"""The general categories, by their first letter, of the characters that show: letters, numbers, symbols and so on."""

BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffc\U00013441\U00013442\U0001d159")
"""Characters of these categories that leave none: the Hangul fillers, the empty Braille cell, the object replacement,
the blank hieroglyphs, the null notehead."""

ASSIGNED_LATER = ((0x1F000, 0x1FAFF), (0x2EBF0, 0x2EE5D), (0x31350, 0x33479))
"""Pictographs and ideographs of Unicode 15 to 17. People write them, whatever Python knows of."""

MARKS_OF_DIRECTION = frozenset("\u061c\u200e\u200f")
"""Invisible letters without a sound. Arabic and Hebrew texts need them beside brackets, digits and Latin words."""

_HIDING = re.compile(
    "["
    "\u0000-\u001f\u007f-\u009f"  # control characters
    "\u2028\u2029"  # ends of lines and paragraphs
    "\u202a-\u202e\u2066-\u206f"  # bidirectional embeddings, overrides and isolates, deprecated controls
    "\ufff9-\ufffb"  # annotations
    "\ufe00-\ufe0f\U000e0000-\U000e0fff"  # variation selectors, tags
    "\ud800-\udfff"  # halves of surrogate pairs
    "\ufdd0-\ufdef"  # noncharacters, as the last two of each plane
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "]"
)

_RIGHT_USES = re.compile(
    "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,10}\U000e007f"
    "|(?<=[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])[\U000e0100-\U000e01ef]"
    "|(?<![\ufe00-\ufe0f])[\ufe00-\ufe0f]"
)
"""The right uses of tags and variation selectors, which else carry a text that nobody sees: the flag of a part of a
country such as Scotland [UTS 51], a variant of an ideograph [UTS 37], one selector after another character."""


_UNSEEN_MARK = re.compile("[\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Marks that change nothing that a reader could name: joiners and selectors [Default_Ignorable_Code_Point]."""


def visible(text: str) -> bool:
    """Return whether a reader sees at least one character of the text."""
    return any(_shows(character) for character in text)


def hiding(text: str) -> Iterator[str]:
    """Iterate over the characters of one line that hide something: control characters, half a surrogate pair,
    noncharacters, tags, and whatever turns the direction of writing.

    A mark of direction hides something unless the text has letters that are written from right to left.
    """
    yield from _HIDING.findall(_RIGHT_USES.sub("", text))
    if (marks := MARKS_OF_DIRECTION.intersection(text)) and not any(map(_is_right_to_left, text)):
        yield from marks


def shown_in_words(character: str) -> bool:
    """Return whether this shows, or is a mark on what does: all that a word without blanks is made of."""
    is_mark = unicodedata.category(character)[0] == "M"
    return _shows(character) or (is_mark and not _UNSEEN_MARK.match(character))


def counted(text: str) -> int:
    """Return how many characters a reader counts. An accent, a vowel sign or a skin tone is part of what it stands on,
    and what is joined to one picture is one, as are the two letters of a flag [close to UAX 29]."""
    count, joined, half_a_flag = 0, False, False
    for character in text:
        second_half = half_a_flag and _is_half_a_flag(character)
        count += not (joined or second_half or _is_part(character))
        half_a_flag = _is_half_a_flag(character) and not second_half
        joined = character == "\u200d"
    return count


def _shows(character: str) -> bool:
    category = unicodedata.category(character)
    if category == "Cn":
        return any(first <= ord(character) <= last for first, last in ASSIGNED_LATER)
    return category[0] in SHOWN and character not in BLANK


def _is_right_to_left(character: str) -> bool:
    return unicodedata.bidirectional(character) in {"R", "AL"} and unicodedata.category(character)[0] == "L"


def _is_part(character: str) -> bool:
    is_tone = "\U0001f3fb" <= character <= "\U0001f3ff"
    return is_tone or unicodedata.category(character) in {"Mn", "Me", "Mc", "Cf"}


def _is_half_a_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
