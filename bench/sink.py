"""A collector that takes every span and keeps none: what tracing costs the services, without what a collector costs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_TAKEN = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n"


class Sink:
    """Speaks as much OTLP over HTTP as an exporter needs; counts what comes."""

    def __init__(self) -> None:
        self.requests = 0
        self.bytes = 0
        self.url = ""

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Sink"]:
        server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
                [length] = [
                    int(line.split(":")[1])
                    for line in head.split("\r\n")
                    if line.startswith("content-length:")
                ]
                await reader.readexactly(length)
                self.requests += 1
                self.bytes += length
                writer.write(_TAKEN)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
