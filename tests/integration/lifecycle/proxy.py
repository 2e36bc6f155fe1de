"""A way to MongoDB that can be cut, that can hang, and behind which the server's clock seems to be off."""

import asyncio
import re
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from pymongo.uri_parser import parse_uri

HEADER_BYTES = 4
WRITE = b"txnNumber"
"""Stands in every write that the drivers may repeat by themselves, and in nothing else."""

LOCAL_TIME = re.compile(rb"(?<=\x09localTime\x00).{8}", re.DOTALL)
"""A BSON date: milliseconds since 1970, 64 bits, little-endian."""


class MongoProxy:
    """Forwards whole messages of MongoDB's wire protocol, on a port that stays the same over `cut` and `mend`."""

    def __init__(self, uri: str) -> None:
        self._there = parse_uri(uri)["nodelist"][0]
        self._server: asyncio.Server | None = None
        self._links: set[asyncio.Task[None]] = set()
        self._flows = asyncio.Event()
        self._flows.set()
        self.port = 0
        self.skew = timedelta()
        self.writes_cut = 0
        """How many had been passed on when their connection was cut."""

    @property
    def uri(self) -> str:
        return f"mongodb://127.0.0.1:{self.port}/?directConnection=true"

    async def mend(self) -> None:
        self._flows.set()
        self._server = await asyncio.start_server(self._link, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        assert self._server is not None
        self._server.close()
        for link in list(self._links):
            link.cancel()
        await asyncio.gather(*self._links, return_exceptions=True)

    def hang(self) -> None:
        """Take connections and bytes, and let nothing through."""
        self._flows.clear()

    def flow(self) -> None:
        self._flows.set()

    async def _link(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._links.add(task)
        writing = False

        def asked(message: bytes) -> None:
            nonlocal writing
            writing = WRITE in message

        def answered(_message: bytes) -> None:
            nonlocal writing
            writing = False

        try:
            their_reader, their_writer = await asyncio.open_connection(*self._there)
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._pump(reader, their_writer, asked))
                    group.create_task(self._pump(their_reader, writer, answered))
            finally:
                their_writer.close()
                self.writes_cut += writing
        except* (OSError, EOFError, asyncio.CancelledError):
            pass  # one side has gone, or the way was cut
        finally:
            writer.close()
            self._links.discard(task)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seen: Callable[[bytes], None]
    ) -> None:
        while True:
            head = await reader.readexactly(HEADER_BYTES)
            message = head + await reader.readexactly(int.from_bytes(head, "little") - HEADER_BYTES)
            await self._flows.wait()
            writer.write(LOCAL_TIME.sub(self._shifted, message))
            seen(message)
            await writer.drain()

    def _shifted(self, found: re.Match[bytes]) -> bytes:
        (moment,) = struct.unpack("<q", found.group())
        return struct.pack("<q", moment + int(self.skew.total_seconds() * 1000))


@asynccontextmanager
async def way_to_mongo(uri: str) -> AsyncIterator[MongoProxy]:
    proxy = MongoProxy(uri)
    await proxy.mend()
    try:
        yield proxy
    finally:
        with suppress(OSError):
            await proxy.cut()
