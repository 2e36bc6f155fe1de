"""Whoever hears of a subject on a compacted topic hears that it is erased, be it by a null value."""

from collections.abc import Iterable

from deploy.k8s.wiring import wirings

from foothold_events.envelope import Event
from foothold_events.identity import TalentErased, TalentProfileUpdated
from foothold_events.schemas import told_on
from foothold_events.topics import TOPICS

ERASURES = {
    topic.name: [event for event in told_on(topic.name) if event.ERASES]
    for topic in TOPICS
    if topic.cleanup == "compact"
}


def deaf(events: Iterable[type[Event]]) -> list[str]:
    """Name each erasure that is missing among these events, although they have others of its topic."""
    heard = set(events)
    return [
        erasure.TYPE
        for topic, erasures in ERASURES.items()
        for erasure in erasures
        if erasure not in heard and any(event.topic() == topic for event in heard)
    ]


def test_each_consumer_and_each_reader_hears_the_erasures_of_what_it_keeps() -> None:
    hearing = [
        (wiring.name, events)
        for wiring in wirings()
        for events in (
            [reaction.event for reaction in wiring.service.reactions],
            *(reader.events for reader in wiring.service.readers),
        )
    ]

    assert [(name, missing) for name, events in hearing if (missing := deaf(events))] == []


def test_one_who_hears_profiles_alone_is_found() -> None:
    assert deaf([TalentProfileUpdated]) == [TalentErased.TYPE]
    assert deaf([TalentProfileUpdated, TalentErased]) == []
