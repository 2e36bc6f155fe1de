"""No setting tells its value: each is read by the one class that hides values, and what may be a secret is one."""

import re
from typing import get_args

import pytest
from deploy.k8s.wiring import Wiring, wirings
from pydantic import SecretStr

from foothold_chassis.settings import ServiceSettings
from foothold_events.settings import Settings

from .sources import ROOT, modules, packages

READS_THE_ENVIRONMENT = "pydantic_settings.BaseSettings"
THE_ONE = "foothold_events.settings"
SECRET_WORDS = re.compile(r"password|secret|token|_key$|_uri$")


def other_settings() -> list[str]:
    """Name the modules that would read settings in a way of their own, whose errors quote values."""
    everything = [m for kind in ("libs", "services") for path in packages(ROOT, kind) for m in modules(path)]
    return [m.name for m in everything if READS_THE_ENVIRONMENT in m.imports and m.name != THE_ONE]


def told_aloud(settings: type[Settings]) -> list[str]:
    """Name the settings that by their name are secrets and by their type are not."""
    return [
        name
        for name, field in settings.model_fields.items()
        if SECRET_WORDS.search(name) and SecretStr not in {field.annotation, *get_args(field.annotation)}
    ]


def test_all_settings_are_read_by_the_class_that_hides_values() -> None:
    assert other_settings() == []
    assert Settings.model_config["hide_input_in_errors"]


@pytest.mark.parametrize("wiring", wirings(), ids=lambda wiring: wiring.name)
def test_what_may_be_a_secret_is_one(wiring: Wiring) -> None:
    assert told_aloud(wiring.settings) == []
    assert wiring.settings.model_config["hide_input_in_errors"]


def test_a_secret_that_is_plain_text_is_found() -> None:
    class Careless(ServiceSettings):
        webhook_token: str

    assert told_aloud(Careless) == ["webhook_token"]
