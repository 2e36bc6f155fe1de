"""Texts that people enter: what every one of them must be."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

SHOWN = frozenset("LNPS")
"""The general categories, by their first letter, of the characters that show: letters, numbers, symbols and so on."""

BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")
"""Characters of these categories that leave none: the Hangul fillers, the empty Braille cell, the null notehead."""

OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Bidirectional overrides, embeddings and isolates: they make a text read otherwise than it is."""


def visible(text: str) -> bool:
    """Return whether a reader sees at least one character of the text."""
    return any(unicodedata.category(character)[0] in SHOWN and character not in BLANK for character in text)


def must_show(text: str) -> str:
    """Return the text if a reader sees something of it, and nothing in it hides what it is.

    Raises:
        ValueError: nothing of it is visible, or it holds a control character, half a surrogate pair or a bidirectional
            override.
    """
    if not visible(text):
        raise ValueError("expected at least one visible character")
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cs"} or character in OVERRIDES:
            raise ValueError(f"expected no control characters; U+{ord(character):04X} is one")
    return text


Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(must_show)
]
"""The name of a person or a thing, in one line; one character is enough for it (王)."""
