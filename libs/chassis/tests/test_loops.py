"""A background loop goes on after any error, and ends when it is stopped."""

import asyncio
from typing import Any

import pytest
from pydantic import SecretStr

from foothold_chassis.bus.parking import Drainer, Parking, drainer
from foothold_chassis.clock import SystemClock
from foothold_chassis.errors import StoreUnavailable
from foothold_chassis.process.loops import Loop
from foothold_chassis.store import Database, clearing
from foothold_chassis.store.clearing import Clearing

from .conditions import SOON, until

NEVER = 3_600.0


class Rounds:
    """Counts rounds. The next ones raise `errors`; while `goes_on` is clear, a round waits in its middle."""

    def __init__(self) -> None:
        self.begun = 0
        self.ended = 0
        self.errors: list[Exception] = []
        self.goes_on = asyncio.Event()
        self.goes_on.set()

    async def __call__(self) -> None:
        self.begun += 1
        await self.goes_on.wait()
        if self.errors:
            raise self.errors.pop(0)
        self.ended += 1


@pytest.fixture
def rounds() -> Rounds:
    return Rounds()


async def test_it_goes_on_after_an_unforeseen_error(rounds: Rounds, lines: list[Any]) -> None:
    rounds.errors = [KeyError("a bug")]
    loop = Loop(rounds, every=SOON, failed="rounds_failed", postponed="rounds_postponed")

    await loop.start()
    await until(lambda: rounds.ended > 1)
    await loop.stop()

    assert [(line["event"], line["log_level"], line["error"]) for line in lines] == [
        ("rounds_failed", "error", "KeyError")
    ]


async def test_what_is_away_postpones_a_round(rounds: Rounds, lines: list[Any]) -> None:
    rounds.errors = [StoreUnavailable("no primary answers")]
    loop = Loop(rounds, every=SOON, failed="rounds_failed", postponed="rounds_postponed")

    await loop.start()
    await until(lambda: rounds.ended > 1)
    await loop.stop()

    assert lines == [
        {"event": "rounds_postponed", "reason": "no primary answers", "log_level": "warning"},
    ]


async def test_where_nothing_is_expected_to_be_away_it_is_an_error(rounds: Rounds, lines: list[Any]) -> None:
    rounds.errors = [StoreUnavailable("no primary answers")]
    loop = Loop(rounds, every=SOON, failed="rounds_failed")

    await loop.start()
    await until(lambda: rounds.ended > 1)
    await loop.stop()

    assert [(line["event"], line["detail"]) for line in lines] == [("rounds_failed", "no primary answers")]


async def test_the_first_round_comes_at_once_and_the_next_when_it_is_time(rounds: Rounds) -> None:
    loop = Loop(rounds, every=NEVER, failed="rounds_failed")

    await loop.start()
    await until(lambda: rounds.ended == 1)
    await asyncio.sleep(10 * SOON)
    assert rounds.begun == 1
    await loop.stop()


async def test_a_nudge_brings_the_next_round_at_once(rounds: Rounds) -> None:
    loop = Loop(rounds, every=NEVER, failed="rounds_failed")
    await loop.start()
    await until(lambda: rounds.ended == 1)

    loop.nudge()

    await until(lambda: rounds.ended == 2)
    await loop.stop()


async def test_a_nudge_in_the_middle_of_a_round_brings_one_more(rounds: Rounds) -> None:
    """The round may already have looked where the nudge has just changed something."""
    rounds.goes_on.clear()
    loop = Loop(rounds, every=NEVER, failed="rounds_failed")
    await loop.start()
    await until(lambda: rounds.begun == 1)

    loop.nudge()
    rounds.goes_on.set()

    await until(lambda: rounds.ended == 2)
    await asyncio.sleep(10 * SOON)
    assert rounds.begun == 2
    await loop.stop()


async def test_a_stop_cuts_a_round_off(rounds: Rounds) -> None:
    rounds.goes_on.clear()
    loop = Loop(rounds, every=SOON, failed="rounds_failed")
    await loop.start()
    await until(lambda: rounds.begun == 1)

    async with asyncio.timeout(5):
        await loop.stop()
    rounds.goes_on.set()
    await asyncio.sleep(10 * SOON)

    assert (rounds.begun, rounds.ended) == (1, 0)


async def test_a_finish_lets_the_round_end_and_begins_no_other(rounds: Rounds) -> None:
    rounds.goes_on.clear()
    loop = Loop(rounds, every=SOON, failed="rounds_failed")
    await loop.start()
    await until(lambda: rounds.begun == 1)

    finishing = asyncio.create_task(loop.finish(5))
    await asyncio.sleep(0)
    assert loop.is_ending
    rounds.goes_on.set()
    await finishing
    await asyncio.sleep(10 * SOON)

    assert (rounds.begun, rounds.ended) == (1, 1)


async def test_a_finish_between_two_rounds_does_not_wait_for_the_next(rounds: Rounds) -> None:
    loop = Loop(rounds, every=NEVER, failed="rounds_failed")
    await loop.start()
    await until(lambda: rounds.ended == 1)

    async with asyncio.timeout(5):
        await loop.finish(NEVER)

    assert rounds.begun == 1


async def test_a_round_that_does_not_end_in_time_is_cut_off_by_a_finish(rounds: Rounds) -> None:
    rounds.goes_on.clear()
    loop = Loop(rounds, every=SOON, failed="rounds_failed")
    await loop.start()
    await until(lambda: rounds.begun == 1)

    async with asyncio.timeout(5):
        await loop.finish(SOON)

    assert rounds.ended == 0


async def test_what_was_never_started_stops() -> None:
    loop = Loop(Rounds(), every=SOON, failed="rounds_failed")

    await loop.stop()
    await loop.finish(NEVER)


class FailsFirst:
    """Fails at the first call. The second call sets `again`."""

    def __init__(self) -> None:
        self.again = asyncio.Event()
        self._has_failed = False

    async def __call__(self, *_: object) -> None:
        if not self._has_failed:
            self._has_failed = True
            raise KeyError("a bug")
        self.again.set()

    async def called_again(self) -> None:
        async with asyncio.timeout(5):
            await self.again.wait()


async def test_what_is_parked_is_tried_again_after_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drainer, "POLL_SECONDS", SOON)
    claim = FailsFirst()
    waiting = Parking(Database(SecretStr("mongodb://127.0.0.1:1"), "nowhere"), SystemClock())
    monkeypatch.setattr(waiting, "claim", claim)
    draining = Drainer(waiting, claim)

    await draining.start()
    await claim.called_again()
    await draining.stop()


class FailingFirst:
    """The part of a collection that clearing uses."""

    name = "counters"

    def __init__(self) -> None:
        self.bulk_write = FailsFirst()


async def test_outboxes_are_cleared_after_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clearing, "CLEAR_EVERY_SECONDS", SOON)
    monkeypatch.setattr(clearing, "CLEAR_BATCH", 1)
    collection = FailingFirst()
    published = Clearing()

    await published.start()
    published.add(collection, "cnt_1", 1)  # type: ignore[arg-type]
    await asyncio.sleep(5 * SOON)
    published.add(collection, "cnt_2", 1)  # type: ignore[arg-type]
    await collection.bulk_write.called_again()
    await published.stop()
