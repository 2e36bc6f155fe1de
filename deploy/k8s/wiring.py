"""What the code says about each service: its topics, its group, its settings. The manifests are generated from it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from inspect import isclass
from typing import Any

from pydantic import SecretStr

from foothold_chassis.service import Service
from foothold_chassis.settings import ServiceSettings
from foothold_devstack import roster
from foothold_devstack.roster import Declaration
from foothold_events.topics import TOPICS

PLACEHOLDER = "x" * 32
"""A value that every setting accepts but an address of MongoDB; nothing connects to it."""


def placeholder(setting: str) -> str:
    return "mongodb://nowhere" if setting.endswith("mongo_uri") else PLACEHOLDER


@dataclass(frozen=True, slots=True)
class Wiring:
    declaration: Declaration
    service: Service
    settings: type[ServiceSettings]

    @property
    def name(self) -> str:
        return self.declaration.name

    @property
    def consumes(self) -> list[str]:
        return sorted(self.service.consumes)

    @property
    def follows(self) -> list[str]:
        return sorted(self.service.follows)

    @property
    def produces(self) -> list[str]:
        return [topic.name for topic in TOPICS if topic.name.startswith(self.service.produces)]

    @property
    def group(self) -> str | None:
        """Its consumer group, if it reacts to anything."""
        return self.service.group if self.consumes else None

    @property
    def database(self) -> str:
        return self.service.database.name

    @property
    def known(self) -> set[str]:
        """Names of all settings, in capitals."""
        fields = self.settings.model_fields.items()
        return {
            str(field.validation_alias) if field.validation_alias else variable(name)
            for name, field in fields
        }

    @property
    def own_secrets(self) -> list[str]:
        """The files of the secrets that only this service has."""
        fields = self.settings.model_fields.items()
        shared = ServiceSettings.model_fields
        secret = [name for name, field in fields if field.annotation is SecretStr and name not in shared]
        return [variable(name).lower() for name in secret]


def variable(setting: str) -> str:
    return f"FOOTHOLD_{setting}".upper()


@cache
def wirings() -> tuple[Wiring, ...]:
    return tuple(_wire(service) for service in roster.services())


def _wire(declaration: Declaration) -> Wiring:
    name = declaration.name
    settings = _settings_class(name)
    given: dict[str, Any] = {
        field: placeholder(field) for field, info in settings.model_fields.items() if info.is_required()
    }
    build: Callable[[ServiceSettings], Service] = import_module(f"foothold_{name}.app").build
    return Wiring(declaration, build(settings(**given)), settings)


def _settings_class(name: str) -> type[ServiceSettings]:
    module = import_module(f"foothold_{name}.settings")
    [found] = [
        thing
        for thing in vars(module).values()
        if isclass(thing) and issubclass(thing, ServiceSettings) and thing.__module__ == module.__name__
    ]
    return found
