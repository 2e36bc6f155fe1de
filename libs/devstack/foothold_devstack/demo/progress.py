"""The progress of the market: a live picture on a terminal, a line every few seconds elsewhere."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from time import monotonic

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from foothold_devstack.demo.client import Answers

STATES = (
    *("selected", "drafted", "executed", "active", "submitted"),
    *("completed", "closed", "cancelled", "lapsed"),
)
REFRESH_PER_SECOND = 8
LINE_EVERY_SECONDS = 3.0


class Progress:
    """Filled in by the play, shown by `shown`."""

    def __init__(self, console: Console) -> None:
        self.act = "opening"
        self.states: Callable[[], Counter[str]] = Counter
        self.answers = Answers()
        self._console = console
        self._started = monotonic()

    def begin(self, act: str) -> None:
        self.act = act
        if not self._console.is_terminal:
            self._print_line()

    def say(self, message: str) -> None:
        self._console.print(f"[dim]·[/dim] {message}", highlight=False)

    @asynccontextmanager
    async def shown(self) -> AsyncIterator[None]:
        if self._console.is_terminal:
            with Live(
                get_renderable=self._picture, console=self._console, refresh_per_second=REFRESH_PER_SECOND
            ):
                yield
            return
        lines = asyncio.create_task(self._print_lines())
        try:
            yield
        finally:
            lines.cancel()
            with suppress(asyncio.CancelledError):
                await lines

    async def _print_lines(self) -> None:
        while True:
            await asyncio.sleep(LINE_EVERY_SECONDS)
            self._print_line()

    def _print_line(self) -> None:
        counts = self.states()
        shown = ", ".join(f"{counts[state]} {state}" for state in STATES if counts[state])
        self._console.print(f"{self._elapsed():6.1f} s  {self.act}  {shown}", highlight=False, soft_wrap=True)

    def _elapsed(self) -> float:
        return monotonic() - self._started

    def _picture(self) -> Group:
        counts = self.states()
        table = Table.grid(padding=(0, 2))
        for state in STATES:
            if counts[state]:
                table.add_row(state, str(counts[state]), f"[green]{'█' * counts[state]}[/]")
        return Group(Text(f"{self._elapsed():6.1f} s  {self.act}", style="bold"), table)
