"""The reactions of a service to events."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from foothold_events.envelope import Envelope, Event, Head, open_envelope

Handler = Callable[[Envelope[Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Reaction:
    """One event type and its handler, which answers every event of that type in every state."""

    event: type[Event]
    handle: Handler


class Reactions:
    """The reactions of one consumer, by event type."""

    def __init__(self, reactions: list[Reaction]) -> None:
        self._by_type: dict[str, list[Reaction]] = defaultdict(list)
        for reaction in reactions:
            self._by_type[reaction.event.TYPE].append(reaction)

    @property
    def topics(self) -> list[str]:
        return sorted({reaction.event.topic() for found in self._by_type.values() for reaction in found})

    def concern(self, event_type: str) -> bool:
        return event_type in self._by_type

    async def run(self, head: Head, value: bytes | None) -> None:
        """Run the reactions to this event in the order of their declaration; skip an unknown type.

        Raises:
            Undecodable: the data does not fit the schema.
        """
        reactions = self._by_type.get(head.type)
        if reactions is None:
            return
        envelope = open_envelope(head, value, reactions[0].event)
        for reaction in reactions:
            await reaction.handle(envelope)
