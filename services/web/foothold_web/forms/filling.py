"""A form with what was typed into it, and what is wrong with that."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from foothold_web.forms.fields import Field
from foothold_web.gateway.refusals import Problem
from foothold_web.ui import reasons

if TYPE_CHECKING:
    from foothold_web.forms.form import Form

_INDEX = re.compile(r"\.\d+\.")


@dataclass(frozen=True, slots=True)
class Filled:
    """`errors` has a message for each field that is wrong; `general` is what is wrong with no field by itself."""

    form: "Form"
    typed: dict[str, list[str]]
    errors: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    general: str = ""

    @property
    def is_wrong(self) -> bool:
        return bool(self.errors or self.general)

    def text(self, name: str) -> str:
        """Return what was typed into a field."""
        texts = self.typed.get(name, [])
        return texts[-1] if texts else ""

    def fields(self) -> Iterator[Field]:
        yield from self.form.fields(self.typed)

    def wrong(self) -> Iterator[tuple[Field, str]]:
        """Return the wrong fields in their order on the page, for the summary above the form."""
        for each in self.fields():
            if each.name in self.errors:
                yield each, self.errors[each.name]

    def refused(self, problem: Problem) -> "Filled":
        """Return the form with the API's errors at the fields that they are about."""
        known = [each.name for each in self.fields()]
        errors, elsewhere = dict(self.errors), []
        for error in problem.errors:
            name = _nearest(error.field, known)
            message = reasons.of_field(error.message)
            if name is None:
                elsewhere.append(f"{error.field}: {message}")
            else:
                errors.setdefault(name, message)
        general = "" if errors and not elsewhere else " ".join(elsewhere) or reasons.of(problem)
        return replace(self, errors=errors, general=general)

    def kept(self) -> dict[str, list[str]]:
        """Return what may be kept of it: everything but secrets."""
        secret = {each.name for each in self.fields() if each.kind == "password"}
        return {name: texts for name, texts in self.typed.items() if name not in secret}


def _nearest(path: str, known: list[str]) -> str | None:
    """Return the field that an error's path is about: itself, one inside it, the one that it is inside of, or the
    first of those that it names in all rows, as `milestones.share` does."""
    if path in known:
        return path
    inside = [name for name in known if name.startswith(f"{path}.")]
    around = [name for name in known if path.startswith(f"{name}.")]
    of_rows = [name for name in known if _INDEX.sub(".", name) == path]
    return next(iter([*around, *inside, *of_rows]), None)
