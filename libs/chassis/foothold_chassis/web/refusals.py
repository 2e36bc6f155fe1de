"""How a route may refuse a request, noted once: beside the dependency or the endpoint that refuses.

    @refuses(Forbidden, "not_the_applicant")
    async def granted(application_id: str, principal: CurrentPrincipal) -> Granted[Application, Party]:

What every route refuses by its shape (a body, an id in its path) is derived here. `description.py` writes all of it
into the OpenAPI document, and `foothold_chassis.testing` holds every answer of every test to that document.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi.dependencies.models import Dependant

from foothold_chassis.errors import (
    DocumentFrozen,
    FootholdError,
    NotFound,
    NotYet,
    StoreUnavailable,
    Unavailable,
)
from foothold_chassis.settings import HttpSettings
from foothold_chassis.web.connection.rejection import Rejections

F = TypeVar("F", bound=Callable[..., Any])

_NOTED = "refusals"


@dataclass(frozen=True, slots=True, order=True)
class Refusal:
    """One problem that a route may answer with. `again` says that the answer names the seconds until another try."""

    status: int
    code: str
    again: bool = False

    @classmethod
    def by(cls, error: type[FootholdError], code: str | None = None) -> "Refusal":
        """Return the refusal that this error becomes; without a code of its own it has the error's name."""
        return cls(error.status, code or error.__name__, hasattr(error, "retry_after"))


OF_CONNECTION = frozenset(
    Refusal(rejection.status.value, rejection.code, rejection.retry_after is not None)
    # only their codes are asked for, so the environment is not read
    for rejection in vars(Rejections(HttpSettings.model_construct())).values()
)
"""What a connection is refused with before its request is routed, and a body while it is read."""

OF_ALL = OF_CONNECTION | {
    Refusal(500, "internal"),
    Refusal.by(StoreUnavailable),
    Refusal(503, "server_ending", again=True),
}
OF_BODY = frozenset({Refusal(400, "json_malformed")})
OF_INPUT = frozenset({Refusal(422, "invalid")})
OF_DOCUMENT = frozenset(
    {Refusal.by(DocumentFrozen, "document_frozen"), Refusal.by(Unavailable, "own_topics_unread")}
)
OF_PATH = frozenset({Refusal.by(NotFound), Refusal.by(NotYet)}) | OF_DOCUMENT


def refuses(error: type[FootholdError], *codes: str) -> Callable[[F], F]:
    """Note that the function below raises this error with these codes (an error without one has its own name)."""
    return note(*(Refusal.by(error, code) for code in codes))


def note(*refusals: Refusal) -> Callable[[F], F]:
    """Note these refusals beside the function below."""

    def beside(function: F) -> F:
        vars(function)[_NOTED] = noted_at(function) | set(refusals)
        return function

    return beside


def noted_at(function: Callable[..., Any] | None) -> frozenset[Refusal]:
    """Return what is noted beside this function alone."""
    return getattr(function, _NOTED, frozenset())


def refusals_of(path: str, dependant: Dependant) -> frozenset[Refusal]:
    """Return every problem that the route of this path, with these dependencies, may answer with."""
    found = OF_ALL | (OF_PATH if "{" in path else frozenset())
    for inner in _all_of(dependant):
        found |= noted_at(inner.call)
        found |= OF_BODY | OF_INPUT if inner.body_params else OF_INPUT if _has_input(inner) else frozenset()
    return found


def _has_input(dependant: Dependant) -> bool:
    return bool(dependant.query_params or dependant.header_params)


def _all_of(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from _all_of(inner)
