"""A form: its fields and groups of fields that repeat, and the body of the API that they make."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from foothold_web.forms.fields import Field, NotReadable, Price, Typed
from foothold_web.forms.filling import Filled
from foothold_web.ui.words import later as _n

REQUIRED = _n("This is needed.")


@dataclass(frozen=True, slots=True)
class Rows:
    """A group of fields that repeats: `milestones` has `milestones.0.title`, `milestones.1.title` and so on."""

    name: str
    label: str
    fields: tuple[Field, ...]
    one: str
    """What one of them is called, for the button that adds one."""

    at_least: int = 1
    at_most: int = 20

    def count(self, typed: Typed) -> int:
        """Return how many rows were shown."""
        start = len(self.name) + 1
        indices = {
            int(index)
            for name in typed
            if name.startswith(f"{self.name}.") and (index := name[start:].partition(".")[0]).isdecimal()
        }
        return min(max(self.at_least, max(indices, default=-1) + 1), self.at_most)

    def row(self, index: int) -> list[Field]:
        return [replace(field, name=f"{self.name}.{index}.{field.name}") for field in self.fields]


@dataclass(frozen=True, slots=True)
class Form:
    """Fields in the order in which they are asked."""

    parts: tuple[Field | Rows, ...]

    def fields(self, typed: Typed) -> Iterator[Field]:
        """Return every field that is on the page, with those of each row."""
        for part in self.parts:
            if isinstance(part, Rows):
                for index in range(part.count(typed)):
                    yield from part.row(index)
            else:
                yield part

    def blank(self, typed: Typed | None = None) -> Filled:
        """Return the form as it is first shown, with what is known already."""
        return Filled(self, {name: list(texts) for name, texts in (typed or {}).items()})

    def of(self, known: Mapping[str, Any]) -> Filled:
        """Return the form filled with an object of the API."""
        typed: dict[str, list[str]] = {}
        for part in self.parts:
            if isinstance(part, Rows):
                for index, row in enumerate(_at(known, part.name) or ()):
                    for field, shown in zip(part.row(index), part.fields, strict=True):
                        typed[field.name] = _shown(shown, row)
            else:
                typed[part.name] = _shown(part, known)
        return Filled(self, {name: texts for name, texts in typed.items() if texts})

    def read(self, posted: Typed) -> Filled:
        """Return the form as it was filled, with what cannot be read of it.

        Rows that are empty are left out if there are enough without them.
        """
        typed = {name: list(texts) for name, texts in posted.items()}
        errors: dict[str, str] = {}
        body: dict[str, Any] = {}
        for part in self.parts:
            if isinstance(part, Rows):
                _put(body, part.name, self._read_rows(part, typed, errors))
            else:
                _read(part, part.name, typed, body, errors)
        own = {field.name for field in self.fields(typed)}
        kept = {name: texts for name, texts in typed.items() if name in own or name in self._beside()}
        return Filled(self, kept, errors, body)

    def _read_rows(self, part: Rows, typed: Typed, errors: dict[str, str]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for index in range(part.count(typed)):
            fields = part.row(index)
            if len(rows) >= part.at_least and all(field.is_empty(typed) for field in fields):
                continue
            row: dict[str, Any] = {}
            for field, short in zip(fields, part.fields, strict=True):
                _read(field, short.name, typed, row, errors)
            rows.append(row)
        return rows

    def _beside(self) -> set[str]:
        return {part.currency_name for part in self.parts if isinstance(part, Price)}


def _read(field: Field, path: str, typed: Typed, body: dict[str, Any], errors: dict[str, str]) -> None:
    if field.is_empty(typed):
        if not field.optional:
            errors[field.name] = REQUIRED
        return
    try:
        _put(body, path, field.read(typed))
    except NotReadable as error:
        errors[field.name] = str(error)


def _put(body: dict[str, Any], path: str, value: object) -> None:
    *above, name = path.split(".")
    for step in above:
        body = body.setdefault(step, {})
    body[name] = value


def _at(known: Mapping[str, Any], path: str) -> Any:
    found: Any = known
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _shown(field: Field, known: Mapping[str, Any]) -> list[str]:
    value = _at(known, field.name)
    if isinstance(field, Price):
        return [] if value is None else field.show_in(value, str(_at(known, field.currency_name)))
    return field.show(value)
