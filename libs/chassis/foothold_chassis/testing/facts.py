"""A fact is never refused: every event is answered in every state, and the second time it changes nothing.

    FACTS = {"escrow funded": lambda contract, _now: contract.activate(), ...}

    @every_fact_in_every_state(STATES, FACTS, TIMES)
    def test_every_event_is_answered_in_every_state(case: Case[Contract]) -> None:
        answered = case.answer()
        assert len(answered.events) <= 1

The test states what is particular to the aggregate; `answer` asserts what holds for all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any, Generic, TypeVar

import pytest

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.testing.scenario import difference, must_be_storable, must_be_the_same
from foothold_events.envelope import Event

A = TypeVar("A", bound=Aggregate)

States = Mapping[str, Callable[[], A]]
"""Each state of an aggregate by its name, and how to come to it."""

Fact = Callable[[A, datetime], Sequence[Event]]
"""How an aggregate answers one fact at a time (UTC)."""


@dataclass(frozen=True, slots=True)
class Answered(Generic[A]):
    """What came of a fact: the aggregate as it was when the fact came, as it is after it, and its events."""

    before: A
    after: A
    events: list[Event]


@dataclass(frozen=True, slots=True)
class Case(Generic[A]):
    """One fact that comes at one time to an aggregate in one state."""

    state: str
    fact: str
    now: datetime
    build: Callable[[], A]
    tell: Fact[A]

    def answer(self, *, twice: bool = True) -> Answered[A]:
        """Deliver the fact, after the deadlines that have passed by then, and return the events it caused.

        Asserts that it is not refused, that the aggregate can be stored, and that the same fact again says nothing and
        changes nothing. Without `twice` it comes once, for what is no news but a question that stays open.
        """
        __tracebackhide__ = True
        aggregate = self.build()
        aggregate.due(self.now)
        before = aggregate.model_copy(deep=True)
        events = self._tell(aggregate)
        must_be_storable(aggregate)
        after = aggregate.model_copy(deep=True)
        if twice:
            again = self._tell(aggregate)
            if again:
                raise AssertionError(f"{self} says more the second time:\n{difference([], again)}")
            must_be_the_same(after, aggregate, f"{self} changes more the second time.")
        return Answered(before, after, events)

    def _tell(self, aggregate: A) -> list[Event]:
        try:
            return list(self.tell(aggregate, self.now))
        except Exception as error:
            raise AssertionError(f"{self} is refused: {error!r}") from error

    def __str__(self) -> str:
        return f"'{self.fact}' in the state '{self.state}'"


def every_fact_in_every_state(
    states: States[A], facts: Mapping[str, Fact[A]], times: Sequence[datetime]
) -> pytest.MarkDecorator:
    """Run a test with a `case` for each state, each fact and each time at which it may come."""
    return pytest.mark.parametrize("case", cases(states, facts, times), ids=_name)


def cases(states: States[A], facts: Mapping[str, Fact[A]], times: Sequence[datetime]) -> list[Case[A]]:
    """Return the whole matrix; an empty one is an error, since it would prove nothing.

    Raises:
        ValueError: there is no state, no fact, or no time.
    """
    found = [
        Case(state, fact, now, build, tell)
        for (state, build), (fact, tell), now in product(states.items(), facts.items(), times)
    ]
    if not found:
        raise ValueError("A matrix takes at least one state, one fact and one time.")
    return found


def _name(case: Case[Any]) -> str:
    return f"{case.state}-{case.fact}-{case.now:%m-%dT%H:%M}"
