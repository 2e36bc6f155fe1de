"""What surrounds every request: ids, trace, a bound on its body, one log line, one count."""

import re
import secrets
import time

import structlog
from fastapi import HTTPException
from prometheus_client import Histogram
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()

_ID = re.compile(r"^[A-Za-z0-9_-]{8,64}$")
_TRACEPARENT = re.compile(r"^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$")
_QUIET = ("/livez", "/readyz", "/metrics")

DURATION = Histogram(
    "foothold_http_request_duration_seconds", "Time to answer, by method and status", ["method", "status"]
)


class RequestContext:
    """Takes `X-Request-Id`, `X-Correlation-Id` and `traceparent` from the caller, or makes them.

    A body over `max_body_bytes` is answered with 413, whatever its header said, before anybody reads all of it.
    """

    def __init__(self, app: ASGIApp, *, max_body_bytes: int) -> None:
        self._app = app
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        scope["request_id"] = _id(headers.get("x-request-id"), "req")
        scope["correlation_id"] = _id(headers.get("x-correlation-id"), "cor")
        scope["traceparent"] = _traceparent(headers.get("traceparent"))
        with structlog.contextvars.bound_contextvars(
            request_id=scope["request_id"],
            correlation_id=scope["correlation_id"],
            trace_id=scope["traceparent"].split("-")[1],
        ):
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        status = 500
        received = 0
        started = time.perf_counter()

        async def counted_receive() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_body_bytes:
                # of FastAPI's own kind, or reading the body would turn it into a 400
                raise HTTPException(413, f"The body is larger than {self._max_body_bytes} bytes.")
            return message

        async def marked_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message["headers"],
                    (b"x-request-id", scope["request_id"].encode()),
                    (b"x-correlation-id", scope["correlation_id"].encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"cache-control", b"no-store"),
                ]
            await send(message)

        try:
            await self._app(scope, counted_receive, marked_send)
        finally:
            seconds = time.perf_counter() - started
            DURATION.labels(scope["method"], str(status)).observe(seconds)
            if scope["path"] not in _QUIET:
                log.info(
                    "request",
                    method=scope["method"],
                    path=scope["path"],
                    status=status,
                    milliseconds=round(seconds * 1000, 1),
                )


def _id(given: str | None, prefix: str) -> str:
    if given is not None and _ID.match(given):
        return given
    return f"{prefix}_{secrets.token_hex(12)}"


def _traceparent(given: str | None) -> str:
    """Go on with the caller's trace, as a new span of it; or begin one (W3C Trace Context)."""
    found = _TRACEPARENT.match(given) if given else None
    trace_id = found.group(1) if found else secrets.token_hex(16)
    return f"00-{trace_id}-{secrets.token_hex(8)}-01"


def client_address(request: Request) -> str:
    """Give the caller's address as the gateway saw it; the gateway drops what a caller claims itself."""
    forwarded = request.headers.get("x-forwarded-for")
    if forwarded:
        return forwarded.rpartition(",")[2].strip()
    return request.client.host if request.client else "unknown"
