"""Who emits an event and who hears it, as the wiring of the services has it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from deploy.k8s.wiring import wirings

from foothold_events.envelope import Event
from foothold_events.schemas import BY_TYPE
from foothold_events.topics import TOPICS


@dataclass(frozen=True, slots=True)
class Listener:
    """One service's answer to one event type: a reaction of its group, or a reader in each of its replicas."""

    service: str
    event: type[Event]
    handler: str
    by_every_replica: bool


@cache
def listeners() -> tuple[Listener, ...]:
    return tuple(_found())


def of(event: type[Event]) -> list[Listener]:
    """Return who hears an event type, in the order of the services."""
    return [listener for listener in listeners() if listener.event is event]


def emitter(event: type[Event]) -> str:
    """Return the name of the service that emits an event type."""
    [found] = [wiring.name for wiring in wirings() if event.TYPE.startswith(wiring.service.produces)]
    return found


def services() -> tuple[str, ...]:
    return tuple(wiring.name for wiring in wirings())


@cache
def of_everything() -> frozenset[str]:
    """Return the services that hear every event of every topic of the history."""
    public = {topic.name for topic in TOPICS if topic.is_history}
    events = [event for event in BY_TYPE.values() if event.topic() in public]
    return frozenset(
        name
        for name in services()
        if all(any(listener.service == name for listener in of(event)) for event in events)
    )


def _found() -> Iterator[Listener]:
    for wiring in wirings():
        for reaction in wiring.service.reactions:
            yield Listener(wiring.name, reaction.event, _name(reaction.handle), by_every_replica=False)
        for reader in wiring.service.readers:
            for event in reader.events:
                yield Listener(wiring.name, event, _name(reader.handler), by_every_replica=True)


def _name(handler: Callable[..., Any]) -> str:
    """Return `reactions.on_contract_drafted` for a function, `Index.apply` for a method."""
    if "." in handler.__qualname__:
        return handler.__qualname__
    return f"{handler.__module__.rpartition('.')[2]}.{handler.__name__}"
