"""The rule of requests: every field of a body and of a query is one of the kinds that say what people may enter."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel, SecretStr

from foothold_chassis.web import CurrentCommand, RequestBody, fields
from foothold_chassis.web.commands import PASSWORD_FIELDS
from foothold_chassis.web.paging import Cursor, Limit
from foothold_events import values

UNIONS = {"typing.Union", "<class 'types.UnionType'>"}

CODES = ("CategoryCode", "ClauseCode", "LanguageCode", "Sha256", "SkillCode")
KINDS = [
    *(getattr(fields, name) for name in fields.__all__),
    *(getattr(values, name) for name in CODES),
    *values.IDS.values(),
    Cursor,
    Limit,
]


def loose_fields(service: str, routers: Iterable[APIRouter]) -> list[str]:
    """Name every field of a body, and every query parameter, that is of no kind; and every body of another base."""
    return [
        f"{service}: {', '.join(sorted(route.methods))} {route.path}: {complaint}"
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
        for complaint in _of_route(route.dependant)
    ]


def fingerprinted_secrets(service: str, routers: Iterable[APIRouter]) -> list[str]:
    """Name every secret of a command's body that its fingerprint would be made from."""
    return [
        f"{service}: {route.path}: {place}"
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
        and CurrentCommand.__metadata__[0].dependency in _calls(route.dependant)
        for parameter in route.dependant.body_params
        for place in _secrets(parameter.field_info.annotation, at_the_top=True)
    ]


def _calls(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from _calls(inner)


def _secrets(hint: Any, *, at_the_top: bool = False) -> Iterator[str]:
    """Name the fields of a body, and of those in it, that hold a secret and that no fingerprint leaves out."""
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        for name, field in hint.model_fields.items():
            if _is_secret(field.annotation) and not (at_the_top and name in PASSWORD_FIELDS):
                yield f"{hint.__name__}.{name}"
            yield from _secrets(field.annotation)
    for part in get_args(hint):
        yield from _secrets(part)


def _is_secret(hint: Any) -> bool:
    return hint is SecretStr or any(map(_is_secret, get_args(hint)))


def _of_route(dependant: Dependant) -> Iterator[str]:
    hints = get_type_hints(dependant.call, include_extras=True) if dependant.call else {}
    for parameter in dependant.body_params:
        yield from _of_body(hints[parameter.name], parameter.name)
    for parameter in dependant.query_params:
        yield from _loose(hints[parameter.name], parameter.name)
    for inner in dependant.dependencies:
        yield from _of_route(inner)


def _of_body(annotation: Any, name: str) -> Iterator[str]:
    if not (isinstance(annotation, type) and issubclass(annotation, RequestBody)):
        yield f"{name} is no RequestBody"
        return
    config = {key: annotation.model_config.get(key) for key in RequestBody.model_config}
    if config != RequestBody.model_config:
        yield f"{annotation.__name__} is not as strict as RequestBody"
    for field, hint in get_type_hints(annotation, include_extras=True).items():
        if field in annotation.model_fields:
            yield from _loose(hint, f"{annotation.__name__}.{field}")


def _loose(hint: Any, place: str) -> Iterator[str]:
    origin, inner = get_origin(hint), get_args(hint)
    if hint in {bool, type(None)} or origin is Literal or any(_is_of(hint, kind) for kind in KINDS):
        return
    if origin is Annotated:
        yield from _loose(inner[0], place)
    elif isinstance(hint, type) and issubclass(hint, RequestBody):
        yield from _of_body(hint, place)
    elif origin in {list, tuple} or str(origin) in UNIONS:
        for part in inner:
            if part is not Ellipsis:
                yield from _loose(part, place)
    else:
        yield f"{place} is a plain {getattr(hint, '__name__', hint)}"


def _is_of(hint: Any, kind: Any) -> bool:
    """Return whether the hint is this kind, or the kind with more annotations, such as the bounds of a number."""
    if get_origin(hint) is not Annotated:
        return False
    plain, *annotations = get_args(hint)
    kept, *needed = get_args(kind)
    return plain is kept and annotations[: len(needed)] == needed
