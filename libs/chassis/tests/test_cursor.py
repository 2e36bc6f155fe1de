"""A loop over what is found meets nothing twice and ends, whatever its body does."""

from foothold_chassis.store.cursor import by_cursor


async def test_a_loop_that_changes_nothing_ends() -> None:
    """The first page, asked for again, would come for ever."""
    kept = [f"app_{n}" for n in range(7)]

    async def page(after: str | None) -> list[str]:
        return [item for item in kept if after is None or item > after][:3]

    assert [item async for item in by_cursor(page, str)] == kept


async def test_items_that_go_while_the_loop_runs_take_no_other_with_them() -> None:
    left = [f"app_{n}" for n in range(7)]

    async def page(after: str | None) -> list[str]:
        return [item for item in left if after is None or item > after][:3]

    met = []
    async for item in by_cursor(page, str):
        met.append(item)
        left.remove(item)

    assert met == [f"app_{n}" for n in range(7)]


async def test_where_nothing_is_found_nothing_is_met() -> None:
    async def page(after: str | None) -> list[str]:
        assert after is None
        return []

    assert [item async for item in by_cursor(page, str)] == []
