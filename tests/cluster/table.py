"""What was proven, and what was not: kept row by row, shown as a table or as JSON."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from tests.cluster.kubectl import ClusterError


class Outcome(StrEnum):
    PROVEN = "proven"
    FAILED = "failed"
    NOT_HERE = "not here"
    """This cluster lacks what the proof needs: neither proven nor failed."""


MARKS = {Outcome.PROVEN: "[green]✓[/]", Outcome.FAILED: "[bold red]✗[/]", Outcome.NOT_HERE: "[yellow]?[/]"}


class NotHere(Exception):
    """Raised inside a claim: this cluster lacks what it takes; the message names it."""


@dataclass(slots=True)
class Row:
    claim: str
    outcome: Outcome = Outcome.FAILED
    figure: str = ""
    seconds: float = 0.0


@dataclass(slots=True)
class Section:
    title: str
    rows: list[Row] = field(default_factory=list)


class Table:
    """Filled in while the trial runs; each row is also printed the moment it is known."""

    def __init__(self, console: Console) -> None:
        self.sections: list[Section] = []
        self._console = console

    def say(self, message: str) -> None:
        self._console.print(f"[dim]·[/dim] {message}", highlight=False, soft_wrap=True)

    def begin(self, title: str) -> None:
        self.sections.append(Section(title))
        self._console.print(f"[bold]{len(self.sections)}. {title}[/]", highlight=False)

    @contextmanager
    def claim(self, claim: str) -> Iterator[Row]:
        """Prove a claim in the body: it fails by `ClusterError` or an assertion, and can say it is `NotHere`."""
        row, started = Row(claim), time.monotonic()
        self.sections[-1].rows.append(row)
        try:
            yield row
            row.outcome = Outcome.PROVEN
        except NotHere as missing:
            row.outcome, row.figure = Outcome.NOT_HERE, str(missing)
        except (ClusterError, AssertionError) as error:
            row.figure = f"{row.figure}; {error}" if row.figure else str(error)
        finally:
            row.seconds = time.monotonic() - started
            self._print(row)

    def _print(self, row: Row) -> None:
        line = escape(f"{row.claim}: {row.figure or 'interrupted'}")
        shown = f"{MARKS[row.outcome]} {line} [dim]{row.seconds:.0f} s[/]"
        self._console.print(shown, highlight=False, soft_wrap=True)

    def add(self, claim: str, outcome: Outcome, figure: str) -> None:
        self.sections[-1].rows.append(Row(claim, outcome, figure))

    def broke_off(self, why: str) -> None:
        """Record that the trial did not reach its end: missing claims are not proven."""
        self.begin("The trial broke off")
        self.add("everything was tried", Outcome.FAILED, why)
        self.say(f"[bold red]{escape(why)}[/]")

    def count(self) -> Counter[Outcome]:
        return Counter(row.outcome for section in self.sections for row in section.rows)

    @property
    def sound(self) -> bool:
        """Something was proven and nothing failed; what could not be tried here counts for neither."""
        counts = self.count()
        return counts[Outcome.PROVEN] > 0 and not counts[Outcome.FAILED]

    def as_json(self) -> dict[str, Any]:
        counts = self.count()
        return {
            "sound": self.sound,
            **{outcome.replace(" ", "_"): counts[outcome] for outcome in Outcome},
            "sections": [asdict(section) for section in self.sections],
        }

    def show(self, console: Console) -> None:
        for section in self.sections:
            grid = Grid(title=section.title, title_justify="left", expand=True)
            grid.add_column("", width=1)
            grid.add_column("claim", ratio=2)
            grid.add_column("what was seen", ratio=3)
            grid.add_column("s", justify="right", min_width=4)
            for row in section.rows:
                grid.add_row(MARKS[row.outcome], escape(row.claim), escape(row.figure), f"{row.seconds:.0f}")
            console.print(grid, highlight=False)
        console.print(self._verdict(), highlight=False)

    def _verdict(self) -> str:
        counts = self.count()
        mark = MARKS[Outcome.PROVEN if self.sound else Outcome.FAILED]
        shown = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome)
        return f"{mark} {shown}"
