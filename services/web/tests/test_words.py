"""Every text is marked, stands in a catalogue, and is translated; money and times are written as the reader does."""

import re
from pathlib import Path

from foothold_web import extracting
from foothold_web.building import lengthened
from foothold_web.gateway.views import Money
from foothold_web.ui import formats, words

TEMPLATES = Path(extracting.PACKAGE) / "templates"
FILLED_IN = re.compile(r"%\(\w+\)[sd]")


def test_the_catalogues_have_what_is_marked_in_code_and_templates() -> None:
    assert [str(path) for path in extracting.differing()] == [], "run: python -m foothold_web.extracting"


def messages() -> list[tuple[str, str, str]]:
    """Return the file, the message and its translation, a line for each number of a plural."""
    found = []
    for path, _text in extracting.files():
        for message in extracting.known(path).values():
            ids = [message.id] if isinstance(message.id, str) else list(message.id)
            strings = [message.string] if isinstance(message.string, str) else list(message.string)
            found += [(path.name, ids[min(n, len(ids) - 1)], string) for n, string in enumerate(strings)]
    return found


def test_every_message_is_translated() -> None:
    assert [(file, message) for file, message, translated in messages() if not translated] == []


def test_a_translation_fills_in_what_the_message_fills_in() -> None:
    differing = [
        message
        for _file, message, translated in messages()
        if sorted(FILLED_IN.findall(message)) != sorted(FILLED_IN.findall(translated))
    ]
    assert differing == []


def test_a_message_of_two_chapters_is_translated_alike() -> None:
    found: dict[str, set[str]] = {}
    for _file, message, translated in messages():
        found.setdefault(message, set()).add(translated)

    assert {message: all_ for message, all_ in found.items() if len(all_) > 1} == {}


def test_the_pseudo_locale_keeps_what_is_filled_in() -> None:
    assert lengthened("Hello %(name)s") == "[Hélló %(name)s ····]"


def test_money_is_written_by_currency_and_language() -> None:
    with words.spoken("en"):
        assert formats.money(Money(amount=25000, currency="USD")) == "$250.00"
        assert formats.money(Money(amount=250, currency="JPY")) == "¥250"
        assert formats.money(Money(amount=1234567, currency="KWD")) == "KWD1,234.567"
    with words.spoken("de"):
        assert formats.money(Money(amount=25000, currency="EUR")) == "250,00\xa0€"


def test_no_template_marks_html_as_safe() -> None:
    wrong = [
        str(path)
        for path in TEMPLATES.rglob("*.html")
        if re.search(r"\|\s*safe\b|Markup|autoescape", path.read_text())
    ]
    assert wrong == []
