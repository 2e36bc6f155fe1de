"""One person's access to the gateway: tokens, retries, one `Idempotency-Key` for each intent."""

import asyncio
import random
import secrets
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx2

PATIENCE_SECONDS = 90.0
RETRY_SECONDS = 0.25
REQUEST_SECONDS = 20.0
CONNECTIONS = 64

Json = dict[str, Any]


class Refused(Exception):
    """The platform refused for good; `code` is the reason for programs."""

    def __init__(self, method: str, path: str, status: int, problem: Json) -> None:
        self.status = status
        self.code = str(problem.get("code", "unknown"))
        self.problem = problem
        super().__init__(
            f"{method} {path}: {status} {self.code}: {problem.get('detail')} {problem.get('errors', '')}"
        )


@dataclass(slots=True)
class Answers:
    """How every request ended, counting each try."""

    by_status: Counter[int] = field(default_factory=Counter)
    retryable: Counter[int] = field(default_factory=Counter)
    """Those of them that said when to try again (`Retry-After`)."""

    missing: Counter[str] = field(default_factory=Counter)
    """Requests without an answer, by the error of the connection."""

    def took(self, answer: httpx2.Response) -> None:
        self.by_status[answer.status_code] += 1
        if "retry-after" in answer.headers:
            self.retryable[answer.status_code] += 1


class Gateway(httpx2.AsyncClient):
    """The gateway, with a record of its answers."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.answers = Answers()

    async def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        try:
            answer = await super().send(request, **options)
        except httpx2.TransportError as error:
            self.answers.missing[type(error).__name__] += 1
            raise
        self.answers.took(answer)
        return answer


def open_gateway(url: str) -> Gateway:
    limits = httpx2.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    return Gateway(base_url=url, timeout=REQUEST_SECONDS, limits=limits)


class Client:
    """Calls as one account. It retries what may be retried, under the same key, so that it happens once."""

    def __init__(self, gateway: httpx2.AsyncClient) -> None:
        self._gateway = gateway
        self.email = ""
        self.password = ""
        self.token = ""

    async def sign_up(self, email: str, name: str) -> Json:
        """Make an account, log in to it, and return what it says of itself."""
        password = secrets.token_urlsafe(16)
        await self.post("/v1/accounts", {"email": email, "password": password, "name": name})
        await self.log_in(email, password)
        return await self.get("/v1/me")

    async def log_in(self, email: str, password: str) -> None:
        self.email, self.password = email, password
        await self.renew()

    async def renew(self) -> None:
        """Get a new token, which names the account's present organizations."""
        self.token = ""
        body = {"email": self.email, "password": self.password}
        self.token = (await self.post("/v1/sessions", body))["access_token"]

    async def get(self, path: str, **params: str | int) -> Json:
        return await self._call("GET", path, None, params)

    async def post(self, path: str, body: Json | None = None) -> Json:
        return await self._call("POST", path, body, {})

    async def put(self, path: str, body: Json) -> Json:
        return await self._call("PUT", path, body, {})

    async def _call(self, method: str, path: str, body: Json | None, params: dict[str, str | int]) -> Json:
        key = secrets.token_hex(16)
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE_SECONDS
        while True:
            wait, answer = await self._try(method, path, body, params, key)
            if answer is not None and answer.is_success:
                found: Json = answer.json() if answer.content else {}
                return found
            if wait is None or loop.time() > until:
                raise _refused(method, path, answer)
            # many may wait for the same service, and must not all come back at the same moment
            await asyncio.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311 - jitter

    async def _try(
        self, method: str, path: str, body: Json | None, params: dict[str, str | int], key: str
    ) -> tuple[float | None, httpx2.Response | None]:
        """Try once; return the answer, and the seconds to wait before another try, or `None` for no other try."""
        headers = {"Idempotency-Key": key} | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        try:
            answer = await self._gateway.request(method, path, json=body, params=params, headers=headers)
        except httpx2.TransportError:
            return RETRY_SECONDS, None
        if answer.status_code == httpx2.codes.UNAUTHORIZED and self.token and path != "/v1/sessions":
            await self.renew()
            return 0.0, answer
        if "retry-after" in answer.headers:
            return min(float(answer.headers["retry-after"]), RETRY_SECONDS), answer
        return None, answer


def _refused(method: str, path: str, answer: httpx2.Response | None) -> Refused:
    if answer is None:
        return Refused(method, path, 0, {"code": "unreachable", "detail": "The gateway cannot be reached."})
    try:
        problem: Json = answer.json()
    except ValueError:
        problem = {"detail": answer.text[:200]}
    return Refused(method, path, answer.status_code, problem)
