"""A wait is declared once: what is due and when to wake follow from it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from foothold_chassis.aggregate import Aggregate, Wait

from .counters import Counted

NOW = datetime(2026, 6, 1, tzinfo=UTC)


class Patience(Aggregate):
    """Has `ends` waits, each an hour after the one before, and perhaps a wait for something outside."""

    ends: int
    outside: bool = False

    def waits(self) -> list[Wait]:
        own = [Wait("an answer", NOW + timedelta(hours=2 - self.ends), self._end)] if self.ends else []
        return own + ([Wait("a provider", NOW - timedelta(hours=9))] if self.outside else [])

    def _end(self) -> list[Any]:
        self.ends -= 1
        return [Counted(value=self.ends)]


def test_an_aggregate_without_waits_sleeps() -> None:
    assert (Aggregate(id="x").due(NOW), Aggregate(id="x").next_wake()) == ([], None)


def test_nothing_is_due_before_its_time() -> None:
    waiting = Patience(id="x", ends=1)

    assert waiting.due(NOW + timedelta(minutes=59)) == []
    assert waiting.next_wake() == NOW + timedelta(hours=1)


def test_what_is_over_ends_at_that_very_moment() -> None:
    assert Patience(id="x", ends=1).due(NOW + timedelta(hours=1)) == [Counted(value=0)]


def test_a_wait_that_follows_from_the_end_of_another_ends_as_well_if_its_time_has_come() -> None:
    assert Patience(id="x", ends=2).due(NOW + timedelta(hours=1)) == [Counted(value=1), Counted(value=0)]


def test_a_wait_for_something_outside_wakes_the_service_and_is_ended_by_it() -> None:
    waiting = Patience(id="x", ends=1, outside=True)

    assert waiting.due(NOW) == []
    assert waiting.next_wake() == NOW - timedelta(hours=9)


def test_a_wait_that_does_not_end_is_found() -> None:
    class Endless(Aggregate):
        def waits(self) -> list[Wait]:
            return [Wait("nothing", NOW, list)]

    with pytest.raises(AssertionError, match="Endless x still waits after 16 ends: nothing"):
        Endless(id="x").due(NOW)
