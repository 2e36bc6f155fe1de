"""What a reader sees in a text, whatever characters it is written with."""

import html
import re
import unicodedata

# letters that look like Latin ones [UTS 39, confusables.txt]: Cyrillic, Greek, Armenian, and Latin itself
_LOOK_ALIKES = str.maketrans(
    "аеһіјӏոоօрԛсѕսυνѵԝхуԁցɡɑαοριıκАВЕЅІЈКМНОРСТУХԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aehijlnoopqcsuuvvwxydggaaopiikABESIJKMHOPCTYXWABEZHIKMNOPTYX",
)
_SIGNS = str.maketrans("⁄∕╱⧸", "////", '"\u201c\u201d\u201e\u00ab\u00bb')  # noqa: RUF001
_DOT = re.compile(r"(?<=\w)[。․·•∙・‧⋅](?=\w)")  # noqa: RUF001
_SET_APART = re.compile(r"(?<=\w)(?: \. |\s?[\[({<]\s?\.\s?[\])}>]\s?)(?=\w)")
_LONG_GAP = re.compile(r"[^\S\n]{4,}")
_INVISIBLE = {"Cf", "Mn", "Me"}

_SPACED = re.compile(
    r"(?<!\S)(?:[\w@.+:/-] ){5,}[\w@.+:/-](?!\S)"
    r"|(?<![\w-])[\w@.](?P<between>[-_*|])(?:[\w@.](?P=between)){4,}[\w@.](?!\w)"
)
"""Six characters or more, each of which stands alone: `a d a @ e x a m p l e . o r g`."""

_DEFANGED = re.compile(r"\bh\s?(?:t\s?t|xx)\s?p\s?s?\s?:\s?/\s?/\s?", re.IGNORECASE)


def readings(text: str) -> tuple[str, ...]:
    """Return the text in plain characters, and once more with what is spelled by single characters put together."""
    read = plain(text)
    together = _SPACED.sub(_together, read)
    return tuple(
        _DEFANGED.sub("http://", _SET_APART.sub(".", one)) for one in dict.fromkeys((read, together))
    )


def _together(spelled: re.Match[str]) -> str:
    is_text = any(character.isalpha() for character in spelled[0])
    return spelled[0].replace(spelled["between"] or " ", "") if is_text else spelled[0]


def plain(text: str) -> str:
    """Return the text without invisible characters and accents, in compatible characters, digits in ASCII, and Latin
    letters in place of those that look like them."""
    unescaped = re.sub("%40", "@", re.sub("%2e", ".", html.unescape(text), flags=re.IGNORECASE))
    shown = "".join(_plain(character) for character in unicodedata.normalize("NFKD", unescaped))
    read = _LONG_GAP.sub("   ", shown.translate(_LOOK_ALIKES).translate(_SIGNS))
    return _DOT.sub(".", read)


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category in _INVISIBLE:
        return ""
    if (digit := unicodedata.digit(character, None)) is not None:
        return str(digit)
    if category == "Pd" or character == "\u2212":
        return "-"
    return " " if category == "Zs" else character


def words(text: str) -> frozenset[str]:
    """Return the words of a table."""
    return frozenset(text.split())
