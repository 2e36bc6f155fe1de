"""Requests to the services, within time limits."""

import asyncio
from collections.abc import Mapping
from urllib.parse import quote

import httpx2
from fastapi import Request, Response
from starlette.datastructures import QueryParams

from foothold_chassis.calls import calling
from foothold_chassis.errors import Unavailable
from foothold_gateway.policy import GatewayPolicy
from foothold_gateway.routes import Route, Upstream

PASSED_ON = ("authorization", "content-type", "accept", "idempotency-key")
PASSED_BACK = ("retry-after", "www-authenticate")


class Proxy:
    """Calls services by plain HTTP. A service that does not answer in time is a 503, never a hang."""

    def __init__(self, urls: Mapping[Upstream, str], policy: GatewayPolicy) -> None:
        limits = httpx2.Limits(
            max_connections=policy.connections,
            max_keepalive_connections=policy.connections,
            keepalive_expiry=policy.idle_seconds,
        )
        timeout = httpx2.Timeout(
            policy.answer_seconds, connect=policy.connect_seconds, pool=policy.connect_seconds
        )
        self._answer_seconds = policy.answer_seconds
        self._urls = urls
        self._clients = {
            service: httpx2.AsyncClient(base_url=url, timeout=timeout, limits=limits)
            for service, url in urls.items()
        }

    async def close(self) -> None:
        for client in self._clients.values():
            await client.aclose()

    async def forward(self, route: Route, request: Request, body: bytes) -> Response:
        """Pass a request on and its answer back.

        Raises:
            Unavailable: the service does not answer.
        """
        headers = {name: value for name in PASSED_ON if (value := request.headers.get(name)) is not None}
        headers["x-request-id"] = request.scope["request_id"]
        headers["x-correlation-id"] = request.scope["correlation_id"]
        # what the caller says of itself is dropped: services trust this one
        headers["x-forwarded-for"] = request.client.host if request.client else "unknown"
        # quoted again, or a '?' or '#' inside a segment would ask for another path
        segments = {name: quote(str(value), safe="") for name, value in request.path_params.items()}
        answer = await self._send(
            route.service,
            route.method,
            route.upstream_path or route.path,
            segments,
            params=request.query_params,
            headers=headers,
            content=body,
        )
        passed_back = {name: value for name in PASSED_BACK if (value := answer.headers.get(name)) is not None}
        return Response(
            answer.content, answer.status_code, passed_back, media_type=answer.headers.get("content-type")
        )

    async def openapi(self, service: Upstream) -> dict[str, object]:
        """Give a service's own OpenAPI document.

        Raises:
            Unavailable: the service does not answer.
        """
        answer = await self._send(service, "GET", "/openapi.json", {})
        document: dict[str, object] = answer.json()
        return document

    async def _send(
        self,
        service: Upstream,
        method: str,
        template: str,
        segments: Mapping[str, str],
        *,
        params: QueryParams | None = None,
        headers: dict[str, str] | None = None,
        content: bytes = b"",
    ) -> httpx2.Response:
        try:
            with calling(service, method, self._urls[service].rstrip("/") + template) as call:
                # httpx bounds each wait for bytes; this bounds them all, so that no trickle is waited for without end
                async with asyncio.timeout(self._answer_seconds):
                    answer = await self._clients[service].request(
                        method,
                        template.format(**segments),
                        params=params,
                        headers={**(headers or {}), **call.headers},
                        content=content,
                    )
                call.answered(answer.status_code)
                return answer
        except (httpx2.TransportError, TimeoutError) as error:
            raise Unavailable(
                f"The service '{service}' does not answer; try again, with the same Idempotency-Key.",
                code="upstream_away",
            ) from error
