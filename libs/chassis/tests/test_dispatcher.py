"""When a record is parked, after how many tries, and with what: it holds up no other subject for good."""

import asyncio
from dataclasses import replace

import pytest
from pydantic import ValidationError

from foothold_chassis.bus import dispatcher
from foothold_chassis.bus.dispatcher import Dispatcher
from foothold_chassis.bus.reactions import Reaction, Reactions
from foothold_chassis.clock import SystemClock
from foothold_chassis.errors import Invalid
from foothold_chassis.store.outbox import PendingEvent
from foothold_events.envelope import Envelope, Event, Undecodable

from .counters import Counted
from .test_lag import Received


def refusal_of(event: type[Event]) -> ValidationError:
    """Return the error of making an event from values that do not fit."""
    with pytest.raises(ValidationError) as refused:
        event.model_validate({"value": "many"})
    return refused.value


class Parking:
    """Notes what is parked, and why. Nothing was parked before."""

    def __init__(self) -> None:
        self.parked: list[tuple[str, str]] = []
        self.behind: list[tuple[str, int]] = []

    async def is_empty(self) -> bool:
        return True

    async def append(self, subject: str, record: Received) -> bool:
        self.behind.append((subject, record.offset))
        return True

    async def begin(self, subject: str, _record: object, error: Exception) -> None:
        self.parked.append((subject, getattr(error, "detail", repr(error))))


def record(subject: str, n: int = 1, *, type: str = Counted.TYPE, data: str = '{"value":1}') -> Received:
    made = PendingEvent(0, n, type, SystemClock().now(), data, "cor_9", None, None).record(subject)
    return Received(made.topic, 3, n, key=made.key, value=made.value, headers=tuple(made.headers))


class Counting:
    """A dispatcher whose reaction notes what it was called with, and raises the error that is given for a number."""

    def __init__(self, errors: dict[int, Exception] | None = None) -> None:
        self.parking = Parking()
        self.tried: list[int] = []
        self._errors = errors or {}
        self.dispatcher = Dispatcher(
            "group",
            Reactions([Reaction(Counted, self._react)]),
            self.parking,  # type: ignore[arg-type]
            SystemClock(),
        )

    async def _react(self, envelope: Envelope[Counted]) -> None:
        self.tried.append(envelope.sequence.n)
        if (error := self._errors.get(envelope.sequence.n)) is not None:
            raise error


NO_EVENTS = {
    "without headers": replace(record("cnt_1", 2), headers=()),
    "with half of its headers": replace(record("cnt_1", 2), headers=record("cnt_1", 2).headers[:4]),
    "with a null value alone": replace(record("cnt_1", 2), value=None, headers=()),
    "of another subject": replace(record("cnt_2", 2), key=b"cnt_1"),
}


@pytest.mark.parametrize("name", NO_EVENTS)
async def test_what_is_no_event_parks_alone_and_at_once_and_its_subject_goes_on(name) -> None:
    counting = Counting()

    await counting.dispatcher.dispatch({"cnt_1": [record("cnt_1", 1), NO_EVENTS[name], record("cnt_1", 3)]})

    assert counting.tried == [1, 3]
    assert [subject for subject, _ in counting.parking.parked] == [f"offset:{Counted.topic()}:3:2"]
    assert counting.parking.behind == []


WITH_A_PLACE = {
    "in a later major version": (
        record("cnt_1", 2, type=Counted.TYPE.replace(".v1", ".v2")),
        "v2 is an event of a version that is not known here",
    ),
    "with bytes for a value": (record("cnt_1", 2, data="\x00"), "Invalid JSON"),
    "with a list for a value": (record("cnt_1", 2, data="[]"), "should be an object"),
    "with a null value": (replace(record("cnt_1", 2), value=None), "data: null"),
    "with data that does not fit": (record("cnt_1", 2, data='{"value":"many"}'), "value: "),
}


@pytest.mark.parametrize("name", WITH_A_PLACE)
async def test_what_other_code_may_read_parks_at_once_with_what_follows_of_its_subject(name) -> None:
    counting = Counting()
    broken, reason = WITH_A_PLACE[name]

    await counting.dispatcher.dispatch({"cnt_1": [record("cnt_1", 1), broken, record("cnt_1", 3)]})

    assert counting.tried == [1], "the mark of the third would have the second taken for answered"
    [(subject, error)] = counting.parking.parked
    assert subject == "cnt_1"
    assert reason in error
    assert counting.parking.behind == [("cnt_1", 3)]


@pytest.mark.parametrize("type", [f"{Counted.topic()}.renamed.v2", f"{Counted.topic()}.renamed.v1"])
async def test_an_event_that_the_service_does_not_hear_is_skipped_also_behind_parked_ones(type) -> None:
    counting = Counting()
    unheard, newer = record("cnt_1", 1, type=type), record("cnt_1", 3, type=Counted.TYPE.replace("1", "2"))

    await counting.dispatcher.dispatch({"cnt_1": [unheard, record("cnt_1", 2), newer, unheard]})

    assert counting.tried == [2]
    assert [subject for subject, _ in counting.parking.parked] == ["cnt_1"]
    assert counting.parking.behind == []


@pytest.mark.parametrize(
    "error",
    [Invalid("It is too large."), Undecodable("header ce_id is missing"), refusal_of(Counted)],
    ids=repr,
)
async def test_an_error_that_every_try_meets_parks_at_the_first(error) -> None:
    counting = Counting({1: error})

    await counting.dispatcher.dispatch({"cnt_1": [record("cnt_1")]})

    assert counting.tried == [1]
    assert [subject for subject, _ in counting.parking.parked] == ["cnt_1"]


async def test_a_reaction_that_never_ends_is_cut_off_tried_once_more_and_parked(monkeypatch) -> None:
    monkeypatch.setattr(dispatcher, "REACTION_SECONDS", 0.02)
    tries, handled = [], []

    async def react(envelope) -> None:
        if envelope.subject == "cnt_endless":
            tries.append(envelope.id)
            await asyncio.Event().wait()
        handled.append(envelope.subject)

    parking = Parking()
    dispatching = Dispatcher("group", Reactions([Reaction(Counted, react)]), parking, SystemClock())  # type: ignore[arg-type]

    await dispatching.dispatch({"cnt_endless": [record("cnt_endless")], "cnt_1": [record("cnt_1")]})

    assert handled == ["cnt_1"]
    assert len(tries) == dispatcher.TRIES_IN_TIME
    assert parking.parked == [("cnt_endless", f"The reactions to {Counted.TYPE} took over 0 s.")]


async def test_a_reaction_that_itself_meets_a_time_limit_fails_as_any_other(monkeypatch) -> None:
    monkeypatch.setattr(dispatcher, "BACKOFF_FIRST", dispatcher.BACKOFF_FIRST / 1000)
    tries = []

    async def react(envelope) -> None:
        tries.append(envelope.id)
        raise TimeoutError("of its own")

    parking = Parking()
    await Dispatcher("group", Reactions([Reaction(Counted, react)]), parking, SystemClock()).dispatch(  # type: ignore[arg-type]
        {"cnt_1": [record("cnt_1")]}
    )

    assert len(tries) == dispatcher.TRIES
    assert [subject for subject, _ in parking.parked] == ["cnt_1"]
