"""Calls to the gateway over HTTP, each with the rights of the person who asks."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import quote

import aiohttp
from pydantic import ValidationError
from yarl import URL

from foothold_web.gateway.calls import Call
from foothold_web.gateway.refusals import Away, LoggedOut, Problem, Refused
from foothold_web.gateway.views import View
from foothold_web.policy import WebPolicy

V = TypeVar("V", bound=View)

LOGIN_REFUSED = "login_refused"
"""The one 401 that is about what was typed, not about who asks."""

AWAY = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})


@dataclass(frozen=True, slots=True)
class Asking:
    """For whom a call is made: the token of the person, the address it comes from, the id of the page's request."""

    address: str
    request_id: str
    token: str | None = None
    language: str = "en"

    @property
    def headers(self) -> dict[str, str]:
        own = {
            "accept": "application/json",
            "accept-language": self.language,
            "x-forwarded-for": self.address,
            "x-correlation-id": self.request_id,
        }
        return own | ({"authorization": f"Bearer {self.token}"} if self.token else {})


class Gateway:
    """The gateway's address and the connections to it."""

    def __init__(self, url: str, policy: WebPolicy) -> None:
        self._url = url.rstrip("/")
        self._policy = policy
        self._session: aiohttp.ClientSession | None = None

    def caller(self, asking: Asking) -> "Caller":
        """Return the gateway as one person may call it."""
        return Caller(self, asking)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def send(
        self, method: str, path: str, headers: Mapping[str, str], body: object, query: Mapping[str, str]
    ) -> tuple[int, bytes, Mapping[str, str]]:
        """Return status, body and headers of the answer.

        Raises:
            Away: the gateway does not answer in time.
        """
        url = URL(self._url + path, encoded=True).with_query(query or None)
        try:
            async with (
                asyncio.timeout(self._policy.answer_seconds),
                self._connections().request(
                    method, url, headers=headers, json=body, allow_redirects=False
                ) as answer,
            ):
                return answer.status, await answer.read(), answer.headers
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Away("Foothold does not answer at this moment.") from error

    def _connections(self) -> aiohttp.ClientSession:
        """Return the session; it is made at the first call, since it belongs to the running loop."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._policy.connections, keepalive_timeout=self._policy.idle_seconds
                ),
                timeout=aiohttp.ClientTimeout(connect=self._policy.connect_seconds),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


class Caller:
    """The gateway as one person may call it."""

    def __init__(self, gateway: Gateway, asking: Asking) -> None:
        self._gateway = gateway
        self._asking = asking

    async def __call__(
        self,
        call: Call[V],
        body: object = None,
        *,
        key: str | None = None,
        query: Mapping[str, str | None] | None = None,
        **segments: str,
    ) -> V:
        """Make a call and return its answer. `key` is the Idempotency-Key, `segments` are the ids in the path.

        Raises:
            LoggedOut: the API does not know this caller, or no longer.
            Refused: the API says no.
            Away: the gateway, or the service behind it, does not answer.
        """
        path = call.path.format(**{name: quote(value, safe="") for name, value in segments.items()})
        headers = self._asking.headers | ({"idempotency-key": key} if key else {})
        given = {name: value for name, value in (query or {}).items() if value is not None}
        status, answer, answered = await self._gateway.send(call.method, path, headers, body, given)
        if status < HTTPStatus.BAD_REQUEST:
            return _read(call, answer)
        raise _refusal(call, status, answer, answered)


def _read(call: Call[V], answer: bytes) -> V:
    try:
        return call.answer.model_validate_json(answer or b"{}")
    except ValidationError as error:
        raise Away(
            f"The answer to {call.method} {call.path} is none that this version knows.", service=call.service
        ) from error


def _refusal(
    call: Call[V], status: int, answer: bytes, headers: Mapping[str, str]
) -> Away | LoggedOut | Refused:
    problem = _problem(status, answer)
    retry_after = int(after) if (after := headers.get("retry-after", "")).isdecimal() else None
    if status in AWAY:
        return Away(problem.detail, service=call.service, retry_after=retry_after or 1)
    if status == HTTPStatus.UNAUTHORIZED and problem.code != LOGIN_REFUSED:
        return LoggedOut(problem.detail)
    return Refused(problem, retry_after=retry_after)


def _problem(status: int, answer: bytes) -> Problem:
    try:
        return Problem.model_validate({**json.loads(answer), "status": status})
    except (ValueError, TypeError):
        return Problem(status=status, detail="The answer gave no reason.", code="unreadable")
