"""Requests to the services, within time limits."""

import asyncio
import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import aiohttp
from aiohttp import ClientHandlerType, ClientRequest, ClientResponse
from fastapi import Request, Response
from yarl import URL

from foothold_chassis.errors import Invalid, Unavailable
from foothold_gateway.calls import calling
from foothold_gateway.policy import GatewayPolicy
from foothold_gateway.routes import Route, Upstream

PASSED_ON = ("authorization", "content-type", "accept", "idempotency-key")
PASSED_BACK = (b"content-type", b"retry-after", b"www-authenticate")
NOT_ADDED = ("accept", "content-type", "user-agent")
"""Headers that aiohttp would add if the caller sent none."""

_PRINTABLE = re.compile(r"[\t\x20-\x7e]*")


class Proxy:
    """Calls services by plain HTTP. A service that does not answer in time becomes a 503, never a hang."""

    def __init__(
        self, urls: Mapping[Upstream, str], internal_urls: Mapping[Upstream, str], policy: GatewayPolicy
    ) -> None:
        self._policy = policy
        self._urls = {service: url.rstrip("/") for service, url in urls.items()}
        self._internal_urls = {service: url.rstrip("/") for service, url in internal_urls.items()}
        self._sessions: dict[Upstream, aiohttp.ClientSession] = {}

    async def close(self) -> None:
        for session in self._sessions.values():
            await session.close()

    async def forward(self, route: Route, request: Request, body: bytes) -> Response:
        """Pass a request on to its service, and the answer back.

        Raises:
            Invalid: a header to pass on holds characters that no header may have.
            Unavailable: the service does not answer.
        """
        headers = _passed_on(request)
        headers["x-request-id"] = request.scope["request_id"]
        headers["x-correlation-id"] = request.scope["correlation_id"]
        # the caller's own header is dropped, since services trust this one
        headers["x-forwarded-for"] = request.client.host if request.client else "unknown"
        # quoted again, since a '?' or '#' inside a segment would ask for another path
        segments = {name: quote(str(value), safe="") for name, value in request.path_params.items()}
        return await self._send(
            route.service,
            route.method,
            self._urls[route.service] + (route.upstream_path or route.path),
            segments,
            query=str(request.query_params),
            headers=headers,
            body=body,
        )

    async def openapi(self, service: Upstream) -> dict[str, Any]:
        """Return a service's own OpenAPI document, which is at its internal port.

        Raises:
            Unavailable: the service does not answer, or with something else.
        """
        answer = await self._send(service, "GET", f"{self._internal_urls[service]}/openapi.json", {})
        try:
            document = json.loads(bytes(answer.body))
        except ValueError:
            document = None
        if answer.status_code != HTTPStatus.OK or not isinstance(document, dict):
            raise Unavailable(f"The service '{service}' does not describe itself.", code="upstream_away")
        return document

    async def _send(
        self,
        service: Upstream,
        method: str,
        url: str,
        segments: Mapping[str, str],
        *,
        query: str = "",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Response:
        target = url.format(**segments) + (f"?{query}" if query else "")
        try:
            with calling(service, method, url) as call:
                # bounds all waits together, so that a trickling answer ends too
                async with (
                    asyncio.timeout(self._policy.answer_seconds),
                    self._session(service).request(
                        method,
                        URL(target, encoded=True),
                        headers={**(headers or {}), **call.headers},
                        data=body or None,
                        allow_redirects=False,
                        # a read is repeated if its connection breaks
                        middlewares=() if method == "GET" else (_once,),
                    ) as answer,
                ):
                    _must_be_plain(answer)
                    content = await answer.read()
                call.answered(answer.status)
                return Response(content, answer.status, _passed_back(answer))
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unavailable(
                f"The service '{service}' does not answer; try again, with the same Idempotency-Key.",
                code="upstream_away",
            ) from error

    def _session(self, service: Upstream) -> aiohttp.ClientSession:
        """Return the session of a service, which has connections of its own: one that hangs uses up no other's.

        It is made at the first request, since it belongs to the running loop.
        """
        if service not in self._sessions:
            self._sessions[service] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._policy.connections,
                    keepalive_timeout=self._policy.idle_seconds,
                    use_dns_cache=False,  # a restarted service may have another address
                ),
                # one limit for a free connection and for connecting
                timeout=aiohttp.ClientTimeout(connect=self._policy.connect_seconds),
                cookie_jar=aiohttp.DummyCookieJar(),
                # inside the platform compression costs more than it saves
                headers={"accept-encoding": "identity"},
                auto_decompress=False,
                skip_auto_headers=NOT_ADDED,
            )
        return self._sessions[service]


async def _once(request: ClientRequest, send: ClientHandlerType) -> ClientResponse:
    """Keep aiohttp from repeating a PUT or DELETE whose connection broke: the service may have acted already, and
    would act again without an Idempotency-Key. aiohttp never repeats a POST."""
    try:
        return await send(request)
    except aiohttp.ClientConnectorError:
        raise  # there was no connection yet, and aiohttp does not repeat this error
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        # aiohttp does not repeat this error
        raise aiohttp.ClientConnectionError(str(error)) from error


def _must_be_plain(answer: ClientResponse) -> None:
    """Refuse an encoded answer: the caller could not read it, since the header that names the encoding is dropped."""
    if answer.status < HTTPStatus.OK or "content-encoding" in answer.headers:
        raise aiohttp.ClientPayloadError("The answer is none to this request.")


def _passed_on(request: Request) -> dict[str, str]:
    headers = {name: value for name in PASSED_ON if (value := request.headers.get(name)) is not None}
    for name, value in headers.items():
        if not _PRINTABLE.fullmatch(value):
            raise Invalid(
                f"The header '{name}' may hold printable ASCII characters only.",
                code="header_malformed",
                # without the value, which may be a token
                errors=[{"field": name, "message": "Use printable ASCII characters."}],
            )
    return headers


def _passed_back(answer: ClientResponse) -> dict[str, str]:
    """Return the headers for the caller, with their values byte for byte."""
    return {
        name.lower().decode("latin-1"): value.decode("latin-1")
        for name, value in answer.raw_headers
        if name.lower() in PASSED_BACK
    }
