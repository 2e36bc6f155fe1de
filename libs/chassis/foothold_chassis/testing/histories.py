"""Facts come in any order: each history of an aggregate is delivered, and all must come to the same end.

    @every_history(
        {"requested": requested},
        {"contracts": {"contract.settled": settle}, "payouts": {"payout.settled": record_payout}},
        [NOW],
        then=answer_everything,
    )
    def test_an_escrow_comes_to_the_same_end_whatever_comes_first(history: History[Escrow]) -> None:
        played = history.play()
        assert played.aggregate.status == "settled"

Facts of one source keep their order among each other, as those of one subject do on its topic. The sources have no
order among each other. `then` plays what happens in any case afterwards, until the aggregate is at rest.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

import pytest

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.testing.facts import Fact, States
from foothold_chassis.testing.scenario import difference, must_be_storable, must_be_the_same
from foothold_events.envelope import Event

A = TypeVar("A", bound=Aggregate)
T = TypeVar("T")

Sources = Mapping[str, Mapping[str, Fact[A]]]
"""The facts of each source by their names, in the order in which the source sends them."""

REPEATS = ("once", "twice", "all again at the end")
"""How a history is delivered: each fact once, each twice in a row, or the whole of it a second time."""


@dataclass(frozen=True, slots=True)
class Played(Generic[A]):
    """What came of a history: the aggregate at its end, and every event on the way."""

    aggregate: A
    events: list[Event]

    def count(self, event: type[Event]) -> int:
        """Return how many events of this type there were."""
        return sum(isinstance(happened, event) for happened in self.events)


@dataclass(frozen=True, slots=True)
class History(Generic[A]):
    """One order of all facts, delivered to an aggregate that begins in one state."""

    state: str
    facts: tuple[str, ...]
    repeat: str
    now: datetime
    build: Callable[[], A]
    tell: Mapping[str, Fact[A]] = field(repr=False)
    then: Fact[A] = field(repr=False)

    def play(self) -> Played[A]:
        """Deliver every fact, and then what follows in any case.

        Asserts of each fact that it is not refused, and that the aggregate can be stored after it. A fact that comes
        again says nothing and changes nothing.
        """
        __tracebackhide__ = True
        aggregate = self.build()
        events: list[Event] = []
        for name in self.facts:
            events += self._hear(aggregate, name, self.tell[name])
            if self.repeat == "twice":
                self._hear_again(aggregate, name)
        events += self._hear(aggregate, "what follows", self.then)
        if self.repeat == "all again at the end":
            for name in self.facts:
                self._hear_again(aggregate, name)
        return Played(aggregate, events)

    def _hear(self, aggregate: A, name: str, fact: Fact[A]) -> list[Event]:
        try:
            events = [*aggregate.due(self.now), *fact(aggregate, self.now)]
        except Exception as error:
            raise AssertionError(f"'{name}' is refused in {self}: {error!r}") from error
        must_be_storable(aggregate)
        return events

    def _hear_again(self, aggregate: A, name: str) -> None:
        before = aggregate.model_copy(deep=True)
        if again := self._hear(aggregate, name, self.tell[name]):
            raise AssertionError(f"'{name}' says more the second time in {self}:\n{difference([], again)}")
        must_be_the_same(before, aggregate, f"'{name}' changes more the second time in {self}.")

    def __str__(self) -> str:
        return f"{self.state}: {', '.join(self.facts)} ({self.repeat}, at {self.now:%m-%dT%H:%M})"


def every_history(
    states: States[A], sources: Sources[A], times: Sequence[datetime], *, then: Fact[A]
) -> pytest.MarkDecorator:
    """Run a test with a `history` for each state, each order of the facts, each repetition and each time."""
    return pytest.mark.parametrize("history", histories(states, sources, times, then=then), ids=str)


def histories(
    states: States[A], sources: Sources[A], times: Sequence[datetime], *, then: Fact[A]
) -> list[History[A]]:
    """Return every history; none at all is an error, since it would prove nothing.

    Raises:
        ValueError: there is no state, no fact, or no time; or two sources have a fact of the same name.
    """
    tell = {name: fact for facts in sources.values() for name, fact in facts.items()}
    if len(tell) != sum(map(len, sources.values())):
        raise ValueError("Each fact has a name of its own, whatever its source.")
    found: list[History[Any]] = [
        History(state, facts, repeat, now, build, tell, then)
        for state, build in states.items()
        for facts in orders([tuple(facts) for facts in sources.values()])
        for repeat in REPEATS
        for now in times
        if facts
    ]
    if not found:
        raise ValueError("Histories take at least one state, one fact and one time.")
    return found


def orders(sources: Sequence[tuple[T, ...]]) -> Iterator[tuple[T, ...]]:
    """Return every order of these in which each source keeps its own."""
    if not any(sources):
        yield ()
    for place, facts in enumerate(sources):
        if facts:
            for rest in orders([*sources[:place], facts[1:], *sources[place + 1 :]]):
                yield (facts[0], *rest)
