"""The one place where errors become answers: RFC 9457 problem documents."""

from collections.abc import Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from foothold_chassis.errors import FootholdError, Invalid, Unauthenticated

log = structlog.get_logger()

SHOWN_VALUE_CHARACTERS = 100
SECRET_FIELDS = frozenset(
    {"password", "token", "access_token", "refresh_token", "secret", "legal_name", "account"}
)
"""Fields whose value no answer repeats."""


def problem(
    request: Request,
    status: int,
    title: str,
    detail: str,
    code: str,
    *,
    errors: Sequence[object] = (),
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    body = document(
        status,
        title,
        detail,
        code,
        path=request.scope["path"],
        request_id=request.scope.get("request_id"),
        errors=errors,
    )
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def document(
    status: int,
    title: str,
    detail: str,
    code: str,
    *,
    path: str,
    request_id: str | None,
    errors: Sequence[object] = (),
) -> dict[str, Any]:
    """Return the document; `path` is empty where the request has not said it yet."""
    body: dict[str, Any] = {
        "type": f"urn:foothold:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "instance": path,
        "request_id": request_id,
    }
    if errors:
        body["errors"] = list(errors)
    return body


def install(app: FastAPI) -> None:
    app.add_exception_handler(FootholdError, _on_foothold_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(Exception, _on_unexpected)


def problem_of(request: Request, error: FootholdError) -> JSONResponse:
    """Return the answer that an error becomes."""
    headers = {}
    if (retry_after := getattr(error, "retry_after", None)) is not None:
        headers["Retry-After"] = str(retry_after)
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = f'Bearer error="invalid_token", error_description="{error.code}"'
    if error.status >= 500:
        log.warning("request_refused", code=error.code, reason=error.detail)
    errors = error.errors if isinstance(error, Invalid) else ()
    return problem(
        request, error.status, error.title, error.detail, error.code, errors=errors, headers=headers
    )


async def _on_foothold_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, FootholdError)  # noqa: S101 - registered for nothing else
    return problem_of(request, error)


async def _on_validation_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for nothing else
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return problem(request, 400, "Malformed JSON", "The body is not valid JSON.", "json_malformed")
    errors = [_field_error(item) for item in found]
    fields = ", ".join(str(item["field"]) for item in errors)
    return problem(request, 422, "Invalid input", f"Wrong: {fields}.", "invalid", errors=errors)


def _field_error(item: dict[str, Any]) -> dict[str, object]:
    place, *path = item["loc"]
    field = ".".join(map(str, path)) if place == "body" and path else ".".join(map(str, item["loc"]))
    shown: dict[str, object] = {"field": _encodable(field), "message": _message(item)}
    if _may_be_shown(item):
        shown["value"] = _encodable(str(item["input"])[:SHOWN_VALUE_CHARACTERS])
    return shown


def _encodable(text: str) -> str:
    """Replace half a surrogate pair, which JSON may hold and no answer can be encoded with."""
    return text.encode("utf-8", "backslashreplace").decode()


def _may_be_shown(item: dict[str, Any]) -> bool:
    """Return whether a value can be shown: a whole object, or the value of a misspelt field, may hold a secret."""
    return (
        item["type"] not in {"missing", "extra_forbidden"}
        and len(item["loc"]) > 1
        and isinstance(item["input"], str | int | float | None)
        and not SECRET_FIELDS.intersection(map(str, item["loc"]))
    )


def _message(item: dict[str, Any]) -> str:
    if item["type"] == "extra_forbidden":
        return "There is no such field; leave it out."
    if item["type"] == "missing":
        return "This field is required."
    if item["type"] == "string_unicode":
        return "There is half a surrogate pair here; expected whole Unicode characters."
    # of an error that a validator raised, pydantic would say that it is one
    return str(item["msg"]).removeprefix("Value error, ")


async def _on_http_exception(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    known = {
        # of a body that cannot be decoded at all, such as one that is no UTF-8
        400: ("Malformed JSON", "The body is not valid JSON.", "json_malformed"),
        404: ("Not found", f"There is nothing at {request.scope['path']}.", "route_unknown"),
        413: ("Body too large", str(error.detail), "body_too_large"),
        405: ("Method not allowed", f"{request.method} is not possible here.", "method_not_allowed"),
    }
    title, detail, code = known.get(error.status_code, ("Refused", str(error.detail), "refused"))
    headers = dict(error.headers or {})
    return problem(request, error.status_code, title, detail, code, headers=headers)


async def _on_unexpected(request: Request, _error: Exception) -> JSONResponse:
    detail = "Something went wrong here. Quote the request id when you report it."
    return problem(request, 500, "Internal error", detail, "internal")
