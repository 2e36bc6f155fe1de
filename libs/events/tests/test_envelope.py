"""A record says everything about its event, and a wrong record is refused by name."""

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foothold_events.envelope import (
    Envelope,
    Event,
    NoEvent,
    Record,
    Sequence,
    Undecodable,
    encode,
    event_id,
    open_envelope,
    read_head,
)
from foothold_events.payouts import EscrowDeclined


class ParcelSent(Event):
    TYPE: ClassVar[str] = "foothold.post.parcel.sent.v1"
    parcel_id: str
    weight: int
    note: str | None = None


SUBJECT = "pcl_1"
AT = datetime(2026, 6, 1, 9, 30, 15, 123_000, tzinfo=UTC)
CORE = ("id", "source", "specversion", "type", "subject", "time", "dataschema")
"""Attributes of CloudEvents 1.0.2 itself; `content-type` is its `datacontenttype` in Kafka's binary mode."""

CORRELATION = ("correlationid", "causationid")
"""Those of CloudEvents' extension Correlation, with its meaning."""

REQUIRED = (
    "ce_id",
    "ce_type",
    "ce_source",
    "ce_subject",
    "ce_subjectsequence",
    "ce_time",
    "ce_correlationid",
)
OPTIONAL = ("ce_causationid", "traceparent")


def record(data: bytes = b'{"parcel_id": "pcl_1", "weight": 3}') -> Record:
    return encode(
        ParcelSent.TYPE,
        data,
        subject=SUBJECT,
        sequence=Sequence(0, 7),
        time=AT,
        correlation="cor_1",
        causation="cmd_1",
        traceparent="00-trace-span-01",
    )


def headers(**changes: bytes | None) -> list[tuple[str, bytes]]:
    right = dict(record().headers) | {
        name.replace("content_type", "content-type"): v for name, v in changes.items()
    }
    return [(name, value) for name, value in right.items() if value is not None]


ids = st.from_regex(r"[A-Za-z0-9_-]{1,40}", fullmatch=True)
sequences = st.builds(Sequence, st.integers(0, 9_999), st.integers(1, 10**12 - 1))
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(2001, 1, 1), datetime(2999, 12, 31), timezones=offsets)  # noqa: DTZ001 - bounds


@given(
    data=st.builds(ParcelSent, parcel_id=ids, weight=st.integers(), note=st.none() | st.text()),
    subject=ids,
    sequence=sequences,
    time=moments,
    correlation=ids,
    causation=st.none() | ids,
    traceparent=st.none() | ids,
)
def test_what_is_encoded_is_read_again(
    data, subject, sequence, time, correlation, causation, traceparent
) -> None:
    sent = encode(
        data.TYPE,
        data.model_dump_json().encode(),
        subject=subject,
        sequence=sequence,
        time=time,
        correlation=correlation,
        causation=causation,
        traceparent=traceparent,
    )

    head = read_head(sent.headers)
    envelope = open_envelope(head, sent.value, ParcelSent)

    assert envelope == Envelope(subject, sequence, time, correlation, causation, traceparent, data)
    assert (head.id, head.type, head.source) == (envelope.id, data.TYPE, "foothold.post")
    assert envelope.id == event_id(subject, sequence) == f"{subject}:{sequence}"
    assert (sent.topic, sent.key) == (ParcelSent.topic(), subject.encode())


def test_a_record_is_a_cloudevent_in_binary_mode() -> None:
    assert record().topic == "foothold.post.parcel"
    assert record().key == b"pcl_1"
    assert dict(record().headers) == {
        "content-type": b"application/json",
        "ce_specversion": b"1.0",
        "ce_id": b"pcl_1:0000.000000000007",
        "ce_source": b"foothold.post",
        "ce_type": b"foothold.post.parcel.sent.v1",
        "ce_subject": b"pcl_1",
        "ce_time": b"2026-06-01T09:30:15.123000+00:00",
        "ce_dataschema": b"urn:foothold:post:parcel:sent:v1",
        "ce_subjectsequence": b"0000.000000000007",
        "ce_correlationid": b"cor_1",
        "ce_causationid": b"cmd_1",
        "traceparent": b"00-trace-span-01",
    }


def test_no_attribute_of_cloudevents_is_used_with_another_meaning() -> None:
    extensions = {name.removeprefix("ce_") for name, _ in record().headers} - {
        *CORE,
        "traceparent",
        "content-type",
    }

    assert extensions == {"subjectsequence", *CORRELATION}
    assert "sequence" not in extensions, "that one orders the events of a source, and ours has many subjects"
    assert all(re.fullmatch("[a-z0-9]{1,20}", name) for name in extensions)


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("value", [None, b""], ids=["absent", "empty"])
def test_a_missing_attribute_is_named(name, value) -> None:
    with pytest.raises(Undecodable, match=f"header {name} is missing"):
        read_head(headers(**{name: value}))


@pytest.mark.parametrize("name", [*REQUIRED, *OPTIONAL])
def test_an_attribute_that_is_not_utf8_is_named(name) -> None:
    with pytest.raises(Undecodable, match=f"header {name} is not UTF-8"):
        read_head(headers(**{name: b"\xff\xfe"}))


