"""Events come to a whole service in any order: those of one subject keep theirs, and subjects have none.

    @every_arrival([[example(ApplicationSelected)], [example(EscrowFunded)], [example(PayoutSettled)]])
    async def test_a_contract_comes_to_the_same_end(service: RunningService, arrival: Arrival) -> None:
        await arrival.come_to(service)

What histories are for one aggregate, arrivals are for the reactions, the marks and the documents that are missing yet.
"""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from foothold_chassis.errors import FootholdError
from foothold_chassis.testing.harness import RunningService
from foothold_chassis.testing.histories import orders
from foothold_chassis.testing.kafka import subject_of
from foothold_events.envelope import Event

Numbered = tuple[Event, int]
"""An event with its number among the events of its subject."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One order of all events; `times` is how often the whole of it comes."""

    events: tuple[Numbered, ...]
    times: int

    async def come_to(self, service: RunningService) -> None:
        """Deliver every event. One that fails waits with every later one of its subject, as if it were parked.

        Asserts that none waits at the end, and that nothing is said when everything comes again.
        """
        await self._deliver(service)
        for _ in range(self.times - 1):
            said = service.sent(Event)
            await self._deliver(service)
            if service.sent(Event) != said:
                again = [event.TYPE for event in service.sent(Event)[len(said) :]]
                raise AssertionError(f"{self}: a second delivery says {', '.join(again)}.")

    async def _deliver(self, service: RunningService) -> None:
        waiting: dict[str, deque[Numbered]] = defaultdict(deque)
        for event, n in self.events:
            waiting[subject_of(event)].append((event, n))
            while await _go_on(service, waiting):
                pass
        left = [event.TYPE for queue in waiting.values() for event, _ in queue]
        if left:
            raise AssertionError(f"{self}: still waiting are {', '.join(left)}.")

    def __str__(self) -> str:
        names = (".".join(event.TYPE.split(".")[2:4]) for event, _ in self.events)
        return f"{', '.join(names)} ({'once' if self.times == 1 else 'twice'})"


async def _go_on(service: RunningService, waiting: dict[str, deque[Numbered]]) -> bool:
    """Deliver what can be by now, and return whether anything could."""
    went_on = False
    for queue in waiting.values():
        while queue:
            event, n = queue[0]
            try:
                await service.deliver(event, n=n)
            except FootholdError:
                break
            queue.popleft()
            went_on = True
    return went_on


def every_arrival(sources: Sequence[Sequence[Event]]) -> pytest.MarkDecorator:
    """Run a test with an `arrival` for each order of these events, once and twice; each source is one subject."""
    numbered = [tuple((event, n) for n, event in enumerate(source, start=1)) for source in sources]
    arrivals = [Arrival(events, times) for events in orders(numbered) for times in (1, 2)]
    return pytest.mark.parametrize("arrival", arrivals, ids=str)
