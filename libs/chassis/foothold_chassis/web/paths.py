"""Ids in paths: each is parsed once, for every route of every service, before anything is looked up by it."""

from fastapi import Request
from pydantic import TypeAdapter, ValidationError

from foothold_chassis.errors import NotFound
from foothold_events.values import IDS

_PARSERS = {name: TypeAdapter[str](kind) for name, kind in IDS.items()}


async def ids_in_path(request: Request) -> None:
    """Admit a request whose path holds ids of the right kind.

    An id of another form names nothing. It must not be taken for the one that it resembles: ids of other documents are
    made from the part behind the prefix.

    Raises:
        NotFound: a path parameter such as `project_id` is no id of a project.
    """
    for name, value in request.path_params.items():
        if (parser := _PARSERS.get(name)) is not None:
            try:
                parser.validate_python(value)
            except ValidationError:
                raise NotFound(
                    f"There is no {name.removesuffix('_id').replace('_', ' ')} with this id."
                ) from None
