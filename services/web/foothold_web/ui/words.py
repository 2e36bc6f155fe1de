"""The reader's language: messages from gettext's catalogues."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations, translation
from pathlib import Path

from babel import Locale
from babel.core import negotiate_locale

BUILT = Path(__file__).parent.parent / "built" / "locales"
DOMAIN = "web"
SOURCE = "en"
"""The language that the messages are written in."""

LANGUAGES = {"en": "English", "de": "Deutsch"}
"""The languages that are complete, each by its own name."""

PSEUDO = "xa"
"""English with accents and a third longer; text that stays plain is not marked. Only a cookie chooses it."""

_current: ContextVar[str] = ContextVar("language", default=SOURCE)


def later(message: str) -> str:
    """Mark a message for the catalogue; it is translated where it is shown."""
    return message


@cache
def _catalogue(language: str) -> NullTranslations | GNUTranslations:
    if language == SOURCE:
        return NullTranslations()
    return translation(DOMAIN, BUILT, [language])


def translated(message: str) -> str:
    return _catalogue(_current.get()).gettext(message) if message else ""


def translated_number(one: str, many: str, n: int) -> str:
    return _catalogue(_current.get()).ngettext(one, many, n)


def locale() -> Locale:
    """Return the reader's locale, for money, numbers and times."""
    return Locale.parse(tag(_current.get()))


def tag(code: str) -> str:
    """Return the language that a catalogue is written in."""
    return SOURCE if code == PSEUDO else code


def language() -> str:
    return _current.get()


@contextmanager
def spoken(code: str) -> Iterator[None]:
    """Speak this language within."""
    token = _current.set(code)
    try:
        yield
    finally:
        _current.reset(token)


def wanted(chosen: str | None, accepted: str) -> str:
    """Return the language for a reader who chose one, or whose browser sends this `Accept-Language`."""
    if chosen is not None and (chosen in LANGUAGES or chosen == PSEUDO):
        return chosen
    asked = [part.partition(";")[0].strip().replace("-", "_") for part in accepted.split(",")]
    return negotiate_locale([tag for tag in asked if tag], list(LANGUAGES)) or SOURCE
