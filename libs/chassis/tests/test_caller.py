"""A caller that breaks off is no failure of a service: not in what is counted, traced or logged."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from fastapi import APIRouter, Request
from prometheus_client import REGISTRY

from foothold_chassis.errors import Unavailable
from foothold_chassis.settings import ServiceSettings
from foothold_chassis.telemetry import metrics
from foothold_chassis.web import RequestBody
from foothold_chassis.web.app import make_app
from foothold_chassis.web.server import Server

from .callers import keyring_of
from .examples import KEY

SETTINGS = ServiceSettings(
    kafka_bootstrap="", mongo_uri="mongodb://nowhere", http_host="127.0.0.1", http_port=0
)


class Thing(RequestBody):
    name: str


class Served:
    """A service at a real port, and the moments of its answers."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()
        app = make_app("test", [self.routes()], keyring_of(KEY), max_body_bytes=10_000)
        self.server = Server(app, SETTINGS)

    @property
    def port(self) -> int:
        return self.server.servers[0].sockets[0].getsockname()[1]

    def routes(self) -> APIRouter:
        router = APIRouter()

        @router.post("/parsed")
        async def parsed(body: Thing) -> str:
            return body.name

        @router.post("/passed-on")
        async def passed_on(request: Request) -> int:
            return len(await request.body())

        @router.post("/failing")
        async def failing() -> None:
            self.begun.set()
            await self.go_on.wait()
            raise Unavailable("What this needs is away.")

        return router

    async def until_counted(self, route: str) -> str:
        """Return the status that the one request to this route counts as."""
        await until(lambda: bool(counted(route)))
        [status] = counted(route)
        return status

    async def until_nobody_is_there(self) -> None:
        await until(lambda: not self.server.server_state.connections)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - a server tells nobody
            await asyncio.sleep(0.005)


def counted(route: str) -> list[str]:
    return [
        sample.labels["http_response_status_code"]
        for family in REGISTRY.collect()
        for sample in family.samples
        if sample.name == "http_server_request_duration_seconds_count"
        and sample.labels["http_route"] == route
    ]


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    metrics.HTTP_SERVER.clear()
    served = Served()
    await served.server.start()
    await until(lambda: served.server.started)
    yield served
    await served.server.stop(0)


@asynccontextmanager
async def caller_of(served: Served, path: str, body: bytes, length: int) -> AsyncIterator[None]:
    """Send a request with so much of its body, and break off at the end."""
    _, writer = await asyncio.open_connection("127.0.0.1", served.port)
    head = f"POST {path} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    writer.write(head.encode() + body)
    await writer.drain()
    yield
    writer.transport.abort()


@pytest.mark.parametrize("path", ["/parsed", "/passed-on"])
async def test_a_body_that_is_broken_off_counts_as_499(served, spans, lines, path) -> None:
    async with caller_of(served, path, b"{", 5_000):
        pass

    assert await served.until_counted(path) == "499"
    [span] = [span for span in spans.get_finished_spans() if span.name == f"POST {path}"]
    assert span.attributes["http.response.status_code"] == 499
    assert "error.type" not in span.attributes
    assert [(line["event"], line["status"]) for line in lines] == [("request", 499)]


async def test_a_failure_that_nobody_waits_for_any_more_counts_as_499(served, lines) -> None:
    async with caller_of(served, "/failing", b"", 0):
        await served.begun.wait()
    await served.until_nobody_is_there()
    served.go_on.set()

    assert await served.until_counted("/failing") == "499"
    assert [line["status"] for line in lines if line["event"] == "request"] == [499]


async def test_a_failure_that_is_waited_for_counts_as_what_it_is(served) -> None:
    async with caller_of(served, "/failing", b"", 0):
        served.go_on.set()
        assert await served.until_counted("/failing") == "503"
