"""A record whose reaction does not end is tried once more and parked; it holds up no other subject for good."""

import asyncio

from foothold_chassis.bus import dispatcher
from foothold_chassis.bus.dispatcher import Dispatcher
from foothold_chassis.bus.reactions import Reaction, Reactions
from foothold_chassis.clock import SystemClock
from foothold_chassis.store.outbox import PendingEvent

from .counters import Counted
from .test_lag import Received


class Parking:
    """Notes what is parked, and why. Nothing was parked before."""

    def __init__(self) -> None:
        self.parked: list[tuple[str, str]] = []

    async def is_empty(self) -> bool:
        return True

    async def begin(self, subject: str, _record: object, error: Exception) -> None:
        self.parked.append((subject, getattr(error, "detail", repr(error))))


def record(subject: str) -> Received:
    pending = PendingEvent(0, 1, Counted.TYPE, SystemClock().now(), '{"value":1}', "cor_9", None, None)
    made = pending.record(subject)
    return Received(key=made.key, value=made.value, headers=tuple(made.headers))


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
