"""Selecting over two desks: whoever dies wherever, it ends in one outcome, and no place is given twice."""

from collections.abc import Coroutine
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foothold_chassis.causes import Command
from foothold_chassis.errors import FootholdError, RuleBroken
from foothold_events.matching import ApplicationRefused, ApplicationSelected
from foothold_matching.selection import Application

from .offers import NOW, POLICY, project_desk, submitted, talent_desk
from .worlds import Crashed, World

WAKE = POLICY.selection_taken_over_after
COMMAND = Command(id="cmd_1", correlation="cor_1")


def world(*, hours_per_week: int = 20, openings: int = 1, talents: int = 1) -> World:
    made = World()
    desk = project_desk(openings=openings)
    made.project_desks.put(desk)
    for n in range(1, talents + 1):
        made.talent_desks.put(talent_desk(f"tal_{n}", hours_per_week))
        made.applications.put(submitted(f"tal_{n}", desk))
    return made


def application_of(talent_id: str) -> str:
    return submitted(talent_id).id


FIRST, SECOND = application_of("tal_1"), application_of("tal_2")


def states(found: World) -> dict[str, tuple[str, ...]]:
    """For each application: its status, and the states of its entries at the desks."""
    desks = [*found.talent_desks.all(), *found.project_desks.all()]
    return {
        one.id: (
            one.status,
            *(desk.reservations[one.id].state for desk in desks if one.id in desk.reservations),
        )
        for one in found.applications.all()
    }


def must_have_ended(found: World) -> None:
    """Everything has an outcome that both desks follow, and nothing is given twice."""
    for application, (status, *entries) in states(found).items():
        expected = {"selected": ["held"] * 2, "refused": ["released"] * 2, "submitted": []}
        assert entries == expected[status], application
    assert all(one.settled for one in found.applications.all())
    for desk in found.project_desks.all():
        assert sum(entry.state == "held" for entry in desk.reservations.values()) <= desk.terms.openings
    outcomes = [
        event.application_id
        for event in found.applications.events
        if isinstance(event, (ApplicationSelected, ApplicationRefused))
    ]
    assert len(outcomes) == len(set(outcomes))


async def test_with_room_at_both_desks_it_is_selected_and_both_hold() -> None:
    found = world()

    application = await found.selection.select(FIRST, COMMAND)

    assert (application.status, application.settled) == ("selected", True)
    assert states(found) == {FIRST: ("selected", "held", "held")}
    assert [event.TYPE.split(".")[-2] for event in found.applications.events] == ["selected"]


async def test_without_the_hours_it_is_refused_with_the_sum_and_no_opening_is_taken() -> None:
    found = world(hours_per_week=5)

    application = await found.selection.select(FIRST, COMMAND)

    assert (application.status, application.reason) == ("refused", "no_capacity")
    assert application.detail == "2026-W24: 5.8 h wanted, 0.0 h taken, 5 h there"
    must_have_ended(found)


async def test_without_an_opening_it_is_refused_and_the_hours_are_free_again() -> None:
    found = world(talents=2)
    await found.selection.select(FIRST, COMMAND)

    application = await found.selection.select(SECOND, COMMAND)

    assert (application.reason, application.detail) == ("no_opening", "1 of 1 openings are taken")
    assert states(found)[SECOND] == ("refused", "released", "released")
    must_have_ended(found)


async def test_a_project_that_ended_meanwhile_refuses() -> None:
    found = world()
    desk = project_desk()
    desk.end()
    found.project_desks.put(desk)

    application = await found.selection.select(FIRST, COMMAND)

    assert (application.reason, application.detail) == ("no_opening", "the project has ended")
    must_have_ended(found)


async def test_selecting_again_gives_the_same_answer() -> None:
    for found in (world(), world(hours_per_week=5)):
        first = await found.selection.select(FIRST, COMMAND)
        retry = await found.selection.select(FIRST, COMMAND)
        another = await found.selection.select(FIRST, Command(id="cmd_2", correlation="cor_2"))

        assert retry == another == first
        assert len(found.applications.events) == 1


async def test_selecting_after_ten_days_of_silence_is_refused() -> None:
    found = world()
    found.now = NOW + timedelta(days=10)

    with pytest.raises(RuleBroken) as broken:
        await found.selection.select(FIRST, COMMAND)

    assert broken.value.code == "application_lapsed"


