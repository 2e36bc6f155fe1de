"""A client with almost no cost, so that the benchmark measures the server: HTTP/1.1 over kept connections."""

import asyncio
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlparse


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for again and again, by each connection with the next of the tokens. With a body it is a command,
    each time with a key of its own."""

    path: str
    tokens: Sequence[str]
    body: bytes = b""

    def head(self, host: str, connection: int) -> bytes:
        lines = [
            f"{'PUT' if self.body else 'GET'} {self.path} HTTP/1.1",
            f"Host: {host}",
            f"Authorization: Bearer {self.tokens[connection % len(self.tokens)]}",
        ]
        if self.body:
            lines += [
                "Content-Type: application/json",
                f"Content-Length: {len(self.body)}",
                f"Idempotency-Key: {secrets.token_hex(16)}",
            ]
        return "\r\n".join([*lines, "", ""]).encode()


class Connection:
    """One kept connection; one request at a time."""

    def __init__(self, url: str) -> None:
        self._address = urlparse(url)

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(self._address.hostname, self._address.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def get(self, path: str) -> tuple[int, bytes]:
        """Return status and body."""
        return await self._send(f"GET {path} HTTP/1.1\r\nHost: {self._address.netloc}\r\n\r\n".encode())

    async def ask(self, asked: Asked, connection: int) -> tuple[int, bytes]:
        """Return status and body."""
        return await self._send(asked.head(self._address.netloc, connection) + asked.body)

    async def _send(self, request: bytes) -> tuple[int, bytes]:
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        [length] = [line.split(":")[1] for line in head.split("\r\n") if line.startswith("content-length:")]
        return int(head.split(" ", 2)[1]), await self._reader.readexactly(int(length))


async def load(url: str, asked: Asked, *, at_once: int, requests: int) -> tuple[float, list[float]]:
    """Send so many requests over so many connections; return the requests a second and the seconds of each.

    Raises:
        AssertionError: an answer was not 200.
    """
    seconds: list[float] = []

    async def work(number: int) -> None:
        async with Connection(url) as connection:
            for _ in range(requests // at_once):
                began = time.perf_counter()
                status, body = await connection.ask(asked, number)
                assert status == 200, (status, body)
                seconds.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*map(work, range(at_once)))
    return len(seconds) / (time.perf_counter() - began), seconds
