"""The OpenAPI document of a service: FastAPI's own, with every problem answer, the bearer scheme and the form of ids.

All of it is derived from the routes: from their dependencies and what is noted beside them (`refusals.py`).
"""

from collections.abc import Collection, Iterable, Iterator
from http import HTTPStatus
from itertools import groupby
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, TypeAdapter

from foothold_chassis.web.refusals import Refusal, refusals_of
from foothold_events.values import IDS

Json = dict[str, Any]

PROBLEM = "application/problem+json"
BEARER = "token"
SCHEMES: Json = {
    BEARER: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token, from POST /v1/sessions.",
    }
}
FASTAPIS_OWN = frozenset({"HTTPValidationError", "ValidationError"})
"""The schemas of an answer that no service gives: `problems.py` answers a wrong field."""

_SCHEMA_REFS = "#/components/schemas/{model}"
_WAIT = {"description": "Seconds until another try may pass.", "schema": {"type": "integer", "minimum": 1}}
_CHALLENGE = {"description": "The scheme, and why the token was refused.", "schema": {"type": "string"}}


class FieldError(BaseModel):
    """A wrong field, and what would be right. A value that may be a secret is left out."""

    field: str
    message: str
    value: str | int | float | bool | None = None


class Problem(BaseModel):
    """A problem document [RFC 9457]. Programs go by `code`, which is stable; `detail` is a sentence for a person."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str
    request_id: str | None
    errors: list[FieldError] = []


def describe(app: FastAPI) -> Json:
    """Return the OpenAPI document of this app's routes."""
    document = get_openapi(title=app.title, version=app.version, routes=app.routes)
    paths = document["paths"]
    for context in iter_route_contexts(app.routes):
        path = str(context.path_format)
        for method in context.methods or ():
            if (operation := paths.get(path, {}).get(method.lower())) is not None:
                _complete(operation, refusals_of(path, context.dependant))
    return {**document, "components": components(document)}


def components(document: Json) -> Json:
    """Return the components of a document: its own schemas, those of problems, and the bearer scheme."""
    own = document.get("components", {}).get("schemas", {})
    schemas = {name: schema for name, schema in own.items() if name not in FASTAPIS_OWN}
    return {"schemas": schemas | problem_schemas(), "securitySchemes": SCHEMES}


def problem_schemas() -> Json:
    """Return the schemas that the problem answers of `responses` name."""
    problem = Problem.model_json_schema(ref_template=_SCHEMA_REFS)
    return {"Problem": problem, **problem.pop("$defs")}


def responses(refusals: Collection[Refusal]) -> Json:
    """Return the answers, by their status, that these refusals become."""
    return widened({}, refusals)


def widened(responses: Json, refusals: Collection[Refusal]) -> Json:
    """Return the answers of an operation with these refusals among them, as a gateway in front of it gives both."""
    found = dict(responses)
    for status, same in _by_status(refusals):
        theirs = found.get(str(status), {})
        content = theirs.get("content", {}).get(PROBLEM)
        codes = set(content["schema"]["allOf"][1]["properties"]["code"]["enum"]) if content else set()
        waits = theirs.get("headers", {}).get("Retry-After", {}).get("required")
        again = {refusal.again for refusal in same} | ({waits} if content else set())
        found[str(status)] = _response(status, codes | {refusal.code for refusal in same}, again)
    return dict(sorted(found.items()))


def security(refusals: Iterable[Refusal]) -> list[Json]:
    """Return what a route asks for that refuses these: a token, a token or nothing, or nothing."""
    codes = {refusal.code for refusal in refusals}
    if "token_missing" in codes:
        return [{BEARER: []}]
    return [{}, {BEARER: []}] if "token_malformed" in codes else []


def _complete(operation: Json, refusals: Collection[Refusal]) -> None:
    answers = {status: answer for status, answer in operation["responses"].items() if status != "422"}
    operation["responses"] = answers | responses(refusals)
    if secured := security(refusals):
        operation["security"] = secured
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = _of_parameter(parameter["name"], parameter["schema"])


def _of_parameter(name: str, schema: Json) -> Json:
    """Return the schema of a parameter: an id has its form, and what is left out is not null."""
    form = TypeAdapter[str](IDS[name]).json_schema() if name in IDS else {}
    given = [alternative for alternative in schema.get("anyOf", ()) if alternative != {"type": "null"}]
    [only] = given or [{}]
    described: Json = {key: value for key, value in schema.items() if key != "anyOf"} | only | form
    return described


def _by_status(refusals: Iterable[Refusal]) -> Iterator[tuple[int, list[Refusal]]]:
    for status, same in groupby(sorted(refusals), key=lambda refusal: refusal.status):
        yield status, list(same)


def _response(status: int, codes: Collection[str], again: Collection[bool | None]) -> Json:
    """Return a problem answer. `again` holds for each code whether it names the seconds until another try; None if some
    codes do and others do not."""
    named = sorted(codes)
    narrowed = {"properties": {"status": {"const": status}, "code": {"enum": named}}}
    schema = {"allOf": [{"$ref": _SCHEMA_REFS.format(model="Problem")}, narrowed]}
    response: Json = {
        "description": f"{HTTPStatus(status).phrase}: {', '.join(f'`{code}`' for code in named)}.",
        "content": {PROBLEM: {"schema": schema}},
    }
    headers: Json = {}
    if again != {False}:
        headers["Retry-After"] = {**_WAIT, "required": again == {True}}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = {**_CHALLENGE, "required": True}
    return response | ({"headers": headers} if headers else {})
