"""The bodies of requests: their base, and the check that all in them is text."""

import json
import re
from collections.abc import Iterator

from fastapi import Request
from pydantic import BaseModel, ConfigDict

from foothold_chassis.errors import Invalid
from foothold_chassis.web.problems import SECRET_FIELDS, encodable

_MAY_HOLD_HALVES = re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]|\x00")
"""Half a surrogate pair as JSON escapes it, as bytes of its own, or in a body of UTF-16 or UTF-32."""

_HALF = re.compile("[\ud800-\udfff]")


class RequestBody(BaseModel):
    """Base of every request body: an unknown field is an error, and so is a value of another type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


async def whole_characters(request: Request) -> None:
    """Refuse a body that holds half a surrogate pair: it is no character, and nothing can encode it.

    Raises:
        Invalid: with each field that holds one.
    """
    if getattr(request.scope.get("route"), "body_field", None) is None:
        return
    raw = await request.body()
    if _MAY_HOLD_HALVES.search(raw) is None:
        return
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return  # what is no JSON is refused elsewhere
    if errors := [_complaint(path, text) for path, text in _halves(body, ())]:
        fields = ", ".join(str(error["field"]) for error in errors)
        raise Invalid(f"Wrong: {fields}.", code="invalid", errors=errors)


def _halves(value: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    match value:
        case str() if _HALF.search(value):
            yield path, value
        case list():
            for number, part in enumerate(value):
                yield from _halves(part, (*path, str(number)))
        case dict():
            for name, part in value.items():
                if _HALF.search(name):
                    yield (*path, name), name
                yield from _halves(part, (*path, name))


def _complaint(path: tuple[str, ...], text: str) -> dict[str, object]:
    error: dict[str, object] = {
        "field": encodable(".".join(path) or "body"),
        "message": "There is half a surrogate pair here; send whole Unicode characters, such as \\ud83d\\ude00.",
    }
    return error if SECRET_FIELDS.intersection(path) else error | {"value": encodable(text[:100])}
