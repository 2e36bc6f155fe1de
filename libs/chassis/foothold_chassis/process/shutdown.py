"""The shutdown of a process: stage by stage, in reverse order of the start, each within its bound."""

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

RELEASE_SECONDS = 3.0
"""How long a release may take: of connections, of membership in a group, of a loop that ends."""

Stop = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Stage:
    """Parts that stop concurrently, within so many seconds."""

    name: str
    seconds: float
    stops: tuple[Stop, ...]


class Shutdown:
    """The parts started so far, and how to stop them."""

    def __init__(self) -> None:
        self._stages: list[Stage] = []

    @property
    def longest_seconds(self) -> float:
        """How long the shutdown takes if everything hangs."""
        return sum(stage.seconds for stage in self._stages)

    def add(self, name: str, *stops: Stop, seconds: float) -> None:
        """Add parts that stop together, before all parts added earlier."""
        self._stages.append(Stage(name, seconds, stops))

    async def run(self) -> None:
        """Stop every stage. Log a stage that fails or hangs and leave it behind, since the next must have its turn."""
        while self._stages:
            await self._end(self._stages.pop())

    async def _end(self, stage: Stage) -> None:
        started = time.monotonic()
        tasks = {asyncio.ensure_future(stop()) for stop in stage.stops}
        done, hanging = await asyncio.wait(tasks, timeout=stage.seconds) if tasks else (tasks, set())
        for task in hanging:
            task.cancel()
        for task in done:
            if task.cancelled():  # by itself: asking for its exception would raise
                log.error("stage_failed", stage=stage.name, reason="cancelled")
            elif (error := task.exception()) is not None:
                log.error("stage_failed", stage=stage.name, exc_info=error)
        seconds = round(time.monotonic() - started, 3)
        log.info("stage_ended", stage=stage.name, seconds=seconds, cut_off=len(hanging))


def call_on_signals(stop: Callable[[], object]) -> None:
    """Call this on every SIGTERM and SIGINT.

    It does not use the loop's own handlers: they end with the loop, and a second signal would then kill the process.
    """
    for number in SIGNALS:
        signal.signal(number, lambda _number, _frame: stop())


def exit_within(seconds: float) -> None:
    """Exit with code 0 within these seconds, even if a thread still waits for an answer that never comes.

    Otherwise Python would join the threads of Motor and of the resolver, which have no work left that matters.
    """
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    last = threading.Timer(seconds, os._exit, [0])
    last.daemon = True
    last.start()
