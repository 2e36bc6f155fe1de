"""The reactions of a service to events."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from foothold_chassis.bus.heard import Heard
from foothold_chassis.bus.parking import Raw
from foothold_events.envelope import Envelope, Event, Head

Handler = Callable[[Envelope[Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Reaction:
    """One event type and its handler, which answers every event of that type in every state."""

    event: type[Event]
    handle: Handler


class Reactions:
    """The reactions of one consumer, by event type."""

    def __init__(self, reactions: list[Reaction]) -> None:
        self.heard = Heard(reaction.event for reaction in reactions)
        self._by_type: dict[str, list[Reaction]] = defaultdict(list)
        for reaction in reactions:
            self._by_type[reaction.event.TYPE].append(reaction)

    @property
    def topics(self) -> list[str]:
        return self.heard.topics

    async def run(self, head: Head, record: Raw) -> None:
        """Run the reactions to an event that concerns them, in the order of their declaration.

        Raises:
            Undecodable: the data cannot be read as that event.
        """
        envelope = self.heard.open(head, record)
        for reaction in self._by_type[head.type]:
            await reaction.handle(envelope)
