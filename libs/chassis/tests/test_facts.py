"""The matrix of facts finds each way in which a fact may be refused, or count twice."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

import pytest

from foothold_chassis.errors import NotFound, RuleBroken
from foothold_chassis.testing import NOW, Case, every_fact_in_every_state
from foothold_chassis.testing.facts import cases
from foothold_events.envelope import Event

from .test_scenario import OVER_AT, Offer, OfferLapsed, OfferTaken, offer, taken

LATE = OVER_AT + timedelta(days=1)
STATES: dict[str, Callable[[], Offer]] = {"open": offer, "taken": taken}


def close(found: Offer, _now: datetime) -> list[Event]:
    if found.status == "closed":
        return []
    found.status = "closed"
    return [OfferLapsed(offer_id=found.id)]


def ignore(_found: Offer, _now: datetime) -> list[Event]:
    return []


@every_fact_in_every_state(STATES, {"closed": close, "of no interest": ignore}, [NOW, LATE])
def test_a_fact_that_is_answered_once_in_every_state_passes(case: Case[Offer]) -> None:
    answered = case.answer()

    is_open = case.state == "open" and case.now < OVER_AT
    assert (answered.before.status == "open") == is_open, "what is due comes first"
    assert (answered.after.status == "closed") == bool(answered.events)


def test_the_matrix_is_whole() -> None:
    found = cases(STATES, {"closed": close, "of no interest": ignore}, [NOW, LATE])

    assert len(found) == 8
    assert len({(case.state, case.fact, case.now) for case in found}) == 8


@pytest.mark.parametrize(
    ("states", "facts", "times"),
    [({}, {"closed": close}, [NOW]), (STATES, {}, [NOW]), (STATES, {"closed": close}, [])],
    ids=["no state", "no fact", "no time"],
)
def test_a_matrix_without_a_case_is_an_error(states, facts, times) -> None:
    with pytest.raises(ValueError, match="at least one"):
        cases(states, facts, times)


def answer_by(fact: Callable[[Offer, datetime], Sequence[Event]], **options: bool) -> None:
    (case,) = cases({"open": offer}, {"sent": fact}, [NOW])
    case.answer(**options)


@pytest.mark.parametrize("error", [RuleBroken("No."), NotFound("Where?"), KeyError("by")], ids=repr)
def test_a_fact_that_is_refused_is_found(error: Exception) -> None:
    def refuse(_found: Offer, _now: datetime) -> list[Event]:
        raise error

    with pytest.raises(AssertionError, match=r"'sent' in the state 'open' is refused: \w+\("):
        answer_by(refuse)


def test_a_fact_that_says_more_the_second_time_is_found() -> None:
    def repeat(found: Offer, _now: datetime) -> list[Event]:
        return [OfferTaken(offer_id=found.id, by="ada")]

    with pytest.raises(AssertionError, match=r"(?s)says more the second time.*\+ OfferTaken\("):
        answer_by(repeat)
    answer_by(repeat, twice=False)


def count(found: Offer, _now: datetime) -> list[Event]:
    found.tried += 1
    return []


def test_a_fact_that_changes_more_the_second_time_is_found() -> None:
    with pytest.raises(AssertionError, match=r"(?s)changes more the second time.*- tried = 1\n\+ tried = 2"):
        answer_by(count)


def test_a_state_that_cannot_be_stored_is_found() -> None:
    def spoil(found: Offer, _now: datetime) -> list[Event]:
        found.unkept = "a"
        return []

    with pytest.raises(AssertionError, match="comes back from its document as something else"):
        answer_by(spoil)
    answer_by(partial(ignore))
