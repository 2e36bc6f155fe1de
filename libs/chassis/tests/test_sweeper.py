"""A sweep that finds nothing costs one query of each collection, and takes no events that are about to be cleared."""

from datetime import timedelta
from typing import Any

from foothold_chassis.clock import SystemClock
from foothold_chassis.store.clearing import CLEAR_EVERY_SECONDS
from foothold_chassis.store.sweeper import OLD_AFTER, Sweeper


class Kept:
    """A collection that holds some documents with old events."""

    def __init__(self, old: int) -> None:
        self.collection = self
        self.old = old
        self.looks = 0

    async def find_one_and_update(self, *_: object, **__: object) -> dict[str, Any] | None:
        self.looks += 1
        if not self.old:
            return None
        self.old -= 1
        return {"_id": "thg_1", "outbox": []}


class Sender:
    available = True
    published = 0

    async def publish(self, *_: object) -> None:
        self.published += 1


async def test_where_nothing_is_old_one_look_is_enough() -> None:
    empty = Kept(0)

    assert await Sweeper([empty], Sender(), SystemClock()).sweep() == 0  # type: ignore[arg-type, list-item]
    assert empty.looks == 1


async def test_whatever_is_old_is_published() -> None:
    full, sender = Kept(100), Sender()

    assert await Sweeper([full], sender, SystemClock()).sweep() == 100  # type: ignore[arg-type, list-item]
    assert sender.published == 100


def test_what_is_acknowledged_is_cleared_before_it_looks_old() -> None:
    assert timedelta(seconds=2 * CLEAR_EVERY_SECONDS) < OLD_AFTER
