"""Selecting over two desks: whichever process dies, it ends in one outcome, and no place is given twice."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foothold_chassis.causes import Command
from foothold_chassis.errors import RuleBroken
from foothold_chassis.store import store
from foothold_events.matching import ApplicationRefused, ApplicationSelected

from .offers import NOW, POLICY, project_desk, submitted, talent_desk
from .worlds import Crashed, Run, World

WAKE = POLICY.selection_taken_over_after


def command(n: int) -> Command:
    return Command(id=f"cmd_{n}", correlation="cor_1", fingerprint="f1")


COMMAND = command(1)


async def world(*, hours_per_week: int = 20, openings: int = 1, talents: int = 1) -> World:
    made = World()
    desk = project_desk(openings=openings)
    await made.put(desk)
    for n in range(1, talents + 1):
        await made.put(talent_desk(f"tal_{n}", hours_per_week), submitted(f"tal_{n}", desk))
    return made


def application_of(talent_id: str) -> str:
    return submitted(talent_id).id


FIRST, SECOND = application_of("tal_1"), application_of("tal_2")


async def states(found: World) -> dict[str, tuple[str, ...]]:
    """For each application: its status, and the states of its entries at the desks."""
    desks = [*await found.all(found.talent_desks), *await found.all(found.project_desks)]
    return {
        one.id: (
            one.status,
            *(desk.reservations[one.id].state for desk in desks if one.id in desk.reservations),
        )
        for one in await found.all(found.applications)
    }


async def must_have_ended(found: World) -> None:
    """Everything has an outcome that both desks follow, and nothing is given twice."""
    for application, (status, *entries) in (await states(found)).items():
        expected = {"selected": ["held"] * 2, "refused": ["released"] * 2, "submitted": []}
        assert entries == expected[status], application
    assert all(one.settled for one in await found.all(found.applications))
    for desk in await found.all(found.project_desks):
        assert sum(entry.state == "held" for entry in desk.reservations.values()) <= desk.terms.openings
    outcomes = [
        event.application_id
        for event in await found.events(found.applications)
        if isinstance(event, (ApplicationSelected, ApplicationRefused))
    ]
    assert len(outcomes) == len(set(outcomes))


async def test_with_room_at_both_desks_it_is_selected_and_both_hold() -> None:
    found = await world()

    application = await found.selection.select(FIRST, COMMAND)

    assert (application.status, application.settled) == ("selected", True)
    assert await states(found) == {FIRST: ("selected", "held", "held")}
    assert [event.TYPE.split(".")[-2] for event in await found.events(found.applications)] == ["selected"]


async def test_without_the_hours_it_is_refused_with_the_sum_and_no_opening_is_taken() -> None:
    found = await world(hours_per_week=5)

    application = await found.selection.select(FIRST, COMMAND)

    assert (application.status, application.reason) == ("refused", "no_capacity")
    assert application.detail == "2026-W24: 5.8 h wanted, 0.0 h taken, 5 h there"
    await must_have_ended(found)


async def test_without_an_opening_it_is_refused_and_the_hours_are_free_again() -> None:
    found = await world(talents=2)
    await found.selection.select(FIRST, COMMAND)

    application = await found.selection.select(SECOND, COMMAND)

    assert (application.reason, application.detail) == ("no_opening", "1 of 1 openings are taken")
    assert (await states(found))[SECOND] == ("refused", "released", "released")
    await must_have_ended(found)


async def test_a_project_that_ended_meanwhile_refuses() -> None:
    found = await world()
    await found.project_desks.change(project_desk().id, lambda desk, _now: desk.end())

    application = await found.selection.select(FIRST, COMMAND)

    assert (application.reason, application.detail) == ("no_opening", "the project has ended")
    await must_have_ended(found)


async def test_selecting_again_gives_the_same_answer() -> None:
    for found in (await world(), await world(hours_per_week=5)):
        first = await found.selection.select(FIRST, COMMAND)
        retry = await found.selection.select(FIRST, COMMAND)
        another = await found.selection.select(
            FIRST, Command(id="cmd_2", correlation="cor_2", fingerprint="f1")
        )

        assert retry == another == first
        assert len(await found.events(found.applications)) == 1


async def test_selecting_after_ten_days_of_silence_is_refused() -> None:
    found = await world()
    found.clock.time = NOW + timedelta(days=10)

    with pytest.raises(RuleBroken) as broken:
        await found.selection.select(FIRST, COMMAND)

    assert broken.value.code == "application_lapsed"


async def taken() -> World:
    """A project whose only opening is taken, and a second applicant."""
    found = await world(talents=2)
    await found.selection.select(FIRST, COMMAND)
    return found


async def crash(found: World, application_id: str, after: int) -> None:
    found.commits.crash_after = after
    with pytest.raises(Crashed):
        await found.selection.select(
            application_id, Command(id="cmd_9", correlation="cor_9", fingerprint="f1")
        )


@pytest.mark.parametrize("step", range(1, 5))
async def test_a_crash_after_any_step_of_a_selection_is_finished_by_the_wake(step) -> None:
    found = await world()
    await crash(found, FIRST, step)

    await found.wake_all(WAKE)

    assert await states(found) == {FIRST: ("selected", "held", "held")}
    await must_have_ended(found)


@pytest.mark.parametrize("step", range(1, 7))
async def test_a_crash_after_any_step_of_a_refusal_for_hours_is_undone_by_the_wake(step) -> None:
    found = await world(hours_per_week=5)
    await crash(found, FIRST, step)

    await found.wake_all(WAKE)

    assert await states(found) == {FIRST: ("refused", "released", "released")}
    await must_have_ended(found)


@pytest.mark.parametrize("step", range(1, 8))
async def test_a_crash_after_any_step_of_a_refusal_for_openings_is_undone_by_the_wake(step) -> None:
    found = await taken()
    await crash(found, SECOND, step)

    await found.wake_all(WAKE)

    assert (await states(found))[SECOND] == ("refused", "released", "released")
    await must_have_ended(found)


@pytest.mark.parametrize("step", range(1, 5))
async def test_a_retry_after_a_crash_finishes_it_without_waiting_for_the_wake(step) -> None:
    found = await world()
    await crash(found, FIRST, step)

    application = await found.selection.select(FIRST, COMMAND)

    assert application.status == "selected"
    await must_have_ended(found)


@pytest.mark.parametrize("step", range(1, 5))
async def test_the_wake_itself_may_crash_after_any_step(step) -> None:
    found = await world()
    await crash(found, FIRST, 1)
    found.commits.crash_after = step - 1 or None

    if step > 1:
        with pytest.raises(Crashed):
            await found.wake_all(WAKE)
    await found.wake_all(2 * WAKE)

    assert await states(found) == {FIRST: ("selected", "held", "held")}


@pytest.mark.parametrize("step", range(1, 5))
async def test_a_crash_that_nobody_wakes_for_days_gives_no_place_to_another(step) -> None:
    found = await world(talents=2)
    await crash(found, FIRST, step)
    found.clock.time = NOW + timedelta(days=3)

    second = await found.selection.select(SECOND, COMMAND)
    await found.wake_all(WAKE)

    statuses = {id: state[0] for id, state in (await states(found)).items()}
    assert sorted(statuses.values()) == ["refused", "selected"]
    assert second.status == statuses[SECOND]
    await must_have_ended(found)


async def test_a_wake_lapses_what_nobody_answered() -> None:
    found = await world()

    await found.wake_all(timedelta(days=10), step=timedelta(days=5))

    assert await states(found) == {FIRST: ("lapsed",)}


STEPS = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from([*["go"] * 7, "die"])), min_size=20, max_size=150
)


@pytest.fixture(scope="module", autouse=True)
def without_jitter() -> Iterator[None]:
    """A process that lost to another decides again at once: who goes first is the test's to say."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "JITTER_SECONDS", 0)
        yield


@settings(max_examples=60, deadline=None)
@given(steps=STEPS, openings=st.integers(1, 2))
async def test_however_runs_interleave_and_die_no_opening_is_given_twice(steps, openings) -> None:
    """Three applications, each selected by two requests at once, each in a process of its own. Each step lets one of
    the six make one more call of MongoDB, or die before it."""
    found = await world(talents=3, openings=openings)
    runs = [
        Run(found.begin_process().selection.select(application_of(f"tal_{1 + n // 2}"), command(n)))
        for n in range(6)
    ]
    for which, what in steps:
        found.clock.advance(timedelta(milliseconds=100))
        await (runs[which].die() if what == "die" else runs[which].advance())
    for run in runs:
        await run.die()

    await found.wake_all(2 * WAKE)

    await must_have_ended(found)
    begun = [status for status, *_ in (await states(found)).values() if status != "submitted"]
    assert begun.count("selected") == min(openings, len(begun))
