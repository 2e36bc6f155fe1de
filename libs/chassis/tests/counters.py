"""The smallest aggregate there is, and commits of it."""

from datetime import UTC, datetime
from typing import ClassVar

from foothold_chassis.aggregate import Aggregate, Wait
from foothold_chassis.causes import Cause, Command
from foothold_chassis.store.documents import Commit, Loaded
from foothold_events.envelope import Envelope, Event, Sequence

NOW = datetime(2026, 6, 1, 9, 0, 0, 123_456, tzinfo=UTC)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Counted(Event):
    TYPE: ClassVar[str] = "foothold.test.counter.counted.v1"
    value: int
    note: str | None = None


class Counter(Aggregate):
    value: int = 0
    wake: datetime | None = None

    def waits(self) -> list[Wait]:
        return [Wait("a wake", self.wake)] if self.wake is not None else []


def command(id: str = "cmd_1", body: str = "f1") -> Command:
    return Command(id=id, correlation="cor_1", fingerprint=body)


def event(n: int = 1, subject: str = "prj_1") -> Envelope[Event]:
    return Envelope(subject, Sequence(0, n), NOW, "cor_9", "cmd_9", TRACE, Counted(value=n))


def counted(times: int) -> list[Event]:
    return [Counted(value=n) for n in range(times)]


def empty() -> Loaded:
    return Loaded("cnt_1", {})


def commit(
    loaded: Loaded | None = None,
    counter: Counter | None = None,
    events: list[Event] | None = None,
    cause: Cause | None = None,
    *,
    epoch: int = 0,
    acked: int = 0,
    trace: str | None = TRACE,
) -> Commit[Counter]:
    return Commit.of(
        loaded or empty(),
        counter or Counter(id="cnt_1"),
        events or [],
        cause,
        now=NOW,
        epoch=epoch,
        acked=acked,
        trace=trace,
    )


def after(made: Commit[Counter]) -> Loaded:
    return Loaded("cnt_1", made.document)
