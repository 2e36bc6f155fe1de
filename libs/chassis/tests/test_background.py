"""A background task ends when it is cancelled, even if it loses a cancellation."""

import asyncio
from contextlib import suppress

import pytest

from foothold_chassis.process import background
from foothold_chassis.process.background import cancel


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "AGAIN_SECONDS", 0.01)


async def for_ever() -> None:
    await asyncio.Event().wait()


async def test_a_task_that_loses_its_first_cancellation_ends_all_the_same() -> None:
    lost = asyncio.Event()

    async def loop() -> None:
        with suppress(asyncio.CancelledError):  # as asyncio.wait_for may do on Python 3.11
            await for_ever()
        lost.set()
        await for_ever()

    task = asyncio.create_task(loop())
    await asyncio.sleep(0)

    async with asyncio.timeout(5):
        await cancel(task)

    assert lost.is_set()
    assert task.cancelled()


async def test_a_task_may_end_as_it_likes() -> None:
    async def fail() -> None:
        raise ValueError("at its end")

    failed, running = asyncio.create_task(fail()), asyncio.create_task(for_ever())

    await asyncio.wait({failed})
    await cancel(None, failed, running)

    assert running.cancelled()
    assert isinstance(failed.exception(), ValueError)


async def test_what_was_never_begun_has_ended() -> None:
    await cancel(None)
