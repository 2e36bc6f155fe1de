"""Histories tell every order of the facts, and find what depends on it."""

from datetime import datetime
from math import factorial

import pytest

from foothold_chassis.testing import NOW, History, every_history
from foothold_chassis.testing.histories import REPEATS, histories
from foothold_events.envelope import Event

from .test_scenario import Offer, OfferLapsed, offer


def nothing(_found: Offer, _now: datetime) -> list[Event]:
    return []


def close(found: Offer, _now: datetime) -> list[Event]:
    if found.status == "closed":
        return []
    found.status = "closed"
    return [OfferLapsed(offer_id=found.id)]


def count(found: Offer, _now: datetime) -> list[Event]:
    found.tried += 1
    return []


@every_history(
    {"open": offer}, {"a": {"closed": close}, "b": {"of no interest": nothing}}, [NOW], then=nothing
)
def test_a_fact_that_is_carried_out_whenever_it_comes_passes(history: History[Offer]) -> None:
    played = history.play()

    assert played.aggregate.status == "closed"
    assert played.count(OfferLapsed) == 1


def test_the_facts_of_one_source_keep_their_order_and_the_sources_have_none() -> None:
    sources = {"a": {"1": nothing, "2": nothing}, "b": {"3": nothing}, "c": {"4": nothing}}

    found = histories({"open": offer}, sources, [NOW], then=nothing)

    orders = {history.facts for history in found}
    assert len(orders) == factorial(4) / factorial(2)
    assert all(order.index("1") < order.index("2") for order in orders)
    assert len(found) == len(orders) * len(REPEATS)


@pytest.mark.parametrize(
    ("states", "sources", "times"),
    [
        ({}, {"a": {"1": nothing}}, [NOW]),
        ({"open": offer}, {}, [NOW]),
        ({"open": offer}, {"a": {}}, [NOW]),
        ({"open": offer}, {"a": {"1": nothing}}, []),
        ({"open": offer}, {"a": {"1": nothing}, "b": {"1": nothing}}, [NOW]),
    ],
    ids=["no state", "no source", "no fact", "no time", "one name twice"],
)
def test_what_would_prove_nothing_is_an_error(states, sources, times) -> None:
    with pytest.raises(ValueError, match=r"at least one|a name of its own"):
        histories(states, sources, times, then=nothing)


def play_all(fact, then=nothing) -> None:
    for history in histories({"open": offer}, {"a": {"sent": fact}}, [NOW], then=then):
        history.play()


def test_a_refusal_is_found_by_its_history() -> None:
    def refuse(_found: Offer, _now: datetime) -> list[Event]:
        raise KeyError("by")

    with pytest.raises(AssertionError, match=r"'sent' is refused in open: sent \(once"):
        play_all(refuse)
    with pytest.raises(AssertionError, match="'what follows' is refused"):
        play_all(nothing, then=refuse)


def test_a_fact_that_counts_twice_is_found() -> None:
    with pytest.raises(AssertionError, match=r"(?s)'sent' changes more the second time.*tried = 2"):
        play_all(count)


def test_a_fact_that_says_more_the_second_time_is_found() -> None:
    def repeat(found: Offer, _now: datetime) -> list[Event]:
        return [OfferLapsed(offer_id=found.id)]

    with pytest.raises(AssertionError, match="'sent' says more the second time"):
        play_all(repeat)
