"""A relation is declared once, and what an aggregate hands to its events is what they carry."""

from inspect import get_annotations
from typing import Any, get_type_hints, is_typeddict

import pytest

from foothold_events import schemas, values
from foothold_events.envelope import Event
from foothold_events.values import Value

RELATIONS = {
    name: value
    for value in vars(values).values()
    if isinstance(value, type) and issubclass(value, Value) and value.__name__.startswith("Of")
    for name in value.model_fields
}
FAMILIES = {
    value.__name__: (value, getattr(module, value.__name__.removesuffix("Event") + "Refs", None))
    for module in schemas.PRODUCERS
    for value in vars(module).values()
    if isinstance(value, type)
    and issubclass(value, Event)
    and value.__name__.endswith("Event")
    and value is not Event
}
REFS = [
    thing.__name__ for module in schemas.PRODUCERS for thing in vars(module).values() if is_typeddict(thing)
]


def respelled(event: type[Event]) -> list[str]:
    """Name the fields of an event that it declares itself although a relation does."""
    own = [name for cls in event.__mro__ if issubclass(cls, Event) for name in get_annotations(cls)]
    return [name for name in own if name in RELATIONS]


def fields_of(refs: Any) -> dict[str, Any]:
    return get_type_hints(refs, include_extras=True)


@pytest.mark.parametrize("event", schemas.BY_TYPE.values(), ids=lambda event: event.__name__)
def test_no_event_spells_a_relation_again(event) -> None:
    assert respelled(event) == []


def test_a_relation_that_is_spelled_again_is_found() -> None:
    class ParcelSent(Event):
        project_id: str
        weight: int

    assert respelled(ParcelSent) == ["project_id"]


@pytest.mark.parametrize("family", sorted(name for name, (_, refs) in FAMILIES.items() if refs))
def test_what_an_aggregate_hands_to_its_events_is_what_all_of_them_carry(family) -> None:
    event, refs = FAMILIES[family]

    carried = {
        name: hint
        for name, hint in get_type_hints(event, include_extras=True).items()
        if name in event.model_fields
    }
    assert fields_of(refs) == carried


def test_every_kind_of_refs_belongs_to_a_family() -> None:
    assert sorted(REFS) == sorted(refs.__name__ for _, refs in FAMILIES.values() if refs)
    assert len(REFS) == 6
