"""Connections are kept, and what is asked on one that has just been closed is not asked twice, unless it only reads."""

import asyncio

import pytest

from foothold_chassis.errors import Unavailable
from foothold_gateway.policy import GatewayPolicy
from foothold_gateway.proxy import Proxy
from foothold_gateway.routes import Route

from .callers import request
from .upstreams import READ, WRITE, a_server, answering, hang_up, proxied_to, resetting

PUT = Route("PUT", "/v1/me/profile", "catalog", "account")
DELETE = Route("DELETE", "/v1/sessions/current", "catalog", "account")
SECONDS_TO_NOTICE = 0.1


async def status(proxy: Proxy, route: Route, body: bytes = b"") -> int:
    asked = request(method=route.method, params={"project_id": "prj_1"})
    return (await proxy.forward(route, asked, body)).status_code


async def test_a_connection_is_used_again() -> None:
    async with a_server(answering(), answering(), answering()) as served, proxied_to(served.url) as proxy:
        for route, body in ((READ, b""), (WRITE, b"{}"), (READ, b"")):
            assert await status(proxy, route, body) == 200

    assert [len(requests) for requests in served.connections] == [3]


async def test_connections_end_with_the_gateway() -> None:
    async with a_server(answering(), answering()) as served:
        async with proxied_to(served.url) as proxy:
            assert await status(proxy, READ) == 200
            await asyncio.sleep(SECONDS_TO_NOTICE)
            assert served.left == 0
        await asyncio.sleep(SECONDS_TO_NOTICE)

        assert served.left == 1


async def test_a_connection_is_not_kept_for_longer_than_services_keep_it() -> None:
    policy = GatewayPolicy(idle_seconds=0.1)
    async with a_server(answering(), answering()) as served, proxied_to(served.url, policy) as proxy:
        for _ in range(2):
            assert await status(proxy, WRITE, b"{}") == 200
            await asyncio.sleep(0.2)

    assert [len(requests) for requests in served.connections] == [1, 1]


async def test_each_connection_goes_where_the_name_leads_then(monkeypatch) -> None:
    """A service that starts anew may do so under another address."""
    loop, names = asyncio.get_running_loop(), []
    look_up = loop.getaddrinfo

    async def counted(host: str, *args: object, **options: object) -> object:
        names.append(host)
        return await look_up("127.0.0.1", *args, **options)

    monkeypatch.setattr(loop, "getaddrinfo", counted)
    async with (
        a_server(answering()) as served,
        proxied_to(served.url.replace("127.0.0.1", "catalog-api")) as proxy,
    ):
        for n in range(2):
            assert await status(proxy, READ) == 200
            await asyncio.sleep(SECONDS_TO_NOTICE)
            assert names.count("catalog-api") == n + 1


@pytest.mark.parametrize("route", [READ, WRITE, PUT, DELETE], ids=lambda route: route.method)
async def test_a_connection_that_was_closed_meanwhile_is_not_used(route) -> None:
    async with a_server(answering()) as served, proxied_to(served.url) as proxy:
        for _ in range(2):
            assert await status(proxy, route) == 200
            await asyncio.sleep(SECONDS_TO_NOTICE)

    assert [len(requests) for requests in served.connections] == [1, 1]


@pytest.mark.parametrize("ending", [hang_up, resetting(b"")], ids=["closed", "reset"])
async def test_a_read_that_crosses_with_the_end_of_its_connection_is_asked_again(ending) -> None:
    async with a_server(answering(), ending) as served, proxied_to(served.url) as proxy:
        for _ in range(2):
            assert await status(proxy, READ) == 200

    assert [len(requests) for requests in served.connections] == [2, 1]


@pytest.mark.parametrize("route", [WRITE, PUT, DELETE], ids=lambda route: route.method)
@pytest.mark.parametrize("body", [b"", b"{}"])
@pytest.mark.parametrize("ending", [hang_up, resetting(b"")], ids=["closed", "reset"])
async def test_a_write_that_crosses_with_it_is_asked_once(route, body, ending) -> None:
    async with a_server(answering(), ending) as served, proxied_to(served.url) as proxy:
        assert await status(proxy, route, body) == 200
        with pytest.raises(Unavailable):
            await status(proxy, route, body)

    assert [len(requests) for requests in served.connections] == [2]


async def test_a_read_is_asked_again_once() -> None:
    async with a_server(hang_up) as served, proxied_to(served.url) as proxy:
        with pytest.raises(Unavailable):
            await status(proxy, READ)

    assert len(served.asked) == 2
