"""What docs/events.md says of each topic and event type: all of it follows from the schemas and the wiring."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cache
from itertools import groupby
from typing import Any

from docs import fields, listeners
from docs.listeners import Listener
from foothold_events.envelope import Event
from foothold_events.examples import EVENTS
from foothold_events.json_schemas import json_schema
from foothold_events.schemas import BY_TYPE
from foothold_events.topics import TOPICS, Topic

EXAMPLE_WIDTH = 100
SCHEMAS = "../libs/events/schemas"


def topics() -> Iterator[str]:
    yield "| topic | emitted by | partitions | cleanup | kept | restricted |"
    yield "|---|---|---|---|---|---|"
    for topic in TOPICS:
        emitter = listeners.emitter(_types(topic)[0])
        kept = "for ever" if topic.kept is None else f"{topic.kept // timedelta(hours=1)} h"
        restricted = "**yes**" if topic.restricted else "no"
        yield f"| `{topic.name}` | {emitter} | {topic.partitions} | {topic.cleanup} | {kept} | {restricted} |"


def overview() -> Iterator[str]:
    yield "| event | when | heard by |"
    yield "|---|---|---|"
    for topic in TOPICS:
        for event in _types(topic):
            yield f"| {_link(event)} | {_when(event)} | {_services(event)} |"


def by_service() -> Iterator[str]:
    yield "| service | emits | hears |"
    yield "|---|---|---|"
    for service in listeners.services():
        emitted = _by_aggregate(e for e in BY_TYPE.values() if listeners.emitter(e) == service)
        heard = _by_aggregate(e for e in BY_TYPE.values() if _hears(service, e) and not _heard_by_all(e))
        if service in listeners.of_everything():
            heard = "every event of every topic that is not restricted and kept for ever"
        yield f"| {service} | {emitted or 'nothing'} | {heard or 'nothing'} |"


def types() -> Iterator[str]:
    for emitter, of_service in groupby(TOPICS, lambda topic: listeners.emitter(_types(topic)[0])):
        yield ""
        yield f"## Events of {emitter}"
        for topic in of_service:
            yield from _topic(topic)
    yield ""


def values() -> Iterator[str]:
    for name, schema in sorted(_definitions().items()):
        yield ""
        yield f"### {name}"
        yield ""
        yield schema["description"]
        yield ""
        yield from fields.table(schema["properties"], schema["required"])
    yield ""


def kinds() -> Iterator[str]:
    yield from fields.kinds_table()


def _topic(topic: Topic) -> Iterator[str]:
    schemas = [json_schema(event) for event in _types(topic)]
    shared = _shared(schemas)
    yield ""
    yield f"### Topic `{topic.name}`"
    if shared:
        yield ""
        yield "Each of its events carries:"
        yield ""
        yield from fields.table(shared, list(shared))
    for event in _types(topic):
        yield from _type(event, shared)


def _type(event: type[Event], shared: dict[str, Any]) -> Iterator[str]:
    schema = json_schema(event)
    own = {name: held for name, held in schema["properties"].items() if name not in shared}
    yield ""
    yield f"#### {_short(event)}"
    yield ""
    yield _when(event)
    if own:
        yield ""
        yield from fields.table(own, schema["required"])
    yield ""
    yield f"- Type: `{event.TYPE}` ([schema]({SCHEMAS}/{event.TYPE}.json))"
    yield f"- Heard by: {_how(event)}"
    yield ""
    yield "```json"
    yield from pretty(EVENTS[event].model_dump(mode="json")).splitlines()
    yield "```"


def _shared(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the fields that every event of a topic carries, if it has several."""
    if len(schemas) == 1:
        return {}
    return {
        name: held
        for name, held in schemas[0]["properties"].items()
        if all(schema["properties"].get(name) == held for schema in schemas)
    }


@cache
def _definitions() -> dict[str, Any]:
    """Return the schemas of the values inside events, by name."""
    return {
        name: held for event in BY_TYPE.values() for name, held in json_schema(event).get("$defs", {}).items()
    }


def _types(topic: Topic) -> list[type[Event]]:
    return [event for event in BY_TYPE.values() if event.topic() == topic.name]


def _when(event: type[Event]) -> str:
    return " ".join((event.__doc__ or "").split())


def _short(event: type[Event]) -> str:
    """Return `contract.drafted` for `foothold.contracts.contract.drafted.v1`."""
    return ".".join(event.TYPE.split(".")[2:4])


def _link(event: type[Event], text: str = "") -> str:
    return f"[{text or f'`{_short(event)}`'}](#{_short(event).replace('.', '')})"


def _by_aggregate(events: Iterable[type[Event]]) -> str:
    """Return `contract`: drafted, signed; `escrow`: …"""
    return "; ".join(
        f"`{aggregate}`: {', '.join(_link(event, _short(event).partition('.')[2]) for event in found)}"
        for aggregate, found in groupby(events, lambda event: _short(event).partition(".")[0])
    )


def _hears(service: str, event: type[Event]) -> bool:
    return any(listener.service == service for listener in listeners.of(event))


def _heard_by_all(event: type[Event]) -> bool:
    return all(_hears(service, event) for service in listeners.services())


def _services(event: type[Event]) -> str:
    """Return who hears an event, without those who hear everything."""
    if _heard_by_all(event):
        return "all"
    others = [name for name in listeners.services() if name not in listeners.of_everything()]
    return ", ".join(name for name in others if _hears(name, event)) or "nobody"


def _how(event: type[Event]) -> str:
    """Return who hears an event, and by which function."""
    by_service = {
        name: [_handler(one) for one in listeners.of(event) if one.service == name]
        for name in listeners.services()
    }
    shared = [handler for handler in by_service[listeners.services()[0]] if _of_all(handler, by_service)]
    parts = [f"all ({handler})" for handler in shared]
    for name, handlers in by_service.items():
        if own := [handler for handler in handlers if handler not in shared]:
            parts.append(f"{name} ({', '.join(own)})")
    return "; ".join(parts)


def _of_all(handler: str, by_service: Mapping[str, list[str]]) -> bool:
    return all(handler in handlers for handlers in by_service.values())


def _handler(listener: Listener) -> str:
    return f"`{listener.handler}`{' in every replica' if listener.by_every_replica else ''}"


def pretty(value: Any, indent: str = "") -> str:
    """Return JSON in as few lines as fit the page: what is short stays on one line."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(flat) <= EXAMPLE_WIDTH or not isinstance(value, dict | list):
        return flat
    deeper = f"{indent}  "
    first, last = ("{", "}") if isinstance(value, dict) else ("[", "]")
    parts = (
        [f"{json.dumps(name)}: {pretty(held, deeper)}" for name, held in value.items()]
        if isinstance(value, dict)
        else [pretty(held, deeper) for held in value]
    )
    inside = ",\n".join(f"{deeper}{part}" for part in parts)
    return f"{first}\n{inside}\n{indent}{last}"
