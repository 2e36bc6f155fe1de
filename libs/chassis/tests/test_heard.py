"""What a record is to one who hears some events: an event, an event of other versions, an erasure, or none at all."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

import pytest

from foothold_chassis.bus.heard import Heard
from foothold_chassis.bus.parking import Parked
from foothold_events.envelope import Event, NoEvent, Sequence, Undecodable, UnknownMajor, encode

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)


class CardUpdated(Event):
    TYPE: ClassVar[str] = "foothold.post.card.updated.v1"
    card_id: str
    text: str


class CardErased(Event):
    TYPE: ClassVar[str] = "foothold.post.card.erased.v1"
    ERASES: ClassVar[str | None] = "card_id"
    card_id: str


class ParcelSent(Event):
    TYPE: ClassVar[str] = "foothold.post.parcel.sent.v1"
    parcel_id: str


HEARD = Heard([CardUpdated, CardErased, ParcelSent])


def record(
    event_type: str = ParcelSent.TYPE, value: bytes | None = b'{"parcel_id": "pcl_1"}', subject: str = "pcl_1"
) -> Parked:
    made = encode(
        event_type,
        value or b"",
        subject=subject,
        sequence=Sequence(0, 3),
        time=AT,
        correlation="cor_1",
        causation=None,
        traceparent=None,
    )
    return Parked(made.topic, 2, 41, made.key, value, made.headers, int(AT.timestamp() * 1000))


def null(key: bytes | None = b"crd_1", topic: str = CardErased.topic()) -> Parked:
    return Parked(topic, 2, 41, key, None, [], int(AT.timestamp() * 1000))


@pytest.mark.parametrize("version", ["v2", "v17", "V1", "v1.1", "v01", ""])
@pytest.mark.parametrize("event", [CardUpdated, CardErased, ParcelSent])
def test_another_version_of_an_event_that_is_heard_says_what_is_known(event, version) -> None:
    newer = f"{event.TYPE.removesuffix('.v1')}.{version}".rstrip(".")
    sent = record(newer)
    head = HEARD.head_of(sent)

    assert head is not None
    assert not HEARD.knows(head.type)
    with pytest.raises(UnknownMajor, match=f"^{re.escape(newer)} .* {re.escape(event.TYPE)} is known$"):
        HEARD.open(head, sent)


@pytest.mark.parametrize(
    "unheard",
    [f"{ParcelSent.topic()}.{name}" for name in ("lost.v1", "sent_back.v1", "sen.v1", "lost.v2", "v1")]
    + ["org.example.thing", "sent"],
)
def test_an_event_of_another_name_is_not_heard(unheard) -> None:
    headers = [(name, unheard.encode() if name == "ce_type" else value) for name, value in record().headers]

    assert HEARD.head_of(replace(record(), headers=headers)) is None


@pytest.mark.parametrize(
    "broken",
    [
        replace(record(), headers=[]),
        replace(record(), headers=record().headers[:4]),
        replace(record(), headers=[("ce_id", b"\xff")]),
        replace(record(), headers=[*record().headers, ("ce_id", None)]),
        replace(record(), key=None),
        replace(record(), key=b"pcl_2"),
        replace(record(), topic=CardUpdated.topic()),
        null(topic=ParcelSent.topic()),
        null(key=None),
        null(key=b"crd 1"),
        null(key=b"\xff"),
    ],
    ids=repr,
)
def test_what_names_no_subject_that_can_be_trusted_is_no_event(broken) -> None:
    with pytest.raises(NoEvent):
        HEARD.head_of(broken)


@pytest.mark.parametrize("value", [None, b"", b"{", b"\xff", b"[]", b"7", b"null", b"{}"])
def test_a_value_that_cannot_be_read_keeps_its_place_in_the_order_of_its_subject(value) -> None:
    sent = replace(record(), value=value)
    head = HEARD.head_of(sent)

    assert head is not None
    assert head.subject == "pcl_1"
    with pytest.raises(Undecodable) as refused:
        HEARD.open(head, sent)
    assert not isinstance(refused.value, NoEvent)


def test_the_reason_says_where_a_null_value_would_be_an_erasure() -> None:
    said = "null, which is an erasure on a compacted topic only"
    with pytest.raises(NoEvent, match=said):
        HEARD.head_of(null(topic=ParcelSent.topic()))
    with_headers = replace(record(), value=None)
    head = HEARD.head_of(with_headers)
    assert head is not None
    with pytest.raises(Undecodable, match=said):
        HEARD.open(head, with_headers)


@pytest.mark.parametrize(
    "headers",
    [[], record(CardUpdated.TYPE, b"{}", "crd_1").headers, record(subject="crd_9").headers],
    ids=repr,
)
def test_a_null_value_on_a_compacted_topic_erases_the_subject_of_its_key_whatever_its_headers(
    headers,
) -> None:
    sent = replace(null(), headers=headers)
    head = HEARD.head_of(sent)

    assert head is not None
    assert HEARD.erases(head)
    envelope = HEARD.open(head, sent)
    assert envelope.data == CardErased(card_id="crd_1")
    assert envelope.time == AT, "the time at which Kafka got it"
    assert envelope.subject == "crd_1-null"
    assert envelope.sequence == Sequence(0, 42), "a later null value of the key has a later number"


@pytest.mark.parametrize("timestamp", [-(2**63), -1, 0, 2**62, 2**63 - 1])
def test_a_null_value_erases_whatever_time_its_sender_gave_it(timestamp) -> None:
    sent = replace(null(), timestamp=timestamp)
    head = HEARD.head_of(sent)

    assert head is not None
    assert HEARD.open(head, sent).data == CardErased(card_id="crd_1")


def test_an_erasure_with_a_value_is_one_of_the_events_of_its_subject() -> None:
    sent = record(CardErased.TYPE, b'{"card_id": "crd_1"}', "crd_1")
    head = HEARD.head_of(sent)

    assert head is not None
    assert HEARD.erases(head)
    assert (head.subject, head.sequence) == ("crd_1", Sequence(0, 3))


def test_a_null_value_is_no_event_to_one_who_does_not_hear_of_erasures() -> None:
    with pytest.raises(NoEvent):
        Heard([CardUpdated]).head_of(null())
