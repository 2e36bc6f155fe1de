"""Wrong settings are named by their variables, with what would be right and without any value."""

import traceback
from typing import Any

import pytest
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from foothold_events.settings import Settings, WrongSettings

SECRET = "s3cr3t-that-is-short"


class Example(Settings):
    model_config = SettingsConfigDict(env_prefix="FOOTHOLD_EXAMPLE_", env_nested_delimiter="__")

    key: SecretStr = Field(min_length=32)
    count: int = 1
    zones: list[int] = Field(default_factory=list)
    driver: int = Field(default=1, validation_alias="EXAMPLE_DRIVER")

    @field_validator("count")
    @classmethod
    def _must_be_odd(cls, count: int) -> int:
        if count % 2 == 0:
            raise ValueError("should be odd")
        return count


WRONG = {
    "FOOTHOLD_EXAMPLE_KEY": (SECRET, "FOOTHOLD_EXAMPLE_KEY: should have at least 32 characters"),
    "FOOTHOLD_EXAMPLE_COUNT": (
        SECRET,
        "FOOTHOLD_EXAMPLE_COUNT: should be a valid integer, unable to parse string as an integer",
    ),
    "FOOTHOLD_EXAMPLE_ZONES": (f'["{SECRET}"]', "FOOTHOLD_EXAMPLE_ZONES at 0: should be a valid integer"),
    "EXAMPLE_DRIVER": (SECRET, "EXAMPLE_DRIVER: should be a valid integer"),
}


def refused(monkeypatch: pytest.MonkeyPatch, **variables: str) -> WrongSettings:
    monkeypatch.setenv("FOOTHOLD_EXAMPLE_KEY", "k" * 32)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(WrongSettings) as found:
        Example()
    return found.value


@pytest.mark.parametrize("variable", WRONG)
def test_a_wrong_value_is_named_and_not_told(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    value, said = WRONG[variable]

    error = refused(monkeypatch, **{variable: value})

    assert error.faults[0].startswith(said)
    assert SECRET not in "".join(traceback.format_exception(error)), "neither in what it came of"


def test_what_is_no_json_is_named_and_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    error = refused(monkeypatch, FOOTHOLD_EXAMPLE_ZONES=SECRET)

    assert error.faults == ("FOOTHOLD_EXAMPLE_ZONES: should be JSON",)
    assert SECRET not in "".join(traceback.format_exception(error))


def test_all_that_is_wrong_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    error = refused(monkeypatch, FOOTHOLD_EXAMPLE_KEY="k", FOOTHOLD_EXAMPLE_COUNT="2")

    assert str(error) == (
        "The settings are wrong.\n"
        "  FOOTHOLD_EXAMPLE_KEY: should have at least 32 characters\n"
        "  FOOTHOLD_EXAMPLE_COUNT: should be odd"
    )


def test_what_is_missing_is_named() -> None:
    with pytest.raises(WrongSettings, match="FOOTHOLD_EXAMPLE_KEY: is not set"):
        Example()


@pytest.mark.parametrize("given", [{"key": SECRET}, {"key": SecretStr(SECRET)}], ids=["text", "secret"])
def test_what_is_given_in_code_is_not_told_either(given: dict[str, Any]) -> None:
    with pytest.raises(WrongSettings) as found:
        Example(**given)

    assert SECRET not in "".join(traceback.format_exception(found.value))


def test_right_ones_are_taken_and_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTHOLD_EXAMPLE_KEY", SECRET * 2)

    example = Example(count=3)

    assert (example.key.get_secret_value(), example.count) == (SECRET * 2, 3)
    assert SECRET not in repr(example)
    with pytest.raises(ValueError, match="frozen"):
        example.count = 5  # type: ignore[misc]
