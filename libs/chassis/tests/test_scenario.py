"""`given … when … then` says what it should, and where it does not hold it shows the difference."""

from datetime import timedelta
from typing import ClassVar

import pytest
from pydantic import Field

from foothold_chassis.aggregate import Aggregate, Wait
from foothold_chassis.errors import Invalid, RuleBroken
from foothold_chassis.testing import NOW, given
from foothold_events.envelope import Event

OVER_AT = NOW + timedelta(days=5)


class OfferTaken(Event):
    TYPE: ClassVar[str] = "foothold.test.offer.taken.v1"
    offer_id: str
    by: str


class OfferLapsed(Event):
    TYPE: ClassVar[str] = "foothold.test.offer.lapsed.v1"
    offer_id: str


class Offer(Aggregate):
    """Open until its deadline; the first to come has it."""

    status: str = "open"
    tried: int = 0
    unkept: str = Field(default="", exclude=True)

    def waits(self) -> list[Wait]:
        return [Wait("somebody", OVER_AT, self.lapse)] if self.status == "open" else []

    def lapse(self) -> list[Event]:
        self.status = "lapsed"
        return [OfferLapsed(offer_id=self.id)]

    def take(self, by: str, *, careless: bool = False) -> list[Event]:
        self.tried += careless
        if self.status != "open":
            raise RuleBroken(f"The offer is {self.status}.", code="offer_over")
        if not by:
            raise Invalid("Nobody takes nothing.")
        self.status = "taken"
        return [OfferTaken(offer_id=self.id, by=by)]

    def look(self) -> list[Event]:
        return []


def offer() -> Offer:
    return Offer(id="off_1")


def taken() -> Offer:
    return Offer(id="off_1", status="taken")


TAKEN = OfferTaken(offer_id="off_1", by="ada")


def test_a_command_and_its_events_and_the_state_after() -> None:
    assert given(offer).when(Offer.take, "ada").then(TAKEN).status == "taken"


def test_a_function_of_the_aggregate_will_do_as_a_command() -> None:
    given(offer).when(lambda found: found.take("ada")).then(TAKEN)


def test_an_aggregate_that_is_given_stays_as_it_was() -> None:
    one = offer()

    given(one).when(Offer.take, "ada").then(TAKEN)

    assert one == offer()


def test_a_wait_that_ends() -> None:
    given(offer).due(OVER_AT).then(OfferLapsed(offer_id="off_1"))
    given(offer).due(OVER_AT - timedelta(milliseconds=1)).then_nothing()


def test_what_is_due_has_happened_before_a_command_comes_and_is_none_of_its_events() -> None:
    given(offer).at(OVER_AT).when(Offer.take, "ada").then_refused("offer_over")
    given(offer).at(OVER_AT).when(Offer.look).then_nothing()


def test_a_refusal_is_returned() -> None:
    assert given(taken).when(Offer.take, "bo").then_refused("offer_over").detail == "The offer is taken."


def test_other_events_are_shown_beside_those_that_were_expected() -> None:
    with pytest.raises(AssertionError) as failure:
        given(offer).when(Offer.take, "bo").then(TAKEN)

    assert str(failure.value).splitlines() == [
        "Other events followed than expected.",
        "  OfferTaken(",
        "      offer_id='off_1',",
        "-     by='ada',",
        "+     by='bo',",
        "  )",
    ]


@pytest.mark.parametrize("expected", [(), (TAKEN, TAKEN)], ids=["fewer", "more"])
def test_fewer_or_more_events_fail(expected: tuple[Event, ...]) -> None:
    with pytest.raises(AssertionError, match="Other events"):
        given(offer).when(Offer.take, "ada").then(*expected)


def test_an_event_where_none_should_be_fails() -> None:
    with pytest.raises(AssertionError, match=r"Nothing was to follow.\n\+ OfferTaken\("):
        given(offer).when(Offer.take, "ada").then_nothing()


def test_a_change_where_none_should_be_fails() -> None:
    def count(found: Offer) -> list[Event]:
        found.tried += 1
        return []

    with pytest.raises(AssertionError, match=r"(?s)Nothing was to change.*- tried = 0\n\+ tried = 1"):
        given(offer).when(count).then_nothing()


def test_a_command_that_is_not_refused_fails() -> None:
    with pytest.raises(AssertionError, match=r"(?s)to be refused with 'offer_over'.*\+ OfferTaken\("):
        given(offer).when(Offer.take, "ada").then_refused("offer_over")


def test_a_refusal_by_another_rule_fails() -> None:
    with pytest.raises(
        AssertionError, match="with 'offer_over' and not with 'offer_gone': The offer is taken"
    ):
        given(taken).when(Offer.take, "ada").then_refused("offer_gone")


def test_a_refusal_that_has_changed_something_fails() -> None:
    with pytest.raises(AssertionError, match=r"(?s)refused changes nothing.*- tried = 0\n\+ tried = 1"):
        given(taken).when(Offer.take, "ada", careless=True).then_refused("offer_over")


def test_an_error_that_is_no_broken_rule_is_not_taken_for_one() -> None:
    with pytest.raises(Invalid):
        given(offer).when(Offer.take, "").then_refused("Invalid")


def test_a_state_that_comes_back_from_its_document_as_another_fails() -> None:
    def spoil(found: Offer) -> list[Event]:
        found.unkept = "a"
        return []

    with pytest.raises(AssertionError, match=r"(?s)comes back.*- unkept = 'a'\n\+ unkept = ''"):
        given(offer).when(spoil).then()
