"""What a commit writes, number by number and mark by mark."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foothold_chassis.causes import Command
from foothold_chassis.errors import Invalid
from foothold_chassis.store.documents import Loaded
from foothold_chassis.store.marks import REMEMBERED_COMMANDS

from .counters import NOW, TRACE, Counter, after, command, commit, counted, empty, event


def test_the_first_commit_makes_the_whole_document() -> None:
    made = commit(counter=Counter(id="cnt_1", value=3), events=counted(1), cause=command())

    assert made.document == {
        "version": 1,
        "n": 1,
        "state": {"id": "cnt_1", "value": 3, "wake": None},
        "origin": "cor_1",
        "trace": TRACE,
        "is_step": False,
        "phase": None,
        "outbox": [
            {
                "epoch": 0,
                "n": 1,
                "type": "foothold.test.counter.counted.v1",
                "at": datetime(2026, 6, 1, 9, 0, 0, 123_000, tzinfo=UTC),
                "data": '{"value":0}',
                "correlation": "cor_1",
                "causation": "cmd_1",
                "traceparent": TRACE,
            }
        ],
        "event_marks": {},
        "command_marks": ["cmd_1:f1"],
        "wake_at": None,
        "wake_tries": 0,
    }


def test_events_are_numbered_on_from_the_last_one_ever_made() -> None:
    first = commit(events=counted(2), cause=command())
    second = commit(after(first), events=counted(3), cause=command("cmd_2"), acked=2)

    assert [pending.n for pending in first.pending] == [1, 2]
    assert [pending.n for pending in second.pending] == [3, 4, 5]
    assert second.document["n"] == 5


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 10)), max_size=12))
def test_numbers_never_skip_or_repeat_and_the_outbox_is_in_order(steps) -> None:
    loaded, acked, seen = empty(), 0, []
    for number, (made, published) in enumerate(steps):
        written = commit(loaded, events=counted(made), cause=command(f"cmd_{number}"), acked=acked)
        seen += [pending.n for pending in written.pending if pending.n not in seen]
        assert [pending.n for pending in written.pending] == list(range(acked + 1, len(seen) + 1))
        assert written.document["outbox"] == [pending.document() for pending in written.pending]
        assert written.document["version"] == number + 1
        loaded, acked = after(written), min(acked + published, len(seen))

    assert seen == list(range(1, sum(made for made, _ in steps) + 1))


def test_what_was_acknowledged_leaves_the_outbox_with_the_next_commit() -> None:
    first = commit(events=counted(3), cause=command())

    second = commit(after(first), cause=command("cmd_2"), acked=2)

    assert [pending.n for pending in second.pending] == [3]
    assert [pending["n"] for pending in second.changed["outbox"]] == [3]


def test_an_outbox_that_stays_as_it_is_is_not_written() -> None:
    first = commit(events=counted(3), cause=command())

    second = commit(after(first), cause=command("cmd_2"))

    assert "outbox" not in second.changed
    assert [pending.n for pending in second.pending] == [1, 2, 3]


def test_a_restored_database_numbers_in_its_new_epoch() -> None:
    first = commit(events=counted(1), cause=command())
    second = commit(after(first), events=counted(1), cause=command("cmd_2"), epoch=1)

    assert [(pending.epoch, pending.n) for pending in second.pending] == [(0, 1), (1, 2)]


def test_an_event_is_remembered_by_the_last_sequence_of_its_subject() -> None:
    first = commit(cause=event(7))
    second = commit(after(first), cause=event(2, subject="prj_2"))
    third = commit(after(second), cause=event(8))

    assert first.document["event_marks"] == {"prj_1": "0000.000000000007"}
    assert third.document["event_marks"] == {"prj_1": "0000.000000000008", "prj_2": "0000.000000000002"}
    assert third.document["command_marks"] == []


@pytest.mark.parametrize(("n", "answered"), [(6, True), (7, True), (8, False), (10, False)])
def test_an_event_up_to_the_mark_has_been_answered(n, answered) -> None:
    loaded = after(commit(cause=event(7)))

    assert loaded.has_answered(event(n)) is answered
    assert not loaded.has_answered(event(n, subject="prj_2"))


def test_a_command_has_been_answered_by_its_id() -> None:
    loaded = after(commit(cause=command()))

    assert loaded.has_answered(command())
    assert not loaded.has_answered(command("cmd_2"))


def test_the_first_and_the_last_sixteen_commands_are_remembered() -> None:
    loaded = empty()
    for number in range(20):
        loaded = after(commit(loaded, cause=command(f"cmd_{number}")))

    assert REMEMBERED_COMMANDS == 16
    assert loaded.document["command_marks"] == [f"cmd_{number}:f1" for number in (0, *range(4, 20))]
    assert not loaded.has_answered(command("cmd_3"))
    assert loaded.has_answered(command("cmd_0"))


def test_a_command_without_a_key_leaves_no_mark_since_nothing_can_repeat_it() -> None:
    loaded = after(commit(cause=Command("cmd_1", "cor_1")))

    assert loaded.document["command_marks"] == []
    assert not loaded.has_answered(Command("cmd_1", "cor_1"))


@pytest.mark.parametrize("later", [0, 20])
def test_the_key_of_the_first_command_is_for_one_body_for_good(later) -> None:
    loaded = after(commit(cause=command()))
    for number in range(later):
        loaded = after(commit(loaded, cause=command(f"cmd_{number + 2}")))

    with pytest.raises(Invalid) as refusal:
        loaded.has_answered(command(body="f2"))

    assert refusal.value.code == "idempotency_key_reused"
    assert loaded.has_answered(command())


def test_a_cause_is_remembered_even_if_it_changed_nothing() -> None:
    loaded = after(commit(cause=command()))

    assert not commit(loaded, cause=command("cmd_2")).is_empty
    assert not commit(loaded, cause=event()).is_empty


def test_a_commit_without_cause_change_or_events_is_empty() -> None:
    loaded = after(commit(events=counted(2), cause=command()))

    nothing = commit(loaded)

    assert nothing.is_empty
    assert nothing.changed == {}
    assert nothing.pending == []
    assert nothing.document == loaded.document


@pytest.mark.parametrize(
    ("counter", "events"),
    [
        (Counter(id="cnt_1", value=1), []),
        (Counter(id="cnt_1", wake=NOW), []),
        (Counter(id="cnt_1"), counted(1)),
    ],
    ids=["state", "deadline", "events"],
)
def test_what_time_has_changed_is_written_without_a_cause(counter, events) -> None:
    loaded = after(commit(cause=command()))

    made = commit(loaded, counter, events)

    assert not made.is_empty
    assert made.document["version"] == 2
    assert (made.document["command_marks"], made.document["event_marks"]) == (["cmd_1:f1"], {})


def test_an_event_that_time_caused_goes_on_with_the_correlation_of_the_beginning() -> None:
    loaded = after(commit(cause=command()))

    (pending,) = commit(loaded, events=counted(1)).pending

    assert (pending.correlation, pending.causation) == ("cor_1", None)


def test_an_event_carries_on_what_its_cause_brought() -> None:
    cause = event(7)

    (pending,) = commit(events=counted(1), cause=cause).pending

    assert (pending.correlation, pending.causation) == ("cor_9", cause.id)


def test_a_document_keeps_the_trace_of_its_last_events() -> None:
    made = commit(events=counted(1), cause=event(7), trace="00-first")

    silent = commit(after(made), Counter(id="cnt_1", value=1), cause=event(8), trace="00-second")
    heard = commit(after(made), events=counted(1), cause=event(8), trace="00-second")

    assert [pending.traceparent for pending in heard.pending] == ["00-first", "00-second"]
    assert (silent.document["trace"], heard.document["trace"]) == ("00-first", "00-second")


def test_a_document_knows_whether_an_event_began_it() -> None:
    begun_by_event, begun_by_person = after(commit(cause=event())), after(commit(cause=command()))

    assert begun_by_event.is_step
    assert not begun_by_person.is_step
    assert after(commit(begun_by_person, events=counted(1), cause=event())).is_step is False


@pytest.mark.parametrize(
    ("microsecond", "rounded"), [(0, 0), (1, 1_000), (999, 1_000), (1_000, 1_000), (123_456, 124_000)]
)
def test_a_deadline_is_rounded_up_to_what_the_database_can_hold(microsecond, rounded) -> None:
    wake = NOW.replace(microsecond=microsecond)

    assert commit(counter=Counter(id="cnt_1", wake=wake), cause=command()).wake_at == wake.replace(
        microsecond=rounded
    )


def test_a_deadline_at_the_end_of_a_second_is_rounded_into_the_next() -> None:
    wake = NOW.replace(microsecond=999_001)

    made = commit(counter=Counter(id="cnt_1", wake=wake), cause=command())

    assert made.wake_at == NOW.replace(microsecond=0) + timedelta(seconds=1)


def test_a_commit_that_changes_something_starts_counting_failed_wakes_anew() -> None:
    loaded = Loaded("cnt_1", commit(cause=command()).document | {"wake_tries": 4})

    assert commit(loaded, cause=command("cmd_2")).document["wake_tries"] == 0


def test_making_a_commit_changes_neither_what_was_loaded_nor_the_aggregate() -> None:
    loaded = after(commit(events=counted(2), cause=command()))
    before: dict[str, Any] = json.loads(json.dumps(loaded.document, default=str))
    counter = Counter(id="cnt_1", value=5)

    commit(loaded, counter, counted(2), command("cmd_2"), acked=1)

    assert json.loads(json.dumps(loaded.document, default=str)) == before
    assert counter == Counter(id="cnt_1", value=5)


def test_the_update_sets_what_has_changed_and_nothing_else() -> None:
    made = commit(after(commit(cause=command())), cause=event())

    assert made.update() == {"$set": made.changed}
    assert set(made.changed) == {"state", "wake_at", "version", "n", "wake_tries", "event_marks"}


def test_a_pending_event_becomes_the_record_it_was_meant_to_be() -> None:
    (pending,) = commit(events=counted(1), cause=command(), epoch=2).pending

    record = pending.record("cnt_1")

    assert (record.topic, record.key, record.value) == ("foothold.test.counter", b"cnt_1", b'{"value":0}')
    assert dict(record.headers)["ce_id"] == b"cnt_1:0002.000000000001"
