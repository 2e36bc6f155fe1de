"""Against a real server on this machine: what is passed on, what is dropped, and that nothing hangs."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from foothold_chassis.errors import Unavailable
from foothold_gateway.policy import GatewayPolicy
from foothold_gateway.proxy import Proxy
from foothold_gateway.routes import Route

from .callers import request

POLICY = GatewayPolicy(answer_seconds=0.3, connect_seconds=0.3)
READ = Route("GET", "/v1/projects/{project_id}", "catalog", "anyone")
WRITE = Route("POST", "/v1/projects", "catalog", "account")

Asked = dict[str, object]
Answer = Callable[[asyncio.StreamWriter, Asked], Awaitable[None]]


async def read_request(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return {"method": method, "target": target, "headers": headers, "body": body.decode()}


def answering(status: str = "200 OK", body: bytes = b"{}", **headers: str) -> Answer:
    async def answer(writer: asyncio.StreamWriter, _asked: Asked) -> None:
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        head = "\r\n".join([f"HTTP/1.1 {status}", f"content-length: {len(body)}", *lines, "", ""])
        writer.write(head.encode() + body)

    return answer


async def never(_writer: asyncio.StreamWriter, _asked: Asked) -> None:
    await asyncio.Event().wait()


async def trickle(writer: asyncio.StreamWriter, _asked: Asked) -> None:
    """A byte now and then, so that no single wait for one is long."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(POLICY.answer_seconds / 5)


async def hang_up(_writer: asyncio.StreamWriter, _asked: Asked) -> None:
    """Close without a word."""


async def echo(writer: asyncio.StreamWriter, asked: Asked) -> None:
    await answering(body=json.dumps(asked).encode(), content_type="application/json")(writer, asked)


@asynccontextmanager
async def proxied_to(url: str) -> AsyncIterator[Proxy]:
    proxy = Proxy({"catalog": url}, POLICY)
    try:
        yield proxy
    finally:
        await proxy.close()


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[Proxy]:
    """A server that answers every request so, and a proxy that takes it for the catalog."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            await answer(writer, await read_request(reader))
            await writer.drain()
        except asyncio.CancelledError:
            return
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        async with proxied_to(f"http://127.0.0.1:{port}") as proxy:
            yield proxy
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def asked(route: Route = WRITE, body: bytes = b"", **given: object) -> Asked:
    """What the service sees of a request."""
    async with serving(echo) as proxy:
        response = await proxy.forward(route, request(method=route.method, **given), body)
    found: Asked = json.loads(response.body)
    return found


async def test_method_path_query_and_body_arrive() -> None:
    found = await asked(body=b'{"title": "A"}', query="limit=2&cursor=a%26b", path="/v1/projects")

    assert (found["method"], found["body"]) == ("POST", '{"title": "A"}')
    assert found["target"] == "/v1/projects?limit=2&cursor=a%26b"


async def test_headers_a_service_needs_are_passed_on() -> None:
    given = {
        "Authorization": "Bearer abc",
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Idempotency-Key": "k-1",
    }

    headers = (await asked(headers=given))["headers"]

    assert {name: headers[name.lower()] for name in given} == given


async def test_ids_and_trace_are_those_of_the_request_here() -> None:
    given = {"X-Request-Id": "theirs-12345", "X-Correlation-Id": "theirs-12345", "traceparent": "theirs"}

    headers = (await asked(headers=given))["headers"]

    assert headers["x-request-id"] == "req_given"
    assert headers["x-correlation-id"] == "cor_given"
    assert headers.get("traceparent") != "theirs"


async def test_what_a_caller_claims_of_its_address_is_dropped() -> None:
    given = {"X-Forwarded-For": "10.0.0.1", "Forwarded": "for=10.0.0.1", "X-Real-IP": "10.0.0.1"}

    headers = (await asked(headers=given))["headers"]

    assert headers["x-forwarded-for"] == "203.0.113.7"
    assert "10.0.0.1" not in str(headers)


async def test_all_other_headers_are_dropped() -> None:
    given = {"Cookie": "a=1", "X-Account-Id": "acc_2", "X-Scopes": "money", "Host": "elsewhere"}

    headers = (await asked(headers=given))["headers"]

    assert not {"cookie", "x-account-id", "x-scopes"} & set(headers)
    assert headers["host"].startswith("127.0.0.1")


@pytest.mark.parametrize(
    ("given", "target"),
    [
        ("prj_1", "/v1/projects/prj_1"),
        ("prj_1?limit=1", "/v1/projects/prj_1%3Flimit%3D1"),
        ("prj_1#", "/v1/projects/prj_1%23"),
        ("a/b", "/v1/projects/a%2Fb"),
        ("%2e", "/v1/projects/%252e"),
        ("é\x00", "/v1/projects/%C3%A9%00"),
    ],
)
async def test_a_segment_stays_one_segment(given, target) -> None:
    assert (await asked(READ, params={"project_id": given}))["target"] == target


async def test_a_path_of_its_own_upstream_is_asked_for() -> None:
    audit = Route("GET", "/v1/ops/audit", "catalog", "money", "/v1/ops/payouts/audit")

    assert (await asked(audit))["target"] == "/v1/ops/payouts/audit"


async def test_status_body_and_kind_come_back_and_other_headers_do_not() -> None:
    told = answering(
        "409 Conflict",
        b'{"code": "a"}',
        content_type="application/problem+json",
        set_cookie="a=1",
        server="x",
    )
    async with serving(told) as proxy:
        response = await proxy.forward(WRITE, request(), b"")

    assert (response.status_code, response.body) == (409, b'{"code": "a"}')
    assert dict(response.headers) == {"content-length": "13", "content-type": "application/problem+json"}


async def test_what_tells_a_client_how_to_go_on_comes_back() -> None:
    told = answering("503 Service Unavailable", retry_after="7", www_authenticate="Bearer")
    async with serving(told) as proxy:
        response = await proxy.forward(WRITE, request(), b"")

    assert (response.headers["retry-after"], response.headers["www-authenticate"]) == ("7", "Bearer")


async def must_be_away(proxy: Proxy) -> None:
    for call in (proxy.forward(WRITE, request(), b"{}"), proxy.openapi("catalog")):
        started = time.monotonic()
        with pytest.raises(Unavailable) as away:
            await call
        assert (away.value.code, away.value.status, away.value.retry_after) == ("upstream_away", 503, 1)
        assert "'catalog'" in away.value.detail
        assert time.monotonic() - started < 3


async def test_a_service_that_never_answers_is_unavailable_after_the_time_it_has() -> None:
    async with serving(never) as proxy:
        await must_be_away(proxy)


async def test_a_service_that_trickles_is_unavailable_after_the_same_time() -> None:
    async with serving(trickle) as proxy:
        await must_be_away(proxy)


async def test_a_service_that_hangs_up_is_unavailable() -> None:
    async with serving(hang_up) as proxy:
        await must_be_away(proxy)


async def test_a_service_that_refuses_connections_is_unavailable() -> None:
    with socket.socket() as bound:  # bound and not listening: nobody else gets this port meanwhile
        bound.bind(("127.0.0.1", 0))
        async with proxied_to(f"http://127.0.0.1:{bound.getsockname()[1]}") as proxy:
            await must_be_away(proxy)


async def test_the_openapi_document_of_a_service_is_read() -> None:
    async with serving(answering(body=b'{"paths": {}}', content_type="application/json")) as proxy:
        assert await proxy.openapi("catalog") == {"paths": {}}
