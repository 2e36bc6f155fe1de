"""Services as the proxy meets them: real servers on this machine that answer well, badly, or not at all."""

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from foothold_gateway.policy import GatewayPolicy
from foothold_gateway.proxy import Proxy
from foothold_gateway.routes import Route

POLICY = GatewayPolicy()
HASTY = GatewayPolicy(answer_seconds=0.3, connect_seconds=0.3)
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


def saying(*parts: bytes) -> Answer:
    """Answer with these very bytes."""

    async def answer(writer: asyncio.StreamWriter, _asked: Asked) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()

    return answer


def answering(status: str = "200 OK", body: bytes = b"{}", **headers: str) -> Answer:
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = "\r\n".join([f"HTTP/1.1 {status}", f"content-length: {len(body)}", *lines, "", ""])
    return saying(head.encode() + body)


async def never(_writer: asyncio.StreamWriter, _asked: Asked) -> None:
    await asyncio.Event().wait()


async def trickle(writer: asyncio.StreamWriter, _asked: Asked) -> None:
    """A byte now and then, so that no single wait for one is long."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(HASTY.answer_seconds / 5)


async def hang_up(_writer: asyncio.StreamWriter, _asked: Asked) -> None:
    """Close without a word."""


def resetting(said: bytes) -> Answer:
    """Send this, and break the connection as a killed process does."""

    async def answer(writer: asyncio.StreamWriter, asked: Asked) -> None:
        await saying(said)(writer, asked)
        await asyncio.sleep(0.05)
        connection = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return answer


async def echo(writer: asyncio.StreamWriter, asked: Asked) -> None:
    await answering(body=json.dumps(asked).encode(), content_type="application/json")(writer, asked)


@asynccontextmanager
async def proxied_to(url: str, policy: GatewayPolicy = POLICY, **others: str) -> AsyncIterator[Proxy]:
    proxy = Proxy({"catalog": url, **others}, {"catalog": url, **others}, policy)
    try:
        yield proxy
    finally:
        await proxy.close()


@dataclass
class Served:
    """A server, and for each connection it got the requests that came on it."""

    url: str = ""
    connections: list[list[Asked]] = field(default_factory=list)
    left: int = 0
    """How many of them the other side ended."""

    async def until_asked(self, times: int) -> None:
        async with asyncio.timeout(5):
            while len(self.asked) < times:  # noqa: ASYNC110 - a server here tells nobody
                await asyncio.sleep(0.001)

    @property
    def asked(self) -> list[Asked]:
        return [asked for requests in self.connections for asked in requests]


@asynccontextmanager
async def a_server(answer: Answer, *more: Answer) -> AsyncIterator[Served]:
    """Each connection gets these answers, one after the other, and is closed then."""
    served = Served()
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        requests: list[Asked] = []
        served.connections.append(requests)
        try:
            for each in (answer, *more):
                requests.append(await read_request(reader))
                await each(writer, requests[-1])
                await writer.drain()
        except asyncio.IncompleteReadError:
            served.left += 1
        except (asyncio.CancelledError, ConnectionError):
            return
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    served.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield served
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def serving(answer: Answer, policy: GatewayPolicy = POLICY) -> AsyncIterator[Proxy]:
    """A proxy that takes a server that answers so for the catalog."""
    async with a_server(answer) as served, proxied_to(served.url, policy) as proxy:
        yield proxy
