"""Arrivals tell every order of the events, keep what fails, and find what waits for ever."""

from math import factorial

import pytest

from foothold_chassis.errors import NotFound
from foothold_chassis.testing.arrivals import Arrival, every_arrival
from foothold_events.contracts import ContractExecuted, ContractSettled
from foothold_events.envelope import Event
from foothold_events.examples import example
from foothold_events.payouts import EscrowFunded, PayoutSettled

EXECUTED, SETTLED = example(ContractExecuted), example(ContractSettled)
FUNDED, PAID = example(EscrowFunded), example(PayoutSettled)


class Hearing:
    """A service that takes an event only after those that it needs."""

    def __init__(self, needs: dict[type[Event], type[Event]]) -> None:
        self.needs = needs
        self.taken: list[tuple[type[Event], int]] = []
        self.said: list[Event] = []

    async def deliver(self, event: Event, *, n: int) -> None:
        needed = self.needs.get(type(event))
        if needed is not None and needed not in {kind for kind, _ in self.taken}:
            raise NotFound("not yet")
        self.taken.append((type(event), n))

    def sent(self, _event: type[Event]) -> list[Event]:
        return list(self.said)


def arrivals(sources) -> list[Arrival]:
    _, found = every_arrival(sources).mark.args
    return list(found)


def test_each_order_comes_once_and_twice() -> None:
    found = arrivals([[EXECUTED, SETTLED], [FUNDED], [PAID]])

    assert len({arrival.events for arrival in found}) == factorial(4) / factorial(2)
    assert {arrival.times for arrival in found} == {1, 2}
    assert all(a.events.index((EXECUTED, 1)) < a.events.index((SETTLED, 2)) for a in found)


async def test_what_comes_early_waits_and_holds_back_its_own_subject_only() -> None:
    service = Hearing({ContractExecuted: EscrowFunded})

    await Arrival(((EXECUTED, 1), (SETTLED, 2), (PAID, 1), (FUNDED, 1)), 1).come_to(service)

    assert [kind for kind, _ in service.taken] == [
        PayoutSettled,
        EscrowFunded,
        ContractExecuted,
        ContractSettled,
    ]


async def test_what_waits_for_ever_is_found() -> None:
    service = Hearing({PayoutSettled: EscrowFunded})

    with pytest.raises(AssertionError, match=r"still waiting are foothold\.payouts\.payout\.settled\.v1"):
        await Arrival(((PAID, 1),), 1).come_to(service)


async def test_what_says_more_the_second_time_is_found() -> None:
    class Talkative(Hearing):
        async def deliver(self, event: Event, *, n: int) -> None:
            await super().deliver(event, n=n)
            self.said.append(event)

    with pytest.raises(AssertionError, match="a second delivery says"):
        await Arrival(((PAID, 1),), 2).come_to(Talkative({}))