@pytest.mark.parametrize("name", OPTIONAL)
def test_an_optional_attribute_may_be_absent(name) -> None:
    head = read_head(headers(**{name: None}))

    assert getattr(head, name.removeprefix("ce_").removesuffix("id")) is None


@pytest.mark.parametrize("version", [None, b"", b"0.3", b"1.0.1"])
def test_another_version_of_cloudevents_is_refused(version) -> None:
    with pytest.raises(Undecodable, match=r"ce_specversion is .*, expected '1.0'"):
        read_head(headers(ce_specversion=version))


@pytest.mark.parametrize(
    "text",
    [
        "7",
        "0000.",
        ".7",
        "0000.x",
        "-1.7",
        "1.-7",
        "1,7",
        " 1.7",
        "1.7.7",
        "\N{SUPERSCRIPT TWO}.7",
        "10000.7",
    ],
)
def test_a_malformed_sequence_is_named(text) -> None:
    with pytest.raises(Undecodable, match=f"ce_subjectsequence is {text!r}"):
        read_head(headers(ce_subjectsequence=text.encode()))


def test_a_sequence_too_long_to_be_a_number_is_named_in_short() -> None:
    with pytest.raises(Undecodable, match=r"ce_subjectsequence is '0\.1111") as refused:
        read_head(headers(ce_subjectsequence=b"0." + b"1" * 5_000))

    assert len(str(refused.value)) < 100


@given(
    st.dictionaries(
        st.sampled_from([*REQUIRED, *OPTIONAL]), st.none() | st.binary() | st.text().map(str.encode)
    )
)
def test_whatever_the_headers_say_they_are_read_or_refused(changes) -> None:
    try:
        head = read_head(headers(**changes))
    except Undecodable as error:
        refusal = str(error)
        assert len(refusal) < 200
    else:
        assert Sequence.parse(str(head.sequence)) == head.sequence


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01T00:00:00Z", "2026-06-01T09:30:15", "2026-06-01"])
def test_a_time_that_is_none_or_has_no_offset_is_named(text) -> None:
    with pytest.raises(Undecodable, match=f"ce_time is {text!r}"):
        read_head(headers(ce_time=text.encode()))


def test_time_is_read_in_any_rfc_3339_offset() -> None:
    assert read_head(headers(ce_time=b"2026-06-01T09:30:15.123Z")).time == AT
    assert read_head(headers(ce_time=b"2026-06-01T11:30:15.123+02:00")).time == AT


def test_a_header_without_a_value_counts_as_missing() -> None:
    with pytest.raises(Undecodable, match="ce_specversion is None"):
        read_head([*headers(), ("ce_specversion", None)])
    with pytest.raises(Undecodable, match="header ce_id is missing"):
        read_head([*headers(), ("ce_id", None)])


def test_headers_of_others_are_no_hindrance() -> None:
    assert read_head([*headers(), ("x-other", b"\xff")]) == read_head(headers())


@given(sequences, sequences)
def test_sequences_order_as_text(one, other) -> None:
    assert (one < other) == (str(one) < str(other))
    assert (one == other) == (str(one) == str(other))


@given(sequences)
def test_a_sequence_reads_as_it_was_written(sequence) -> None:
    assert Sequence.parse(str(sequence)) == sequence


def test_a_restored_database_numbers_after_all_that_was_before() -> None:
    assert str(Sequence(1, 1)) > str(Sequence(0, 10**12 - 1))


def test_fields_that_a_reader_does_not_know_are_ignored() -> None:
    newer = json.dumps({"parcel_id": "pcl_1", "weight": 3, "colour": "red"}).encode()

    assert open_envelope(read_head(headers()), newer, ParcelSent).data == ParcelSent(
        parcel_id="pcl_1", weight=3
    )


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        (None, "data"),
        (b"", "data"),
        (b"{", "data"),
        (b"\xff", "data"),
        (b"[]", "data"),
        (b"{}", "parcel_id.*weight"),
        (b'{"parcel_id": "pcl_1", "weight": "heavy"}', "weight"),
    ],
)
def test_data_that_does_not_fit_is_refused_by_field(value, wrong) -> None:
    with pytest.raises(Undecodable, match=f"^foothold.post.parcel.sent.v1 pcl_1:0000.000000000007: {wrong}"):
        open_envelope(read_head(headers()), value, ParcelSent)


def test_a_record_whose_head_cannot_be_read_is_no_event() -> None:
    with pytest.raises(NoEvent):
        read_head([])


def test_a_refusal_never_repeats_the_data() -> None:
    data = b'{"reason": "Jane Doe, 5 Elm Street", "attempt": "Jane"}'

    with pytest.raises(Undecodable) as refused:
        open_envelope(read_head(headers()), data, EscrowDeclined)

    assert "reason" in str(refused.value)
    assert "Jane" not in str(refused.value)


def test_an_event_cannot_be_changed() -> None:
    event = ParcelSent(parcel_id="pcl_1", weight=3)

    with pytest.raises(ValueError, match="frozen"):
        event.weight = 4
