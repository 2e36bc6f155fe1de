"""The middleware of every request: ids, a span, a bound on its body, one log line, one measured duration."""

import asyncio
import re
import secrets
import time
from collections.abc import Mapping

import structlog
from fastapi import HTTPException
from opentelemetry.semconv.attributes.http_attributes import (
    HTTP_REQUEST_METHOD,
    HTTP_RESPONSE_STATUS_CODE,
    HTTP_ROUTE,
)
from opentelemetry.semconv.attributes.url_attributes import URL_PATH, URL_SCHEME
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from foothold_chassis.telemetry import metrics, tracing
from foothold_chassis.web.caller import CALLER_GONE, Caller

log = structlog.get_logger()

_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")

OTHER_METHOD = "_OTHER"
EVENT_STREAM = b"text/event-stream; charset=utf-8"
STREAMING = "foothold.streaming"
"""When the answer to a request began to be a stream."""
Headers = list[tuple[bytes, bytes]]
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})


class RequestContext:
    """Takes `X-Request-Id`, `X-Correlation-Id` and `traceparent` from the caller, or makes them.

    If the service `faces_the_public`, all three are made here. A caller whose ids were taken over would decide what is
    recorded, could put all its requests under one id, and could write under the ids of another caller. The ids that it
    sent are linked: the trace in the span's links, the others in the span's attributes, all in the request's log line.

    A body over `max_body_bytes` is answered with 413, whatever its header said, before all of it is read.

    A stream of events counts by the time to its beginning.

    A request whose caller breaks off, in the midst of its body or before a failure is answered, counts as 499.
    """

    def __init__(self, app: ASGIApp, *, max_body_bytes: int, faces_the_public: bool = False) -> None:
        self._app = app
        self._max_body_bytes = max_body_bytes
        self._faces_the_public = faces_the_public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        given = _given(headers)
        taken = {} if self._faces_the_public else given
        scope["request_id"] = taken.get("request_id") or _new_id("req")
        scope["correlation_id"] = taken.get("correlation_id") or _new_id("cor")
        trace = tracing.parent(headers.get(tracing.TRACEPARENT))
        await self._answer_and_note(scope, receive, send, trace, given)

    async def _answer_and_note(
        self, scope: Scope, receive: Receive, send: Send, trace: tracing.Context, given: Mapping[str, str]
    ) -> None:
        linked = _linked(given, trace) if self._faces_the_public else {}
        with (
            tracing.span(
                _verb(_method(scope)),
                {HTTP_REQUEST_METHOD: _method(scope), URL_SCHEME: scope["scheme"], **_attributes(linked)},
                kind=tracing.SpanKind.SERVER,
                within=tracing.parent(None) if self._faces_the_public else trace,
                links=tracing.links_to(trace) if self._faces_the_public else (),
            ) as span,
            structlog.contextvars.bound_contextvars(
                request_id=scope["request_id"], correlation_id=scope["correlation_id"]
            ),
        ):
            started = time.perf_counter()
            status = 500
            try:
                status = await self._answer(scope, receive, send)
            except asyncio.CancelledError:
                status = 503  # cut off at the end of the drain; server.py answers it so
                raise
            except ClientDisconnect:
                status = CALLER_GONE  # there is nobody to answer
            except Exception:
                # logged here, where the ids are bound; problems.py answers it outside of this middleware
                log.exception("request_failed")
                raise
            finally:
                # a stream goes on for as long as its caller likes
                ended = scope.get(STREAMING, time.perf_counter())
                _note(scope, span, status, ended - started, linked)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> int:
        """Pass the request on, and return the status that it counts as."""
        status = 500
        received = 0
        caller = Caller(receive)

        async def counted_receive() -> Message:
            nonlocal received
            message = await caller.receive()
            received += len(message.get("body", b""))
            if received > self._max_body_bytes:
                # FastAPI's own exception, since any other while reading the body would become a 400
                raise HTTPException(413, f"The body is larger than {self._max_body_bytes} bytes.")
            return message

        async def marked_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                if status >= 500:
                    await caller.look()
                if caller.has_gone:
                    status = CALLER_GONE
                message["headers"] = _with_own(message["headers"], scope)
                if (b"content-type", EVENT_STREAM) in message["headers"]:
                    scope[STREAMING] = time.perf_counter()
            await send(message)

        await self._app(scope, counted_receive, marked_send)
        return status


def _with_own(headers: Headers, scope: Scope) -> Headers:
    """Return the headers of an answer with ours. A site says itself what may be kept, and how it is to be read."""
    own = {
        b"x-request-id": scope["request_id"].encode(),
        b"x-correlation-id": scope["correlation_id"].encode(),
        b"x-content-type-options": b"nosniff",
        b"cache-control": b"no-store",
    }
    given = {name.lower() for name, _value in headers}
    return [*headers, *((name, value) for name, value in own.items() if name not in given)]


class QuietContext:
    """Logs the errors of health checks and scrapes, which leave no line, no span and no count otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["request_id"] = _new_id("req")
        try:
            await self._app(scope, receive, send)
        except Exception:
            log.exception("request_failed", route=scope["path"], request_id=scope["request_id"])
            raise


def _note(scope: Scope, span: tracing.Span, status: int, seconds: float, linked: Mapping[str, str]) -> None:
    """Record the outcome of a request: in its span, in the metrics, in one log line.

    The route's template takes the place of the path in the conventions, since a path holds input of people. If no
    route matched, all of the path is input, and it is left out.
    """
    method = _method(scope)
    route: str | None = getattr(scope.get("route"), "path", None)
    span.set_attribute(HTTP_RESPONSE_STATUS_CODE, status)
    if route is not None:
        span.update_name(f"{_verb(method)} {route}")
        span.set_attributes({HTTP_ROUTE: route, URL_PATH: route})
    if status >= 500:
        tracing.failed(span, str(status))
    metrics.HTTP_SERVER.labels(method, route or "", str(status)).observe(seconds)
    where = {} if route is None else {"route": route}
    log.info(
        "request", method=method, **where, status=status, milliseconds=round(seconds * 1000, 1), **linked
    )


def _method(scope: Scope) -> str:
    """Return one of the known methods of the conventions, since callers can invent others."""
    return scope["method"] if scope["method"] in METHODS else OTHER_METHOD


def _verb(method: str) -> str:
    """Return the word for this method in a span's name."""
    return "HTTP" if method == OTHER_METHOD else method


def _given(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the ids that the caller sent, without those of another form: they are written into logs and events."""
    named = {
        name: headers.get(f"x-{name.replace('_', '-')}", "") for name in ("request_id", "correlation_id")
    }
    return {name: id for name, id in named.items() if _ID.fullmatch(id)}


def _linked(given: Mapping[str, str], trace: tracing.Context) -> dict[str, str]:
    """Return the caller's own ids under names that nobody takes for ours, such as `linked_correlation_id`."""
    found = tracing.ids(trace)
    traced = {"trace_id": found[0]} if found else {}
    return {f"linked_{name}": id for name, id in {**given, **traced}.items()}


def _attributes(linked: Mapping[str, str]) -> dict[str, str]:
    return {f"foothold.{name}": id for name, id in linked.items()}


def _new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"


def client_address(request: Request) -> str:
    """Return the caller's address as the gateway saw it; the gateway drops what a caller claims."""
    forwarded = request.headers.get("x-forwarded-for")
    if forwarded:
        return forwarded.rpartition(",")[2].strip()
    return request.client.host if request.client else "unknown"
