"""How a process ends: stage by stage, what was started last first, none longer than its bound."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

log = structlog.get_logger()

SIGNALS = (signal.SIGTERM, signal.SIGINT)

Stop = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Stage:
    """Parts that end side by side, within so many seconds."""

    name: str
    seconds: float
    stops: tuple[Stop, ...]


class Shutdown:
    """What has been started so far, and how to end it."""

    def __init__(self) -> None:
        self._stages: list[Stage] = []

    @property
    def longest_seconds(self) -> float:
        """How long it takes if everything hangs."""
        return sum(stage.seconds for stage in self._stages)

    def add(self, name: str, *stops: Stop, seconds: float) -> None:
        """Have these end together, before all that was added earlier."""
        self._stages.append(Stage(name, seconds, stops))

    async def run(self) -> None:
        """End every stage. One that fails or hangs is logged and left behind: the next must have its turn."""
        while self._stages:
            await self._end(self._stages.pop())

    async def _end(self, stage: Stage) -> None:
        started = time.monotonic()
        tasks = {asyncio.ensure_future(stop()) for stop in stage.stops}
        done, hanging = await asyncio.wait(tasks, timeout=stage.seconds) if tasks else (tasks, set())
        for task in hanging:
            task.cancel()
        for task in done:
            if task.cancelled():  # by itself: to ask for its exception would raise, and end the ending
                log.error("stage_failed", stage=stage.name, reason="cancelled")
            elif (error := task.exception()) is not None:
                log.error("stage_failed", stage=stage.name, exc_info=error)
        seconds = round(time.monotonic() - started, 3)
        log.info("stage_ended", stage=stage.name, seconds=seconds, cut_off=len(hanging))


def call_on_signals(stop: Callable[[], object]) -> None:
    """Call this on SIGTERM and SIGINT, however often they come.

    Not by the loop's own handlers: they go with the loop, and a second signal would kill what has just ended well.
    """
    for number in SIGNALS:
        signal.signal(number, lambda _number, _frame: stop())


def exit_within(seconds: float) -> None:
    """End the process by then with code 0, even if a thread still waits for an answer that never comes.

    Motor's and the resolver's threads would be joined otherwise; nothing that matters is left to them.
    """
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    last = threading.Timer(seconds, os._exit, [0])
    last.daemon = True
    last.start()
