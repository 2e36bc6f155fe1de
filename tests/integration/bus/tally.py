"""The smallest service that consumes: it keeps the numbers of the events it has handled, and emits one for each."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from foothold_chassis.aggregate import Aggregate
from foothold_events.envelope import Event


class Happened(Event):
    """Each run of a test has a type, and so a topic, of its own."""

    TYPE: ClassVar[str] = "foothold.upstream.thing.happened.v1"
    n: int


class Noted(Event):
    TYPE: ClassVar[str] = "foothold.tally.tally.noted.v1"
    n: int


def types_of(run: str) -> tuple[type[Happened], type[Noted]]:
    """Return event types whose topics belong to one run."""

    class HappenedHere(Happened):
        TYPE: ClassVar[str] = f"foothold.upstream-{run}.thing.happened.v1"

    class NotedHere(Noted):
        TYPE: ClassVar[str] = f"foothold.tally-{run}.tally.noted.v1"

    return HappenedHere, NotedHere


class Tally(Aggregate):
    """`taken` is every number it was told, in the order of the effects."""

    taken: list[int] = Field(default_factory=list)

    def take(self, n: int, noted: type[Noted], now: datetime) -> list[Event]:
        del now
        self.taken.append(n)
        return [noted(n=n)]


def tally_id_of(subject: str) -> str:
    return f"tly_{subject}"
