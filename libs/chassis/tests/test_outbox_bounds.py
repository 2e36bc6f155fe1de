"""A document holds so many events and no larger ones than Kafka takes."""

import pytest

from foothold_chassis.errors import Invalid, OutboxFull
from foothold_chassis.store.documents import MAX_EVENT_BYTES, MAX_PENDING_EVENTS

from .counters import Counted, Counter, after, command, commit, counted


def test_an_outbox_takes_256_events_and_not_one_more() -> None:
    full = commit(events=counted(MAX_PENDING_EVENTS), cause=command())

    assert len(full.pending) == 256
    with pytest.raises(OutboxFull, match="cnt_1 holds 256 events") as refused:
        commit(after(full), events=counted(1), cause=command("cmd_2"))
    assert refused.value.status == 503
    with pytest.raises(OutboxFull):
        commit(events=counted(MAX_PENDING_EVENTS + 1), cause=command())


def test_a_full_outbox_has_room_again_when_some_were_acknowledged() -> None:
    full = commit(events=counted(MAX_PENDING_EVENTS), cause=command())

    made = commit(after(full), events=counted(3), cause=command("cmd_2"), acked=3)

    assert [pending.n for pending in made.pending] == list(range(4, 260))


def test_a_full_outbox_hinders_no_change_that_tells_nothing() -> None:
    full = commit(events=counted(MAX_PENDING_EVENTS), cause=command())

    assert not commit(after(full), Counter(id="cnt_1", value=9), cause=command("cmd_2")).is_empty


def sized(bytes_of_data: int, letter: str = "x") -> Counted:
    rest = len(Counted(value=1, note="").model_dump_json())
    return Counted(value=1, note=letter * ((bytes_of_data - rest) // len(letter.encode())))


def test_an_event_larger_than_kafka_takes_is_refused_before_anything_is_written() -> None:
    assert commit(events=[sized(MAX_EVENT_BYTES)], cause=command()).document["n"] == 1
    with pytest.raises(Invalid, match=r"foothold\.test\.counter\.counted\.v1 would be 900001 bytes"):
        commit(events=[sized(MAX_EVENT_BYTES + 1)], cause=command())


def test_the_size_of_an_event_is_counted_in_bytes_not_in_letters() -> None:
    with pytest.raises(Invalid, match=f"at most {MAX_EVENT_BYTES}"):
        commit(events=[sized(MAX_EVENT_BYTES + 100, "ü")], cause=command())
