"""How a record lies in the parking: as it was, and without a word of what it says."""

from dataclasses import dataclass, field

import pytest

from foothold_chassis.bus.parking import Parked
from foothold_chassis.bus.parking.records import describe, fields_of, kind_of, size_of
from foothold_chassis.errors import DocumentFrozen, NotFound, RuleBroken
from foothold_chassis.telemetry import metrics
from foothold_events.envelope import NoEvent, Undecodable, UnknownMajor


@dataclass
class Received:
    topic: str = "foothold.catalog.project"
    partition: int = 3
    offset: int = 42
    key: bytes | None = b"prj_1"
    value: bytes | None = b'{"a": 1}'
    headers: tuple[tuple[str, bytes], ...] = field(default=(("ce_id", b"prj_1:1"), ("ce_type", b"x")))
    timestamp: int = 1_780_000_000_000


@pytest.mark.parametrize(
    "record", [Received(), Received(key=None), Received(value=None), Received(headers=())], ids=repr
)
def test_a_record_comes_back_as_it_was(record) -> None:
    parked = Parked.of(fields_of(record))

    for name in ("topic", "partition", "offset", "key", "value", "timestamp"):
        assert getattr(parked, name) == getattr(record, name)
    assert list(parked.headers) == list(record.headers)


def test_a_header_without_a_value_has_a_size_too() -> None:
    assert size_of(Received(headers=(("ce_id", None),))) > 0  # type: ignore[arg-type] # as Kafka delivers it


def test_a_record_that_was_parked_before_times_were_kept_comes_back_too() -> None:
    fields = fields_of(Received())
    del fields["timestamp"]

    assert Parked.of(fields).timestamp == 0


def test_a_record_is_known_by_where_it_lay() -> None:
    assert fields_of(Received())["id"] == "foothold.catalog.project:3:42"


def test_its_size_is_that_of_what_it_holds_and_the_same_when_it_comes_back() -> None:
    record = Received(value=b"x" * 1_000)

    assert size_of(record) > 1_000
    assert size_of(record) - size_of(Received(value=None)) == 1_000
    assert size_of(Parked.of(fields_of(record))) == size_of(record)


def test_only_our_own_words_tell_why_it_waits() -> None:
    assert describe(RuleBroken("It has ended.")) == "RuleBroken: It has ended."
    assert describe(Undecodable("header ce_id is missing")) == "undecodable: header ce_id is missing"
    assert describe(ValueError("Jane Doe")) == "ValueError"
    assert describe(KeyError("jane@example.org")) == "KeyError"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (NoEvent("no head"), "no_event"),
        (UnknownMajor("v2"), "unknown_major"),
        (Undecodable("n: missing"), "undecodable"),
        (DocumentFrozen("It is behind."), "frozen"),
        (NotFound("gone"), "failed"),
        (KeyError("a bug"), "failed"),
    ],
    ids=repr,
)
def test_it_is_counted_why_a_record_is_parked(error, reason) -> None:
    assert kind_of(error) == reason
    assert reason in metrics.PARKED_FOR
