"""A service at a real port with low bounds, and callers that speak to it in bytes."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from foothold_chassis.settings import HttpSettings, ServiceSettings
from foothold_chassis.web.app import make_app
from foothold_chassis.web.connection import bounded
from foothold_chassis.web.server import Server

from .callers import keyring_of
from .conditions import until
from .examples import KEY

SHORT = 0.2
"""The times of the bounds, in seconds."""

PATIENCE_SECONDS = 5
BIG = 20_000_000
GET = b"GET /quick HTTP/1.1\r\nHost: test\r\n\r\n"


@pytest.fixture(autouse=True)
def soon_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "LINGER_SECONDS", SHORT / 4)


class Routes:
    """What can be asked for; `go_on` lets the answers that wait for it go on."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()
        self.asked: list[str] = []
        self.left = 0
        self.router = APIRouter()
        self.router.add_api_route("/quick", self.quick, methods=["GET", "POST"])
        self.router.add_api_route("/numbered/{number}", self.numbered)
        self.router.add_api_route("/body", self.body, methods=["POST"])
        self.router.add_api_route("/waiting", self.waiting)
        self.router.add_api_route("/big", self.big)
        self.router.add_api_route("/live", self.live)

    async def quick(self) -> str:
        self.asked.append("quick")
        return "quick"

    async def numbered(self, number: int) -> int:
        return number

    async def body(self, request: Request) -> int:
        self.asked.append("body")
        return len(await request.body())

    async def waiting(self) -> str:
        self.asked.append("waiting")
        await self.go_on.wait()
        return "waited"

    async def big(self) -> Response:
        return Response(b"x" * BIG)

    async def live(self) -> StreamingResponse:
        async def events() -> AsyncIterator[bytes]:
            try:
                yield b"begun"
                await self.go_on.wait()
                yield b"gone on"
            finally:
                self.left += 1

        return StreamingResponse(events())


class Flooded(Routes):
    def __init__(self, **bounds: Any) -> None:
        super().__init__()
        given = {"head_seconds": SHORT, "body_seconds": SHORT, "answer_seconds": SHORT, **bounds}
        settings = ServiceSettings(
            kafka_bootstrap="", mongo_uri="mongodb://nowhere", http_port=0, drain_seconds=1, **given
        )
        self.bounds: HttpSettings = settings
        app = make_app("test", [self.router], keyring_of(KEY), max_body_bytes=settings.max_body_bytes)
        self.server = Server(app, settings)

    @property
    def port(self) -> int:
        return self.server.servers[0].sockets[0].getsockname()[1]

    @property
    def connections(self) -> set[Any]:
        return self.server.server_state.connections

    async def until_nobody_is_there(self) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self.connections:  # noqa: ASYNC110 - a server tells nobody
                await asyncio.sleep(0.005)


@asynccontextmanager
async def flooded(**bounds: Any) -> AsyncIterator[Flooded]:
    service = Flooded(**bounds)
    await service.server.start()
    await until(lambda: service.server.started)
    try:
        yield service
    finally:
        service.go_on.set()
        await service.server.stop(0)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        assert self.headers["content-type"] == "application/problem+json"
        problem = json.loads(self.body)
        assert problem["status"] == self.status
        assert problem["type"] == f"urn:foothold:problem:{problem['code']}"
        assert problem["request_id"] == self.headers["x-request-id"]
        assert {"title", "detail", "instance"} <= problem.keys()
        return str(problem["code"])


class Caller:
    """One connection, by its bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, *parts: bytes) -> None:
        for part in parts:
            self.writer.write(part)
            await self.writer.drain()

    async def answer(self) -> Answer:
        async with asyncio.timeout(PATIENCE_SECONDS):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {
                name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)
            }
            body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        return Answer(int(head[0].split(" ")[1]), headers, body)

    async def ends(self) -> bytes:
        """Return what still comes until the connection ends in whatever way."""
        came = b""
        async with asyncio.timeout(PATIENCE_SECONDS):
            try:
                while part := await self.reader.read(65_536):
                    came += part
            except ConnectionError:
                pass
        return came


@asynccontextmanager
async def calling(service: Flooded, **options: Any) -> AsyncIterator[Caller]:
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port, **options)
    try:
        yield Caller(reader, writer)
    finally:
        writer.transport.abort()


async def connect(service: Flooded) -> Caller:
    """Open a connection that ends with the service."""
    return Caller(*await asyncio.open_connection("127.0.0.1", service.port))
