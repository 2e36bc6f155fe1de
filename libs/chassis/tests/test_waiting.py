"""A request waits for what is still on its way, and not for ever."""

import asyncio
import time

import pytest

from foothold_chassis.errors import NotYet
from foothold_chassis.store import waiting
from foothold_chassis.store.waiting import wait_for


class Arriving:
    """Finds nothing at first, and then a number that grows with every call."""

    def __init__(self, after: int) -> None:
        self.looks = 0
        self._after = after

    async def __call__(self) -> int | None:
        self.looks += 1
        return self.looks if self.looks > self._after else None


def anything(_found: int) -> bool:
    return True


@pytest.fixture(autouse=True)
def poll_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "ARRIVAL_POLL_SECONDS", 0.001)


async def test_what_is_there_is_returned_after_one_look() -> None:
    find = Arriving(after=0)

    assert await wait_for(find, anything, seconds=0, otherwise="not yet") == 1
    assert find.looks == 1


async def test_what_arrives_in_time_is_returned() -> None:
    assert await wait_for(Arriving(after=3), anything, seconds=5, otherwise="not yet") == 4


async def test_what_is_there_and_not_ready_is_looked_for_again() -> None:
    assert await wait_for(Arriving(after=0), lambda found: found > 2, seconds=5, otherwise="not yet") == 3


async def test_what_does_not_arrive_in_time_is_said_in_a_sentence() -> None:
    started = time.monotonic()

    async with asyncio.timeout(5):
        with pytest.raises(NotYet, match=r"ctr_1 is not here\.") as refused:
            await wait_for(Arriving(after=1_000_000), anything, seconds=0.05, otherwise="ctr_1 is not here.")

    assert time.monotonic() - started >= 0.05
    assert refused.value.retry_after == 1


async def test_what_is_never_ready_is_not_waited_for_longer() -> None:
    find = Arriving(after=0)

    with pytest.raises(NotYet):
        await wait_for(find, lambda _found: False, seconds=0, otherwise="not yet")

    assert find.looks == 1, "it is looked for once, however short the wait"
