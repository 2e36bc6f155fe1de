"""Every way in which a service does not answer is the same to a caller, and comes in time."""

import asyncio
import gzip
import socket
import time

import pytest

from foothold_chassis.errors import Unavailable
from foothold_gateway.calls import Call
from foothold_gateway.policy import GatewayPolicy
from foothold_gateway.proxy import Proxy

from .callers import request
from .upstreams import (
    HASTY,
    WRITE,
    a_server,
    answering,
    hang_up,
    never,
    proxied_to,
    resetting,
    saying,
    serving,
    trickle,
)

OK = b"HTTP/1.1 200 OK\r\n"
HALF_A_BODY = OK + b"content-length: 10\r\n\r\n{}"
HALF_A_CHUNK = OK + b"transfer-encoding: chunked\r\n\r\n5\r\n{}"
PATIENT = GatewayPolicy(answer_seconds=5, connect_seconds=0.3, connections=1)


async def must_be_away(proxy: Proxy) -> None:
    for call in (proxy.forward(WRITE, request(), b"{}"), proxy.openapi("catalog")):
        started = time.monotonic()
        with pytest.raises(Unavailable) as away:
            await call
        assert (away.value.code, away.value.status, away.value.retry_after) == ("upstream_away", 503, 1)
        assert "'catalog'" in away.value.detail
        assert time.monotonic() - started < 3


@pytest.mark.parametrize("answer", [never, trickle], ids=["never", "trickle"])
async def test_a_service_that_is_too_slow_is_unavailable_after_the_time_it_has(answer) -> None:
    async with serving(answer, HASTY) as proxy:
        await must_be_away(proxy)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        OK + b"content-le",
        HALF_A_BODY,
        HALF_A_CHUNK,
        OK + b"transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n",
    ],
)
@pytest.mark.parametrize("ending", [saying, resetting], ids=["closed", "reset"])
async def test_a_service_that_is_gone_in_the_middle_of_its_answer_is_unavailable(ending, said) -> None:
    async with serving(ending(said)) as proxy:
        await must_be_away(proxy)


@pytest.mark.parametrize(
    "said",
    [
        b"hello\r\n\r\n",
        b"\x00\x01\x02\r\n\r\n",
        b"HTTP/1.1 xyz\r\n\r\n",
        b"HTTP/2 200 OK\r\n\r\n",
        b"HTTP/1.1 000 OK\r\ncontent-length: 2\r\n\r\n{}",
        b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n",
        OK + b"content-length: x\r\n\r\n{}",
        OK + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        OK + b"content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        OK + b"transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        OK + b"a header without an end\r\n\r\n",
        OK + b"long: " + b"x" * 100_000 + b"\r\ncontent-length: 2\r\n\r\n{}",
    ],
)
async def test_an_answer_that_is_no_http_is_none(said) -> None:
    async with serving(saying(said)) as proxy:
        await must_be_away(proxy)


async def test_a_chunk_that_is_none_once_the_head_was_read_costs_the_whole_time_and_no_more() -> None:
    """aiohttp reports nothing to the reader of the body while the service keeps the connection."""

    async def late(writer, asked) -> None:
        await saying(OK + b"transfer-encoding: chunked\r\n\r\n")(writer, asked)
        await asyncio.sleep(0.05)
        await saying(b"zz\r\n{}\r\n0\r\n\r\n")(writer, asked)
        await never(writer, asked)

    async with serving(late, HASTY) as proxy:
        await must_be_away(proxy)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "gzip, br", "unheard-of"])
async def test_a_compressed_answer_does_not_reach_a_caller_who_could_not_tell(coding) -> None:
    async with serving(answering(body=gzip.compress(b"{}"), content_encoding=coding)) as proxy:
        await must_be_away(proxy)


async def test_a_service_that_refuses_connections_is_unavailable() -> None:
    with socket.socket() as bound:  # bound and not listening: nobody else gets this port meanwhile
        bound.bind(("127.0.0.1", 0))
        async with proxied_to(f"http://127.0.0.1:{bound.getsockname()[1]}") as proxy:
            await must_be_away(proxy)


async def test_metrics_tell_who_hangs_up_from_who_refuses(monkeypatch) -> None:
    """By the kind of error, for reads and for writes."""
    kinds: list[str] = []
    monkeypatch.setattr(Call, "broke", lambda _call, error: kinds.append(type(error).__name__))

    await test_a_service_that_refuses_connections_is_unavailable()
    async with serving(hang_up) as proxy:
        await must_be_away(proxy)

    assert kinds == ["ClientConnectorError"] * 2 + ["ClientConnectionError", "ServerDisconnectedError"]


async def test_a_service_that_takes_no_connection_is_unavailable_after_the_time_to_connect() -> None:
    with socket.socket() as full:  # what a full queue has no room for is not even refused
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        try:
            for each in waiting:
                each.setblocking(False)
                each.connect_ex(full.getsockname())
            async with proxied_to(f"http://127.0.0.1:{full.getsockname()[1]}", PATIENT) as proxy:
                await must_be_away(proxy)
        finally:
            for each in waiting:
                each.close()


async def test_a_name_that_nobody_knows_is_unavailable(monkeypatch) -> None:
    async def unknown(*_args: object, **_options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    async with proxied_to("http://catalog-api:8080", PATIENT) as proxy:
        await must_be_away(proxy)


async def test_names_that_are_not_answered_are_waited_for_as_long_as_a_connection(monkeypatch) -> None:
    async def silent(*_args: object, **_options: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", silent)
    async with proxied_to("http://catalog-api:8080", PATIENT) as proxy:
        await must_be_away(proxy)


async def test_a_service_that_hangs_uses_up_its_own_connections_and_no_others() -> None:
    async with (
        a_server(never) as hangs,
        a_server(answering(body=b'{"paths": {}}')) as answers,
        proxied_to(hangs.url, PATIENT, identity=answers.url) as proxy,
    ):
        first = asyncio.create_task(proxy.forward(WRITE, request(), b"{}"))
        await hangs.until_asked(1)

        await must_be_away(proxy)  # for there is no connection free
        assert await proxy.openapi("identity") == {"paths": {}}
        assert (len(hangs.connections), first.done()) == (1, False)

        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


async def test_a_caller_who_leaves_takes_no_connection_along() -> None:
    async with a_server(never) as hangs, proxied_to(hangs.url, PATIENT) as proxy:
        for n in range(2):
            call = asyncio.create_task(proxy.forward(WRITE, request(), b"{}"))
            await hangs.until_asked(n + 1)
            call.cancel()
            await asyncio.gather(call, return_exceptions=True)
