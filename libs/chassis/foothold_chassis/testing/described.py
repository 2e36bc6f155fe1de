"""Holds every answer of a service to the service's own OpenAPI document."""

from collections.abc import Mapping
from typing import Any

import httpx2
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import Match

from foothold_chassis.web.description import PROBLEM, describe

Json = dict[str, Any]

_DOCUMENTS: dict[tuple[str, ...], Json] = {}
"""By the routes of an app: a service is started anew for each test, and describing it takes longer than a request."""


class Description:
    """What the document of an app says about each of its routes."""

    def __init__(self, app: FastAPI) -> None:
        self._contexts = [context for context in iter_route_contexts(app.routes) if context.methods]
        routes = (app.title, *(f"{context.methods} {context.path}" for context in self._contexts))
        if routes not in _DOCUMENTS:
            _DOCUMENTS[routes] = describe(app)
        self.document = _DOCUMENTS[routes]

    def must_have(self, method: str, path: str, answer: httpx2.Response) -> None:
        """Raise `AssertionError` if the document does not say that this may be answered. What it leaves out on
        purpose, and what is no route, may be answered as it is."""
        operation = self._operation(method, path)
        if operation is None:
            return
        asked = f"{method} {path} is answered {answer.status_code}"
        described = operation["responses"].get(str(answer.status_code))
        if described is None:
            raise AssertionError(
                f"{asked}, and its description does not say so; see refuses(): {answer.text[:500]}"
            )
        kinds = described.get("content", {})
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if kind not in (kinds or {""}):
            raise AssertionError(f"{asked} with {kind or 'nothing'}, and its description says {[*kinds]}.")
        if kind == PROBLEM:
            _must_be_named(asked, described, answer)

    def _operation(self, method: str, path: str) -> Json | None:
        scope = {"type": "http", "method": method, "path": path.partition("?")[0], "root_path": ""}
        for context in self._contexts:
            if context.matches(scope)[0] is Match.FULL:
                found: Mapping[str, Json] = self.document["paths"].get(str(context.path_format), {})
                return found.get(method.lower())
        return None


def _must_be_named(asked: str, described: Json, answer: httpx2.Response) -> None:
    code = answer.json()["code"]
    codes = described["content"][PROBLEM]["schema"]["allOf"][1]["properties"]["code"]["enum"]
    if code not in codes:
        raise AssertionError(f"{asked} {code}, and its description names {codes}; see refuses().")
    headers = described.get("headers", {})
    lacking = [name for name, header in headers.items() if header["required"] and name not in answer.headers]
    if lacking:
        raise AssertionError(f"{asked} without {lacking}, and its description requires them.")
    if "retry-after" in answer.headers and "Retry-After" not in headers:
        raise AssertionError(f"{asked} {code} with Retry-After, and its description does not say so.")
