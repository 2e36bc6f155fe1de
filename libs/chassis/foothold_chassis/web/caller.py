"""The caller's side of one request: what it sends, and whether it has broken off."""

import asyncio
from contextlib import suppress

from starlette.types import Message, Receive

CALLER_GONE = 499
"""The status, as nginx counts it, of a request whose caller closed the connection before the answer. Nobody is sent
it, and it is no failure of a service."""


class Caller:
    """Receives what the caller sends, and remembers whether the caller `has_gone`."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.has_gone = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self.has_gone = True
        return message

    async def look(self) -> None:
        """Find out whether the caller has gone, without waiting. What it still sends is lost, so call this only when
        the answer is known."""
        with suppress(TimeoutError):
            async with asyncio.timeout(0):
                await self.receive()
