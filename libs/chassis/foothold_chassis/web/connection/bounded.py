"""A connection of a caller, with a bound for everything that it sends, and a time for everything that is awaited."""

import asyncio
import secrets
from collections import deque
from dataclasses import dataclass
from typing import Any, Literal

import httptools
import structlog
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from foothold_chassis.network import NOWHERE
from foothold_chassis.settings import HttpSettings
from foothold_chassis.telemetry import metrics
from foothold_chassis.web.connection.answer import AnswerWatch
from foothold_chassis.web.connection.open import OpenConnections
from foothold_chassis.web.connection.rejection import Rejected, Rejection, Rejections

log = structlog.get_logger()

PIECE = 16_384
"""The parser is handed so many bytes at a time, since it keeps what is incomplete and has no bound of its own."""

LINGER_SECONDS = 1.0
LINGER_BYTES = 262_144
"""How long a rejected caller may read its answer, and how much of what it still sends is thrown away meanwhile. If the
connection ended at once, the answer would be lost in a reset."""

FRAMING = 2
"""A body in chunks may take so many times its own bytes."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What the connections of one port have in common."""

    bounds: HttpSettings
    rejections: Rejections
    open: OpenConnections


class BoundedConnection(HttpToolsProtocol):
    """uvicorn's connection, that holds the bounds of `HttpSettings`.

    A message that exceeds one is answered with a problem document, and the connection ends. Requests before it are
    answered first. An answer that has begun may last as long as its caller reads it, so streams live.
    """

    def __init__(self, shared: Shared, **of_uvicorn: Any) -> None:
        super().__init__(**of_uvicorn)
        self._bounds = shared.bounds
        self._rejections = shared.rejections
        self._open = shared.open
        self._phase: Literal["between", "head", "body"] = "between"
        self._unanswered: deque[RequestResponseCycle] = deque()
        self._piece = 0
        self._taken = 0
        self._header_bytes = 0
        self._is_deaf = False
        self._thrown_away = 0
        self._deadline: asyncio.TimerHandle | None = None
        self._deadline_of = ""

    @classmethod
    def shared(cls, bounds: HttpSettings) -> Shared:
        """Return what the connections of a new server have in common."""
        rejections = Rejections(bounds)
        return Shared(bounds, rejections, OpenConnections(bounds, rejections))

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn
        super().connection_made(transport)
        self._answer = AnswerWatch(transport, self._bounds, self.loop, self._break_unread)
        rejection = self._open.admit(self, self.client[0] if self.client else NOWHERE)
        if rejection is None:
            self._set_deadline("head")
            return
        # without a log line and without lingering, since there may be very many
        self._is_deaf = True
        metrics.HTTP_REFUSED.labels(rejection.code).inc()
        transport.write(rejection.encode("", _new_id()))
        transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._open.leave(self)
        self._end_deadline()
        self._answer.end()
        # uvicorn tells it to the last request only
        for cycle in self._unanswered:
            cycle.disconnected = True
            cycle.message_event.set()

    def make_room(self) -> None:
        metrics.HTTP_REFUSED.labels("room_made").inc()
        self._is_deaf = True
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._is_deaf:
            self._throw_away(data)
            return
        self._unset_keepalive_if_required()
        for start in range(0, len(data), PIECE):
            if not self._take(data[start : start + PIECE]):
                return
        self._await_the_rest()

    def _take(self, piece: bytes) -> bool:
        """Hand the parser a piece, and return whether it may have more."""
        self._piece = len(piece)
        try:
            self.parser.feed_data(piece)
            self._taken += len(piece)
            self._must_not_be_endless()
        except httptools.HttpParserUpgrade:
            # there is nothing to upgrade to, and the parser has ended
            self._end_after_answers()
        except Rejected as rejected:
            self._reject(rejected.rejection)
        except httptools.HttpParserError as error:
            cause = error.__context__
            self._reject(cause.rejection if isinstance(cause, Rejected) else self._rejections.malformed)
        return not self._is_deaf

    def _must_not_be_endless(self) -> None:
        """Refuse what the parser holds back: half a header, the ends of chunks, trailers.

        Raises:
            Rejected: more bytes were taken than any message has.
        """
        most = self._bounds.max_url_bytes + self._bounds.max_header_bytes + PIECE
        if self._phase == "body":
            most += FRAMING * self._bounds.max_body_bytes + LINGER_BYTES
        if self._taken > most:
            rejections = self._rejections
            raise Rejected(rejections.body_too_large if self._phase == "body" else rejections.head_too_large)

    def _await_the_rest(self) -> None:
        """Set the time by which a message that has begun must be complete."""
        if self._phase == "body":
            self._set_deadline("body")
        elif self._phase == "head" or self._taken > 0:
            self._set_deadline("head")
        elif not self._unanswered and not self.transport.is_closing():
            self._keep_alive()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._phase = "head"
        self._header_bytes = 0

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > self._bounds.max_url_bytes:
            raise Rejected(self._rejections.url_too_long)

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._header_bytes += len(name) + len(value)
        if (
            self._header_bytes > self._bounds.max_header_bytes
            or len(self.headers) > self._bounds.max_headers  # trailers are put among them
        ):
            raise Rejected(self._rejections.head_too_large)

    def on_headers_complete(self) -> None:
        if len(self._unanswered) > self._bounds.max_pipelined:
            raise Rejected(self._rejections.too_many_at_once)
        super().on_headers_complete()
        self._phase = "body"
        self._unanswered.append(self.cycle)
        self._end_deadline()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._phase = "between"
        self._taken = -self._piece
        self._end_deadline()
        if self._unanswered:
            self._open.works(self)

    def on_response_complete(self) -> None:
        self._unanswered.popleft()
        super().on_response_complete()
        if self.transport.is_closing():
            self._answer.begin()
        elif not self._unanswered:
            self._open.waits(self)

    def timeout_keep_alive_handler(self) -> None:
        if self.transport.get_write_buffer_size():
            self._break_unread()
        else:
            super().timeout_keep_alive_handler()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._answer.begin()

    def resume_writing(self) -> None:
        super().resume_writing()
        if not self.transport.is_closing():
            self._answer.end()

    def _keep_alive(self) -> None:
        """Wait for the next request anew. uvicorn ends this wait with any byte, also of a body that nobody read."""
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )

    def _set_deadline(self, of: Literal["head", "body"]) -> None:
        """Begin the time of a head or a body, unless it has begun."""
        if self._deadline_of != of:
            self._end_deadline()
            self._deadline_of = of
            seconds = self._bounds.head_seconds if of == "head" else self._bounds.body_seconds
            self._deadline = self.loop.call_later(seconds, self._is_too_late, of)

    def _end_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
            self._deadline_of = ""

    def _is_too_late(self, of: Literal["head", "body"]) -> None:
        self._end_deadline()
        if self.flow.read_paused:
            self._set_deadline(of)  # the service itself does not read on
        elif of == "body":
            self._reject(self._rejections.body_too_slow)
        elif self._taken > 0:
            self._reject(self._rejections.head_too_slow)
        else:
            self.transport.close()  # a connection without a request is owed no answer

    def _reject(self, rejection: Rejection) -> None:
        """Answer what is being received, and end; the requests before it are answered first."""
        metrics.HTTP_REFUSED.labels(rejection.code).inc()
        own = self.cycle if self._phase == "body" else None
        if own is not None and own.response_started:
            self._break()
            return
        if own is not None:
            self._take_back(own)
        if self._unanswered:
            self._end_after_answers()
            return
        request_id = _new_id()
        log.info(
            "request_not_taken", code=rejection.code, status=rejection.status.value, request_id=request_id
        )
        self.transport.write(rejection.encode(self.scope["path"] if own else "", request_id))
        self._linger()

    def _take_back(self, cycle: RequestResponseCycle) -> None:
        """End a request as if its caller had gone: nothing that the service still answers is sent."""
        self._unanswered.remove(cycle)
        self.pipeline = deque(entry for entry in self.pipeline if entry[0] is not cycle)
        cycle.disconnected = True
        cycle.message_event.set()

    def _end_after_answers(self) -> None:
        """Take nothing more, and end when the requests so far are answered."""
        self._is_deaf = True
        self._end_deadline()
        if self._unanswered:
            self._unanswered[-1].keep_alive = False
        else:
            self._linger()

    def _linger(self) -> None:
        """End the answers, and throw away for a moment what the caller still sends."""
        self._is_deaf = True
        self._end_deadline()
        self._unset_keepalive_if_required()
        self.flow.resume_reading()
        if not self.transport.is_closing():
            self.transport.write_eof()
        self._deadline = self.loop.call_later(LINGER_SECONDS, self.transport.abort)

    def _throw_away(self, data: bytes) -> None:
        self._thrown_away += len(data)
        if self._thrown_away > LINGER_BYTES:
            self.flow.pause_reading()

    def _break_unread(self) -> None:
        metrics.HTTP_REFUSED.labels("answer_unread").inc()
        self._break()

    def _break(self) -> None:
        self._is_deaf = True
        self._end_deadline()
        self.transport.abort()


def _new_id() -> str:
    return f"req_{secrets.token_hex(12)}"
