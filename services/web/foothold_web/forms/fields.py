"""The kinds of fields. Each turns what was typed into JSON for the API, which judges it.

A kind complains only of what it cannot turn: a number that is none, a date that is none. All rules are the API's.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from foothold_events.iso import DECIMALS
from foothold_web.ui.words import later as _n

Typed = Mapping[str, Sequence[str]]
"""What was typed, by the name of its field. A name is the path in the API's body: `pay.amount`."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class NotReadable(ValueError):
    """What was typed cannot be turned into what the API takes; the message says what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a form: a line of text, if no subclass says otherwise."""

    kind: ClassVar[str] = "text"
    name: str
    label: str
    hint: str = ""
    optional: bool = False
    autocomplete: str = "off"
    """The purpose for browsers and password managers (WCAG 2.2, 1.3.5)."""

    width: str = ""
    """How long an answer is: `short`, `medium`, or all of the line."""

    @property
    def id(self) -> str:
        """Return its id in the page, which the summary of errors leads to."""
        return "f-" + self.name.replace(".", "-")

    def is_empty(self, typed: Typed) -> bool:
        return not any(text.strip() for text in typed.get(self.name, ()))

    def read(self, typed: Typed) -> object:
        """Return what the API takes.

        Raises:
            NotReadable: it cannot be made of what was typed.
        """
        return _last(typed, self.name).strip()

    def show(self, value: object) -> list[str]:
        """Return what is to be typed for this value of the API."""
        return [] if value is None else [str(value)]


class Text(Field):
    __slots__ = ()


class Email(Field):
    __slots__ = ()
    kind: ClassVar[str] = "email"


class Secret(Field):
    """It is never shown again and never kept."""

    __slots__ = ()
    kind: ClassVar[str] = "password"

    def read(self, typed: Typed) -> object:
        return _last(typed, self.name)

    def show(self, value: object) -> list[str]:  # noqa: ARG002 - whatever it is
        return []


class Paragraphs(Field):
    __slots__ = ()
    kind: ClassVar[str] = "textarea"

    def read(self, typed: Typed) -> object:
        return _last(typed, self.name).replace("\r\n", "\n").strip()


class Number(Field):
    __slots__ = ()
    kind: ClassVar[str] = "number"

    def read(self, typed: Typed) -> object:
        text = _last(typed, self.name).strip().replace(" ", "")
        try:
            return int(text)
        except ValueError:
            raise NotReadable(_n("Type a whole number, such as 10.")) from None


class Day(Field):
    __slots__ = ()
    kind: ClassVar[str] = "date"

    def read(self, typed: Typed) -> object:
        text = _last(typed, self.name).strip()
        if not _DATE.fullmatch(text):
            raise NotReadable(_n("Type a date as year, month and day, such as 2027-03-08."))
        return text


class Price(Field):
    """An amount, typed in the main unit of the currency beside it: `pay.amount` has `pay.currency`."""

    __slots__ = ()
    kind: ClassVar[str] = "price"

    @property
    def currency_name(self) -> str:
        return self.name.rpartition(".")[0] + ".currency"

    def read(self, typed: Typed) -> object:
        text = _last(typed, self.name).strip().replace(" ", "").replace(",", ".")
        digits = _decimals(_last(typed, self.currency_name))
        try:
            minor = Decimal(text).scaleb(digits)
        except InvalidOperation:
            raise NotReadable(_n("Type an amount, such as 250 or 250.50.")) from None
        if not minor.is_finite() or minor != minor.to_integral_value():
            raise NotReadable(_n("This currency has fewer decimals."))
        return int(minor)

    def show_in(self, amount: int, currency: str) -> list[str]:
        return [f"{Decimal(amount).scaleb(-_decimals(currency)):f}"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Field):
    """One of few; each choice is a value and its label."""

    kind: ClassVar[str] = "choice"
    choices: tuple[tuple[str, str], ...]
    as_number: bool = False
    as_list: bool = False
    """A list to choose from, even for few choices, so that it stands in a line with other fields."""

    def read(self, typed: Typed) -> object:
        text = _last(typed, self.name)
        if text not in {value for value, _label in self.choices}:
            raise NotReadable(_n("Choose one of these."))
        return int(text) if self.as_number else text


class Tick(Field):
    """Yes or no."""

    __slots__ = ()
    kind: ClassVar[str] = "tick"

    def is_empty(self, typed: Typed) -> bool:  # noqa: ARG002 - a box without a tick says no
        return False

    def read(self, typed: Typed) -> object:
        return bool(_last(typed, self.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes(Field):
    """Several short codes in one line, with commas between them."""

    kind: ClassVar[str] = "text"
    upper: bool = False

    def is_empty(self, typed: Typed) -> bool:
        return not self.read(typed)

    def read(self, typed: Typed) -> object:
        parts = [part.strip() for part in re.split(r"[,;\n]", _last(typed, self.name))]
        return [part.upper() if self.upper else part for part in parts if part]

    def show(self, value: object) -> list[str]:
        return [", ".join(map(str, value))] if isinstance(value, list | tuple) and value else []


class Links(Field):
    """Several texts, one a line."""

    __slots__ = ()
    kind: ClassVar[str] = "textarea"

    def is_empty(self, typed: Typed) -> bool:
        return not self.read(typed)

    def read(self, typed: Typed) -> object:
        return [line.strip() for line in _last(typed, self.name).splitlines() if line.strip()]

    def show(self, value: object) -> list[str]:
        return ["\n".join(map(str, value))] if isinstance(value, list | tuple) and value else []


def _last(typed: Typed, name: str) -> str:
    texts = typed.get(name, ())
    return texts[-1] if texts else ""


def _decimals(currency: str) -> int:
    return DECIMALS.get(currency, 2)  # the API says what is wrong with another currency
