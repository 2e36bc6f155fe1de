"""Given an aggregate, when a command comes, then these events follow.

    given(drafted).when(Contract.sign, "talent", SIGNATURE, NOW).then(ContractSigned(...))
    given(drafted).at(SIGN_UNTIL).when(Contract.sign, "company", SIGNATURE, SIGN_UNTIL).then_refused("not_drafted")
    given(drafted).due(SIGN_UNTIL).then(ContractLapsed(...))

Nothing is fetched, published or awaited: an aggregate is pure, and so is its test.
"""

import difflib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Concatenate, Generic, ParamSpec, TypeVar

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.errors import RuleBroken
from foothold_events.envelope import Event

A = TypeVar("A", bound=Aggregate)
P = ParamSpec("P")


def given(build: Callable[[], A] | A) -> "Given[A]":
    """Begin with a copy of this aggregate, or with what this function makes."""
    return Given(build.model_copy(deep=True) if isinstance(build, Aggregate) else build())


class Given(Generic[A]):
    """An aggregate before the command that a test is about."""

    def __init__(self, aggregate: A) -> None:
        self._aggregate = aggregate

    def at(self, now: datetime) -> "Given[A]":
        """Set the time (UTC) of the command: the waits that are over by then have ended, as in the store."""
        self._aggregate.due(now)
        return self

    def when(
        self, command: Callable[Concatenate[A, P], Sequence[Event]], *args: P.args, **options: P.kwargs
    ) -> "When[A]":
        """Call a command: `when(Contract.accept, "company", NOW)`, or any function that takes the aggregate."""
        return When(self._aggregate, lambda: command(self._aggregate, *args, **options))

    def due(self, now: datetime) -> "When[A]":
        """Set the time (UTC) without a command: the events are those of the waits that have ended."""
        return When(self._aggregate, lambda: self._aggregate.due(now))


class When(Generic[A]):
    """A command on its way. It is called by the first `then`."""

    def __init__(self, aggregate: A, command: Callable[[], Sequence[Event]]) -> None:
        self._aggregate = aggregate
        self._before = aggregate.model_copy(deep=True)
        self._command = command

    def then(self, *expected: Event) -> A:
        """Assert that exactly these events follow, in this order, and return the aggregate for further questions."""
        __tracebackhide__ = True
        events = self._events()
        if events != list(expected):
            raise _failure("Other events followed than expected.", difference(expected, events))
        must_be_storable(self._aggregate)
        return self._aggregate

    def then_nothing(self) -> A:
        """Assert that no event follows and that nothing has changed, and return the aggregate."""
        __tracebackhide__ = True
        if events := self._events():
            raise _failure("Nothing was to follow.", difference([], events))
        must_be_the_same(self._before, self._aggregate, "Nothing was to change.")
        return self._aggregate

    def then_refused(self, code: str) -> RuleBroken:
        """Assert that a rule with this code refuses it and that nothing has changed, and return the refusal."""
        __tracebackhide__ = True
        try:
            events = self._events()
        except RuleBroken as refusal:
            if refusal.code != code:
                what = f"It was refused with {refusal.code!r} and not with {code!r}: {refusal.detail}"
                raise _failure(what) from refusal
            must_be_the_same(self._before, self._aggregate, "What is refused changes nothing.")
            return refusal
        raise _failure(f"It was to be refused with {code!r}.", difference([], events))

    def _events(self) -> list[Event]:
        return list(self._command())


def must_be_storable(aggregate: Aggregate) -> None:
    """Assert that an aggregate comes back from its document as it went in."""
    __tracebackhide__ = True
    stored = type(aggregate).model_validate(aggregate.model_dump(mode="json"))
    if stored != aggregate:
        what = "It comes back from its document as something else."
        raise _failure(what, _diff(_state(aggregate), _state(stored)))


def must_be_the_same(before: Aggregate, after: Aggregate, otherwise: str) -> None:
    """Assert that these two hold the same; the message shows each field that differs."""
    __tracebackhide__ = True
    if before.model_dump() != after.model_dump():
        raise _failure(otherwise, _diff(_state(before), _state(after)))


def difference(expected: Iterable[Event], followed: Iterable[Event]) -> str:
    """Return where two lists of events differ: `-` is what was expected, `+` is what followed."""
    return _diff(_lines(expected), _lines(followed))


def _lines(events: Iterable[Event]) -> list[str]:
    return [line for event in events for line in (f"{type(event).__name__}(", *_fields(event), ")")]


def _fields(event: Event) -> list[str]:
    return [f"    {name}={value!r}," for name, value in event]


def _state(aggregate: Aggregate) -> list[str]:
    return [f"{name} = {value!r}" for name, value in aggregate]


def _diff(expected: Sequence[str], found: Sequence[str]) -> str:
    return "\n".join(line for line in difflib.ndiff(expected, found) if not line.startswith("?"))


def _failure(what: str, difference: str = "") -> AssertionError:
    return AssertionError(f"{what}\n{difference}".rstrip())
