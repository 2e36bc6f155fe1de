"""A call is counted before it is routed, and is in hand until the last byte of its answer."""

import asyncio
from typing import Any

import httpx2
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.responses import StreamingResponse

from foothold_chassis.errors import TooManyRequests
from foothold_chassis.settings import ServiceSettings
from foothold_chassis.web.app import make_app
from foothold_chassis.web.server import Server

from .callers import bearer, keyring_of, token
from .conditions import until
from .examples import KEY, routes

ASKED_FOR = {"/things": 200, "/nowhere": 404, "/errors/Conflict": 409, "/me": 401}


class Counting:
    """Limits that count, and refuse networks and accounts when they are told to."""

    def __init__(self, *refused: str) -> None:
        self.refused = refused
        self.begun: list[str] = []
        self.accounts: list[str] = []
        self.in_hand = 0

    def begin(self, network: str) -> "Counting":
        self._must_not_be_refused(network)
        self.begun.append(network)
        self.in_hand += 1
        return self

    def is_of(self, account_id: str) -> None:
        self._must_not_be_refused(account_id)
        self.accounts.append(account_id)

    def end(self) -> None:
        self.in_hand -= 1

    def _must_not_be_refused(self, who: str) -> None:
        if who in self.refused:
            raise TooManyRequests("Too many.", code="rate_limited", retry_after=7)


class Sent:
    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.body = b""

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = dict(message["headers"])
        self.body += message.get("body", b"")


async def call(app: FastAPI, path: str, *, address: str = "203.0.113.7", authorization: str = "") -> Sent:
    sent = Sent()
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [(b"authorization", authorization.encode())] if authorization else [],
        "scheme": "http",
        "server": ("test", 80),
        "client": (address, 50_000),
    }

    coming = [{"type": "http.request", "body": b""}]

    async def receive() -> dict[str, Any]:
        if coming:
            return coming.pop()
        await asyncio.Event().wait()
        raise AssertionError

    await app(scope, receive, sent)
    return sent


def app_of(limits: Counting, *routers: APIRouter) -> FastAPI:
    return make_app("test", [routes(), *routers], keyring_of(KEY), max_body_bytes=1_000, limits=limits)


@pytest.mark.parametrize(("path", "status"), ASKED_FOR.items())
async def test_every_call_is_counted_by_its_network_and_ends(path: str, status: int) -> None:
    limits = Counting()

    assert (await call(app_of(limits), path, address="2001:db8:1:2:3::4")).status == status
    assert limits.begun == ["2001:db8:1:2::/64"]
    assert limits.in_hand == 0


async def test_a_call_that_fails_ends_too() -> None:
    limits = Counting()
    with pytest.raises(RuntimeError):
        await call(app_of(limits), "/broken")

    assert limits.in_hand == 0


@pytest.mark.parametrize("path", ASKED_FOR)
async def test_a_network_without_room_is_answered_before_its_call_is_routed(path: str) -> None:
    answer = await call(app_of(Counting("203.0.113.7")), path)

    assert answer.status == 429
    assert answer.headers[b"retry-after"] == b"7"
    assert answer.headers[b"content-type"] == b"application/problem+json"
    assert answer.headers[b"x-request-id"].decode() in answer.body.decode()


async def test_the_account_of_a_right_token_is_counted_once_on_every_route() -> None:
    limits, authorization = Counting(), bearer(token(KEY))["authorization"]
    for path in ("/things", "/me", "/errors/Conflict"):
        await call(app_of(limits), path, authorization=authorization)

    assert limits.accounts == ["acc_7F"] * 3


async def test_an_account_without_room_is_refused_and_ends() -> None:
    limits = Counting("acc_7F")
    answer = await call(app_of(limits), "/things", authorization=bearer(token(KEY))["authorization"])

    assert (answer.status, answer.headers[b"retry-after"]) == (429, b"7")
    assert limits.in_hand == 0


async def test_a_live_stream_is_in_hand_until_it_ends() -> None:
    limits, router, go_on = Counting(), APIRouter(), asyncio.Event()

    @router.get("/live")
    async def live() -> StreamingResponse:
        async def events() -> Any:
            yield b"begun"
            await go_on.wait()
            yield b"gone on"

        return StreamingResponse(events())

    streaming = asyncio.create_task(call(app_of(limits, router), "/live"))
    await until(lambda: limits.in_hand == 1)
    go_on.set()

    assert (await streaming).body == b"begungone on"
    assert limits.in_hand == 0


@pytest.mark.parametrize(
    ("trusted", "network"),
    [("127.0.0.1", "2001:db8:1:2::/64"), ("10.0.0.0/8", "127.0.0.1"), ("", "127.0.0.1")],
)
async def test_the_address_that_a_proxy_names_counts_only_if_the_proxy_is_trusted(
    trusted: str, network: str
) -> None:
    limits = Counting()
    settings = ServiceSettings(
        kafka_bootstrap="", mongo_uri="mongodb://nowhere", http_port=0, trusted_proxies=trusted
    )
    server = Server(app_of(limits), settings)
    await server.start()
    await until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with httpx2.AsyncClient() as client:
        forwarded = {"x-forwarded-for": "203.0.113.7, 2001:db8:1:2:3::4"}
        answer = await client.get(f"http://127.0.0.1:{port}/things", headers=forwarded)
    await server.stop(0)

    assert answer.status_code == 200
    assert limits.begun == [network]
