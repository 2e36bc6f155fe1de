"""The kit finds a state without an end, a wait that leads nowhere, and a status that nobody listed."""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest

from foothold_chassis.aggregate import Aggregate, Wait
from foothold_chassis.testing import must_have_an_end, unlisted_statuses

from .counters import Counted

NOW = datetime(2026, 6, 1, tzinfo=UTC)


class Letter(Aggregate):
    status: Literal["sent", "answered", "lost"] = "sent"
    until: datetime = NOW + timedelta(days=5)
    says: bool = True
    ends: bool = True

    def waits(self) -> list[Wait]:
        return [Wait("an answer", self.until, self._lose)] if self.status == "sent" else []

    def _lose(self) -> list[Any]:
        if self.ends:
            self.status = "lost"
        else:
            self.until += timedelta(days=1)
        return [Counted(value=1)] if self.says else []


def letter(**state: Any) -> Letter:
    return Letter(id="let_1", **state)


def test_a_state_that_is_over_or_waits_or_is_ended_by_another_has_an_end() -> None:
    must_have_an_end(letter, NOW, over=False, ended_by=None)
    must_have_an_end(lambda: letter(status="lost"), NOW, over=True, ended_by=None)
    must_have_an_end(lambda: letter(status="answered"), NOW, over=False, ended_by="the post")


@pytest.mark.parametrize(
    ("state", "ends", "message"),
    [
        ({"status": "answered"}, {"over": False, "ended_by": None}, "none of them"),
        ({}, {"over": True, "ended_by": None}, "over and waiting for an answer"),
        ({}, {"over": False, "ended_by": "the post"}, "waiting for an answer and ended by another"),
        ({"until": NOW}, {"over": False, "ended_by": None}, "over before it begins"),
        ({"says": False}, {"over": False, "ended_by": None}, "says nothing"),
    ],
)
def test_a_state_without_exactly_one_end_is_found(state, ends, message) -> None:
    with pytest.raises(AssertionError, match=message):
        must_have_an_end(lambda: letter(**state), NOW, **ends)


def test_a_wait_that_goes_on_after_its_end_is_found() -> None:
    class Stubborn(Letter):
        times: int = 0

        def waits(self) -> list[Wait]:
            same = Wait("an answer", NOW + timedelta(days=5), self._say)
            # over for a moment, so that `due` ends; then it waits for the same again
            return [] if self.times == 1 and not self.says else [same]

        def _say(self) -> list[Any]:
            self.times += 1
            self.says = False
            return [Counted(value=1)]

        def due(self, now: datetime) -> list[Any]:
            found = super().due(now)
            self.says = True
            return found

    with pytest.raises(AssertionError, match="goes on after its end"):
        must_have_an_end(lambda: Stubborn(id="let_1"), NOW, over=False, ended_by=None)


def test_a_status_that_no_state_has_is_found() -> None:
    states = {"letter, sent": letter, "letter, lost": lambda: letter(status="lost")}

    assert unlisted_statuses(states) == {"Letter answered"}
    assert unlisted_statuses({**states, "letter, answered": lambda: letter(status="answered")}) == set()
