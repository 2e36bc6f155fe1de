"""The services there are: each declares itself once, in its own `pyproject.toml` under `[tool.foothold]`.

Every other list of the services reads this, is generated from it (`make generate`), or is checked against it by
tests/architecture/test_services.py.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from annotated_types import Ge
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

ROOT = Path(__file__).parents[3]
"""The repository: this package is used from its sources, never from an image."""

GATEWAY = "gateway"
"""The one service that calls others; a service that `calls_gateway` calls it, as any client of the API does."""

WEB = "web"
"""The service whose pages people open."""

GATEWAY_URL = "FOOTHOLD_GATEWAY_URL"
"""Where a client of the API reads the gateway's address."""

TRUSTED_PROXIES = "FOOTHOLD_TRUSTED_PROXIES"
"""Where the gateway reads whose word it takes for a caller's address: that of the services that call it for people,
whose visitors would all count as one otherwise."""

Replicas = Annotated[int, Ge(1)]


class WrongDeclaration(ValueError):
    """A service's declaration is wrong; the message names the file, the line and the fault."""


def _kebab(field: str) -> str:
    return field.replace("_", "-")


class Declaration(BaseModel):
    """What the platform must know about a service and cannot read from its code. Its name is that
    of the folder, its description that of the distribution."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=_kebab)

    name: str
    description: str
    """Its subject in a few words, from its distribution."""

    behind_gateway: bool
    """The gateway calls its HTTP: it is an `Upstream` there, and the network policies admit the gateway."""

    faces_public: bool
    """People reach its HTTP from outside."""

    calls_gateway: bool = False
    """It is a client of the API. The network policies admit it at the gateway, whose address it is told."""

    local_port: int = 8080
    """The port of this machine at which compose shows it, if people reach it."""

    secrets: tuple[str, ...]
    """Secret settings of this service alone, named as in its settings class. Each is made at random when a platform
    starts on one machine, and fetched from a secret store in production."""

    api_replicas: tuple[Replicas, Replicas]
    """The least and the most in production; between them the CPU decides."""

    worker_replicas: Replicas
    """The replicas in production, or the least if the lag decides. The most follows from its partitions."""

    environment: dict[str, str] = {}
    """Variables in its containers that are no settings of ours."""

    @model_validator(mode="after")
    def _bounds_are_in_order(self) -> Self:
        fewest, most = self.api_replicas
        if fewest > most:
            raise ValueError(f"api-replicas is [{fewest}, {most}]: the fewest come first")
        return self

    @property
    def secret_variables(self) -> tuple[str, ...]:
        """Names of its secrets in the environment."""
        return tuple(f"FOOTHOLD_{setting}".upper() for setting in self.secrets)

    @property
    def secret_files(self) -> tuple[str, ...]:
        """Names of its secrets as files, which is how they come in containers."""
        return tuple(variable.lower() for variable in self.secret_variables)

    @property
    def url_variable(self) -> str:
        """Where the gateway reads its address."""
        return f"FOOTHOLD_{self.name}_URL".upper()

    @property
    def internal_url_variable(self) -> str:
        """Where the gateway reads the address of its internal port."""
        return f"FOOTHOLD_{self.name}_INTERNAL_URL".upper()


@cache
def services(root: Path = ROOT) -> tuple[Declaration, ...]:
    """Return the declaration of every service, ordered by name.

    Raises:
        WrongDeclaration: a declaration lacks a line or has an unknown one, or there is no service at all.
    """
    found = tuple(
        _read(path, declared["project"]["description"], declared["tool"]["foothold"])
        for path in sorted(root.glob("services/*/pyproject.toml"))
        if "foothold" in (declared := tomllib.loads(path.read_text())).get("tool", {})
    )
    if not found:
        raise WrongDeclaration(
            f"{root / 'services'} holds no service with [tool.foothold] in its pyproject.toml"
        )
    return found


def names(root: Path = ROOT) -> tuple[str, ...]:
    return tuple(service.name for service in services(root))


def behind_gateway(root: Path = ROOT) -> tuple[Declaration, ...]:
    return tuple(service for service in services(root) if service.behind_gateway)


def has_clients(root: Path = ROOT) -> bool:
    """Return whether a service of ours calls the gateway for people."""
    return any(service.calls_gateway for service in services(root))


def with_operator_calls(root: Path = ROOT) -> tuple[str, ...]:
    """Return the names of the services whose operator calls (`/v1/ops/<name>/…`) the gateway answers."""
    return tuple(s.name for s in services(root) if s.behind_gateway or s.name == GATEWAY)


def _read(path: Path, description: str, declared: dict[str, object]) -> Declaration:
    try:
        return Declaration.model_validate({**declared, "name": path.parent.name, "description": description})
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, e['loc'])) or 'the whole'}: {e['msg']}"
            for e in error.errors(include_url=False)
        )
        raise WrongDeclaration(f"{path}, [tool.foothold]: {wrong}") from error
