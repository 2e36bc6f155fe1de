"""Every event type there is, by name."""

from types import ModuleType

from foothold_events import catalog, contracts, identity, matching, payouts
from foothold_events.envelope import Event

PRODUCERS: tuple[ModuleType, ...] = (identity, catalog, matching, contracts, payouts)


def _declared(module: ModuleType) -> list[type[Event]]:
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Event)
        and value.__module__ == module.__name__
        and "TYPE" in vars(value)
    ]


BY_TYPE: dict[str, type[Event]] = {event.TYPE: event for module in PRODUCERS for event in _declared(module)}


def told_on(topic: str) -> tuple[type[Event], ...]:
    """Return the types of the events that this topic holds."""
    return tuple(event for event in BY_TYPE.values() if event.topic() == topic)
