"""Whether the caller reads its answer."""

import asyncio
from collections.abc import Callable

from foothold_chassis.settings import HttpSettings


class AnswerWatch:
    """Looks at intervals whether an answer leaves while nothing more can be written: too much waits, or nothing
    follows. A stream is not watched as long as its caller keeps up."""

    def __init__(
        self,
        transport: asyncio.Transport,
        bounds: HttpSettings,
        loop: asyncio.AbstractEventLoop,
        give_up: Callable[[], None],
    ) -> None:
        self._transport = transport
        self._bounds = bounds
        self._loop = loop
        self._give_up = give_up
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        self.end()
        if waiting := self._transport.get_write_buffer_size():
            self._timer = self._loop.call_later(self._bounds.answer_seconds, self._look, waiting)

    def end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self, before: int) -> None:
        waiting = self._transport.get_write_buffer_size()
        if waiting and waiting > before - self._bounds.slowest_answer_bytes:
            self._give_up()
        else:
            self.begin()
