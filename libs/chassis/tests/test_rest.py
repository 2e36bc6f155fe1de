"""A loop that searches the database rests only while its search would find nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from foothold_chassis.process.rest import Rest

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


class World:
    """A database whose last write has this number, and a clock."""

    def __init__(self) -> None:
        self.write: int | None = 1
        self.time = NOW
        self.searched = 0

    def now(self) -> datetime:
        return self.time

    def last_write(self) -> int | None:
        return self.write

    async def round(self, rest: Rest, next_at: datetime | None = None) -> None:
        """Do as a loop does in one round that finds nothing."""
        if rest.holds:
            return
        before = rest.mark()
        self.searched += 1

        async def find_next() -> datetime | None:
            return next_at

        await rest.after(before, find_next)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def rest(world: World) -> Rest:
    return Rest(world.last_write, world)


async def test_it_rests_once_nothing_was_written_between_two_searches(world: World, rest: Rest) -> None:
    for _ in range(5):
        await world.round(rest)

    assert world.searched == 2


async def test_a_write_by_anybody_ends_it(world: World, rest: Rest) -> None:
    for _ in range(3):
        await world.round(rest)

    world.write = 2
    await world.round(rest)

    assert world.searched == 3


async def test_it_never_rests_while_something_is_written_all_the_time(world: World, rest: Rest) -> None:
    for write in range(10):
        world.write = write
        await world.round(rest)

    assert world.searched == 10


async def test_it_never_rests_where_the_last_write_is_unknown(world: World, rest: Rest) -> None:
    world.write = None
    for _ in range(10):
        await world.round(rest)

    assert world.searched == 10


async def test_it_ends_at_the_moment_of_the_next_deadline(world: World, rest: Rest) -> None:
    for _ in range(3):
        await world.round(rest, LATER)
    assert rest.holds

    world.time = LATER

    assert not rest.holds


async def test_it_ends_when_the_last_write_is_no_longer_known(world: World, rest: Rest) -> None:
    for _ in range(3):
        await world.round(rest)

    world.write = None

    assert not rest.holds


async def test_what_this_process_makes_due_is_searched_at_once(world: World, rest: Rest) -> None:
    for _ in range(3):
        await world.round(rest)

    rest.end()

    assert not rest.holds


async def test_what_is_made_due_during_the_last_look_is_not_missed(world: World, rest: Rest) -> None:
    async def find_next() -> datetime | None:
        rest.end()
        return None

    await rest.after(rest.mark(), find_next)
    await rest.after(rest.mark(), find_next)

    assert not rest.holds


async def test_it_does_not_rest_after_a_look_that_failed(world: World, rest: Rest) -> None:
    async def fail() -> datetime | None:
        raise ValueError

    await rest.after(rest.mark(), fail)
    with pytest.raises(ValueError):
        await rest.after(rest.mark(), fail)

    assert not rest.holds
