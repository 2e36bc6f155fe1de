"""What a process is told from outside, and how it says that it was told wrongly: without any value.

A value may be a secret, or belong to another variable that is one.
"""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

_IN_WORDS = {
    "missing": "is not set",
    "too_short": "should have at least {min_length} characters",
    "string_too_short": "should have at least {min_length} characters",
}
"""Where pydantic's own words are about Python, or tell how long a secret is."""


class WrongSettings(Exception):
    """Settings are missing or wrong. Each of the `faults` names its variable and says what would be right."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("The settings are wrong.\n" + "\n".join(f"  {fault}" for fault in faults))
        self.faults = tuple(faults)


class Settings(BaseSettings):
    """Values from environment variables, or from files of the same names, by which a process is configured.

    Raises:
        WrongSettings: a value is missing or wrong.
    """

    model_config = SettingsConfigDict(frozen=True, hide_input_in_errors=True)

    def __init__(self, **given: Any) -> None:
        try:
            super().__init__(**given)
        except ValidationError as error:
            wrong = [
                self._line(found["loc"], _in_words(dict(found))) for found in error.errors(include_url=False)
            ]
        except SettingsError as error:
            field = re.search(r'field "(\w+)"', str(error))
            wrong = [self._line((field[1],) if field else (), "should be JSON")]
        else:
            return
        # not raised where it was caught: what pydantic keeps of the values would come along as its context
        raise WrongSettings(wrong)

    @classmethod
    def _line(cls, place: tuple[int | str, ...], what: str) -> str:
        """Return what is wrong with the variable of this field, or with several variables, which `what` then names."""
        if not place:
            return what
        field, *inside = map(str, place)
        variable = cls._variable(field)
        return f"{variable}{' at ' + '.'.join(inside) if inside else ''}: {what}"

    @classmethod
    def _variable(cls, field: str) -> str:
        """Return the variable of a field, or of the alias by which pydantic names it."""
        aliases = {info.validation_alias for info in cls.model_fields.values()}
        return field if field in aliases else f"{cls.model_config['env_prefix']}{field}".upper()


def _in_words(found: dict[str, Any]) -> str:
    words = _IN_WORDS.get(found["type"])
    if words:
        return words.format(**found.get("ctx", {}))
    said: str = found["msg"]
    return said.removeprefix("Value error, ").replace("Input should", "should")