async def taken() -> World:
    """A project whose only opening is taken, and a second applicant."""
    found = world(talents=2)
    await found.selection.select(FIRST, COMMAND)
    return found


async def crash(found: World, application_id: str, after: int) -> None:
    found.crash_after = after
    with pytest.raises(Crashed):
        await found.selection.select(application_id, Command(id="cmd_9", correlation="cor_9"))


@pytest.mark.parametrize("step", range(1, 5))
async def test_a_crash_after_any_step_of_a_selection_is_finished_by_the_wake(step) -> None:
    found = world()
    await crash(found, FIRST, step)

    await found.wake_all(found.now + WAKE)

    assert states(found) == {FIRST: ("selected", "held", "held")}
    must_have_ended(found)


@pytest.mark.parametrize("step", range(1, 7))
async def test_a_crash_after_any_step_of_a_refusal_for_hours_is_undone_by_the_wake(step) -> None:
    found = world(hours_per_week=5)
    await crash(found, FIRST, step)

    await found.wake_all(found.now + WAKE)

    assert states(found) == {FIRST: ("refused", "released", "released")}
    must_have_ended(found)


@pytest.mark.parametrize("step", range(1, 8))
async def test_a_crash_after_any_step_of_a_refusal_for_openings_is_undone_by_the_wake(step) -> None:
    found = await taken()
    await crash(found, SECOND, step)

    await found.wake_all(found.now + WAKE)

    assert states(found)[SECOND] == ("refused", "released", "released")
    must_have_ended(found)


@pytest.mark.parametrize("step", range(1, 5))
async def test_a_retry_after_a_crash_finishes_it_without_waiting_for_the_wake(step) -> None:
    found = world()
    await crash(found, FIRST, step)

    application = await found.selection.select(FIRST, COMMAND)

    assert application.status == "selected"
    must_have_ended(found)


@pytest.mark.parametrize("step", range(1, 5))
async def test_the_wake_itself_may_crash_after_any_step(step) -> None:
    found = world()
    await crash(found, FIRST, 1)
    found.crash_after = step - 1 or None

    if step > 1:
        with pytest.raises(Crashed):
            await found.wake_all(found.now + WAKE)
    await found.wake_all(found.now + 2 * WAKE)

    assert states(found) == {FIRST: ("selected", "held", "held")}


@pytest.mark.parametrize("step", range(1, 5))
async def test_a_crash_that_nobody_wakes_for_days_gives_no_place_to_another(step) -> None:
    found = world(talents=2)
    await crash(found, FIRST, step)
    found.now = NOW + timedelta(days=3)

    second = await found.selection.select(SECOND, COMMAND)
    await found.wake_all(found.now + WAKE)

    statuses = {id: state[0] for id, state in states(found).items()}
    assert sorted(statuses.values()) == ["refused", "selected"]
    assert second.status == statuses[SECOND]
    must_have_ended(found)


async def test_a_wake_lapses_what_nobody_answered() -> None:
    found = world()

    await found.wake_all(NOW + timedelta(days=10), step=timedelta(days=5))

    assert states(found) == {FIRST: ("lapsed",)}


STEPS = st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["go", "go", "go", "die"])), max_size=60)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS, openings=st.integers(1, 2))
async def test_however_runs_interleave_and_die_no_opening_is_given_twice(steps, openings) -> None:
    """Three applications, each selected by two requests at once; each step lets one of the six go on, or die."""
    found = world(talents=3, openings=openings)
    runs: list[Coroutine[None, None, Application] | None] = [
        found.selection.select(
            application_of(f"tal_{1 + n // 2}"), Command(id=f"cmd_{n}", correlation="cor_1")
        )
        for n in range(6)
    ]
    for which, what in steps:
        run = runs[which]
        if run is None:
            continue
        found.now += timedelta(milliseconds=100)
        if what == "die" or not advance(run):
            run.close()
            runs[which] = None
    for run in filter(None, runs):
        run.close()

    await found.wake_all(found.now + 2 * WAKE)

    must_have_ended(found)
    begun = [status for status, *_ in states(found).values() if status != "submitted"]
    assert begun.count("selected") == min(openings, len(begun))


def advance(run: Coroutine[None, None, Application]) -> bool:
    """Continue one run to its next round trip; return whether it has not ended."""
    try:
        run.send(None)
    except (StopIteration, FootholdError):
        return False
    return True
