"""Both desks: what is held never exceeds what there is, and only a release ends it."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .offers import (
    APPLICATION,
    NOW,
    START,
    ended_project_desk,
    profile,
    project_desk,
    project_desk_holding,
    project_desk_released,
    project_desk_taken_by_another,
    talent_desk,
    talent_desk_holding,
    talent_desk_released,
)

WEEK = "2026-W24"
HOURS = 20


def taken(desk) -> int:
    """Minutes taken of the one week, or openings taken."""
    held = [entry for entry in desk.reservations.values() if entry.state == "held"]
    return sum(getattr(entry, "minutes", {WEEK: 1}).get(WEEK, 0) for entry in held)


def reserve(desk, application_id, minutes=60) -> str | None:
    """Reserve at either desk, and return the reason of a refusal."""
    if hasattr(desk, "hours_per_week"):
        assert desk.reserve(application_id, {WEEK: minutes}) == []
    else:
        assert desk.reserve(application_id, NOW) == []
    return desk.refused_because(application_id)


def test_a_week_is_filled_to_its_last_minute_and_no_further() -> None:
    desk = talent_desk(hours_per_week=HOURS)

    assert reserve(desk, "app_1", HOURS * 60 - 1) is None
    assert reserve(desk, "app_2", 2) == f"{WEEK}: 0.0 h wanted, 20.0 h taken, 20 h there"
    assert reserve(desk, "app_3", 1) is None


def test_one_week_without_room_refuses_the_whole_and_is_named() -> None:
    desk = talent_desk(hours_per_week=HOURS)
    desk.reserve("app_1", {"2026-W25": 18 * 60})

    desk.reserve("app_2", {"2026-W24": 60, "2026-W25": 150})

    assert desk.refused_because("app_2") == "2026-W25: 2.5 h wanted, 18.0 h taken, 20 h there"
    assert reserve(desk, "app_3", HOURS * 60) is None


def test_weeks_do_not_share_their_hours() -> None:
    desk = talent_desk(hours_per_week=HOURS)

    for week in ("2026-W24", "2026-W25"):
        desk.reserve(f"app_{week}", {week: HOURS * 60})
        assert desk.refused_because(f"app_{week}") is None


def test_a_lower_limit_undoes_nothing_and_refuses_what_comes_after() -> None:
    desk = talent_desk_holding()
    before = desk.reservations[APPLICATION]

    desk.set_limits(profile(hours_per_week=1))

    assert desk.reservations[APPLICATION] == before
    assert reserve(desk, "app_2", 60) is not None


def test_an_opening_is_held_once() -> None:
    desk = project_desk(openings=2)

    assert [reserve(desk, f"app_{n}") for n in range(3)] == [None, None, "2 of 2 openings are taken"]


def test_an_ended_project_has_no_opening() -> None:
    assert reserve(ended_project_desk(), "app_1") == "the project has ended"


def test_a_project_has_no_opening_from_its_start_on() -> None:
    desk = project_desk()

    desk.reserve("app_1", START)
    desk.reserve("app_2", START - timedelta(microseconds=1))

    assert desk.refused_because("app_1") == "the project has ended"
    assert desk.refused_because("app_2") is None


HELD = pytest.mark.parametrize("given", [talent_desk_holding, project_desk_holding])
RELEASED = pytest.mark.parametrize("given", [talent_desk_released, project_desk_released])


@HELD
def test_reserving_again_takes_nothing_more(given) -> None:
    desk = given()

    assert reserve(desk, APPLICATION, HOURS * 60) is None
    assert desk == given()


@HELD
def test_released_is_free_again(given) -> None:
    desk = given()

    assert desk.release(APPLICATION) == []
    assert taken(desk) == 0
    assert reserve(desk, "app_2", HOURS * 60) is None


@RELEASED
def test_a_late_reservation_does_not_take_a_released_place(given) -> None:
    desk = given()
    reserve(desk, APPLICATION)

    assert desk == given()


@pytest.mark.parametrize("given", [talent_desk, project_desk])
def test_a_release_that_comes_first_is_kept_as_a_mark(given) -> None:
    desk = given()
    desk.release(APPLICATION)
    reserve(desk, APPLICATION)

    assert taken(desk) == 0


def test_the_first_answer_stands() -> None:
    desk = project_desk_taken_by_another()

    desk.release("app_other")

    assert reserve(desk, APPLICATION) == "1 of 1 openings are taken"
    assert reserve(desk, "app_3") is None


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["reserve", "reserve", "release"]),
        st.sampled_from([f"app_{n}" for n in range(8)]),
        st.integers(1, HOURS * 60),
    ),
    max_size=30,
)


@pytest.mark.parametrize(
    ("desk", "limit"),
    [(talent_desk(hours_per_week=HOURS), HOURS * 60), (project_desk(openings=2), 2)],
    ids=["hours", "openings"],
)
@settings(deadline=None)
@given(steps=STEPS)
def test_what_is_taken_never_exceeds_what_there_is(desk, limit, steps) -> None:
    desk = desk.model_copy(deep=True)

    for what, application_id, minutes in steps:
        if what == "reserve":
            reserve(desk, application_id, minutes)
        else:
            desk.release(application_id)
        assert taken(desk) <= limit
        assert type(desk).model_validate(desk.model_dump(mode="json")) == desk
