"""A client with almost no cost, so that the benchmark measures the server: HTTP/1.1 over kept connections."""

import asyncio
import time
from typing import Self
from urllib.parse import urlparse


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

    async def get(self, path: str, token: str = "") -> tuple[int, bytes]:
        """Return status and body."""
        authorization = f"Authorization: Bearer {token}\r\n" if token else ""
        self._writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {self._address.netloc}\r\n{authorization}\r\n".encode()
        )
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        [length] = [line.split(":")[1] for line in head.split("\r\n") if line.startswith("content-length:")]
        return int(head.split(" ", 2)[1]), await self._reader.readexactly(int(length))


async def load(url: str, path: str, token: str, *, at_once: int, requests: int) -> tuple[float, list[float]]:
    """Send so many requests over so many connections; return the requests a second and the seconds of each.

    Raises:
        AssertionError: an answer was not 200.
    """
    seconds: list[float] = []

    async def work(connection: Connection) -> None:
        async with connection:
            for _ in range(requests // at_once):
                began = time.perf_counter()
                status, body = await connection.get(path, token)
                assert status == 200, (status, body)
                seconds.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(work(Connection(url)) for _ in range(at_once)))
    return len(seconds) / (time.perf_counter() - began), seconds
