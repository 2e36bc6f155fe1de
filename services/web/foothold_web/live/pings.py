"""The stream of pings to one page (Server-Sent Events). A ping has a name and a time, and no content."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

from fastapi.responses import StreamingResponse
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from foothold_web.gauges import PINGS
from foothold_web.live.changes import Changes, Stream
from foothold_web.policy import WebPolicy

EVENT_STREAM = "text/event-stream"
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
PING = "ping"
OVER = "over"


def over() -> Response:
    """Return the stream that ends for good: the page asks no more, and shows when it was made."""
    return Response(f"event: {OVER}\ndata:\n\n", headers=HEADERS, media_type=EVENT_STREAM)


class Pings(StreamingResponse):
    """Answers with pings until the page is closed, the session is over, or the stream had its time."""

    def __init__(
        self,
        changes: Changes,
        stream: Stream,
        is_logged_in: Callable[[], Awaitable[bool]],
        policy: WebPolicy,
    ) -> None:
        self._changes = changes
        self._stream = stream
        self._is_logged_in = is_logged_in
        self._policy = policy
        super().__init__(self._pings(), headers=HEADERS, media_type=EVENT_STREAM)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._changes.close(self._stream)

    async def _pings(self) -> AsyncIterator[str]:
        loop = asyncio.get_running_loop()
        until = loop.time() + self._policy.stream_lasts.total_seconds()
        yield ": open\n\n"
        while not self._stream.is_over and (left := until - loop.time()) > 0:
            has_changed = await self._has_changed(min(left, self._policy.heartbeat_seconds))
            now = self._changes.now()
            if has_changed:
                PINGS.inc()
                yield f"event: {PING}\nid: {now.isoformat()}\ndata:\n\n"
                await asyncio.sleep(self._policy.between_pings_seconds)
            elif await self._is_logged_in():
                yield f"id: {now.isoformat()}\n\n"
            else:
                yield f"event: {OVER}\ndata:\n\n"
                return

    async def _has_changed(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._stream.changed.wait()
        except TimeoutError:
            return False
        self._stream.changed.clear()
        return True


def last_seen(event_id: str | None) -> datetime | None:
    """Return until when a page that comes back has heard everything; it sends the id of its last ping."""
    try:
        seen = datetime.fromisoformat(event_id or "")
    except ValueError:
        return None
    return seen if seen.tzinfo else None
