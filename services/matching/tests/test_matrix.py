"""A fact is never refused: every event that matching consumes is answered in every reachable state, and twice."""

import pytest

from foothold_chassis.store.cursor import PAGE
from foothold_events.catalog import ProjectCancelled, ProjectClosed, ProjectExpired
from foothold_events.contracts import ContractCancelled, ContractLapsed, ContractSettled
from foothold_events.examples import NOTHING, OF_CONTRACT, OF_PROJECT
from foothold_events.matching import ApplicationLapsed
from foothold_matching import reactions

from .offers import (
    APPLICATION,
    APPLICATIONS,
    LATE,
    NOW,
    PROJECT_DESKS,
    TALENT_DESKS,
    envelope,
    profile,
    project_desk,
    published,
)
from .worlds import World

ENDINGS = (ProjectCancelled(**OF_PROJECT), ProjectExpired(**OF_PROJECT), ProjectClosed(**OF_PROJECT))


def of_contract(application_id: str) -> dict[str, str]:
    return {**OF_CONTRACT, "application_id": application_id}


def freeing(application_id: str) -> tuple[ContractLapsed | ContractCancelled | ContractSettled, ...]:
    refs = of_contract(application_id)
    return (
        ContractLapsed(**refs),
        ContractCancelled(**refs, reason="funding_lapsed"),
        ContractSettled(**refs, talent_amount=NOTHING, company_refund=NOTHING),
    )


def name(value) -> str:
    return getattr(value, "__name__", type(value).__name__)


async def twice(world: World, reaction, store, event, subject: str) -> None:
    """The same delivery again, then the same news as a later event: neither changes anything more."""
    await reaction(envelope(event, subject, 1), store)
    once = await world.all(store)
    await reaction(envelope(event, subject, 1), store)
    assert await world.all(store) == once
    await reaction(envelope(event, subject, 2), store)
    assert await world.all(store) == once


WHEN = pytest.mark.parametrize("now", [NOW, LATE], ids=["at_once", "late"])
KNOWN = pytest.mark.parametrize("application_id", [APPLICATION, "app_unknown"], ids=["known", "unknown"])


@WHEN
@KNOWN
@pytest.mark.parametrize("given", [None, *TALENT_DESKS], ids=name)
@pytest.mark.parametrize("which", range(3), ids=["lapsed", "cancelled", "settled"])
async def test_the_end_of_a_contract_frees_the_hours_at_any_talent_desk(
    given, which, application_id, now
) -> None:
    world = World(now)
    if given is not None:
        await world.put(given())

    await twice(world, reactions.free_hours, world.talent_desks, freeing(application_id)[which], "ctr_1")

    (desk,) = await world.all(world.talent_desks)
    assert desk.reservations[application_id].state == "released"
    assert await world.events(world.talent_desks) == []


@WHEN
@KNOWN
@pytest.mark.parametrize("given", PROJECT_DESKS, ids=name)
@pytest.mark.parametrize("which", range(2), ids=["lapsed", "cancelled"])
async def test_a_contract_that_falls_through_frees_the_opening_at_any_project_desk(
    given, which, application_id, now
) -> None:
    world = World(now)
    await world.put(given())

    await twice(world, reactions.free_opening, world.project_desks, freeing(application_id)[which], "ctr_1")

    (desk,) = await world.all(world.project_desks)
    assert desk.reservations[application_id].state == "released"
    assert desk.is_open == given().is_open


@pytest.mark.parametrize("given", [None, *TALENT_DESKS], ids=name)
async def test_a_profile_sets_the_limit_of_any_talent_desk_and_undoes_nothing(given) -> None:
    world = World()
    if given is not None:
        await world.put(given())
    before = [desk.reservations for desk in await world.all(world.talent_desks)] or [{}]

    await twice(world, reactions.on_profile_updated, world.talent_desks, profile(hours_per_week=2), "tal_1")

    (desk,) = await world.all(world.talent_desks)
    assert desk.hours_per_week == 2
    assert [desk.reservations] == before


@pytest.mark.parametrize("given", [None, *PROJECT_DESKS], ids=name)
async def test_publication_opens_a_desk_once_and_leaves_one_that_is_there(given) -> None:
    world = World()
    if given is not None:
        await world.put(given())

    await twice(world, reactions.on_project_published, world.project_desks, published(), "prj_1")

    assert await world.all(world.project_desks) == [(given or project_desk)()]


@pytest.mark.parametrize("given", PROJECT_DESKS, ids=name)
@pytest.mark.parametrize("event", ENDINGS, ids=name)
async def test_the_end_of_a_project_closes_any_desk_and_keeps_its_entries(given, event) -> None:
    world = World()
    await world.put(given())

    await twice(world, reactions.on_project_ended, world.project_desks, event, "prj_1")

    (desk,) = await world.all(world.project_desks)
    assert not desk.is_open
    assert desk.reservations == given().reservations


@WHEN
@pytest.mark.parametrize("given", APPLICATIONS, ids=name)
@pytest.mark.parametrize("event", ENDINGS, ids=name)
async def test_the_end_of_a_project_lapses_submitted_applications_only(given, event, now) -> None:
    world = World(now)
    await world.put(given())

    await twice(world, reactions.lapse_open_applications, world.applications, event, "prj_1")

    (application,) = await world.all(world.applications)
    if given().status == "submitted":
        assert application.status == "lapsed"
        assert await world.events(world.applications) == [ApplicationLapsed(**application.refs)]
    else:
        assert application == given()
        assert await world.events(world.applications) == []


async def test_more_applications_than_a_page_all_lapse() -> None:
    world = World()
    for n in range(PAGE + 5):
        await world.put(APPLICATIONS[0](f"tal_{n}"))

    await reactions.lapse_open_applications(envelope(ENDINGS[0], "prj_1"), world.applications)

    assert {one.status for one in await world.all(world.applications)} == {"lapsed"}
    assert len(await world.events(world.applications)) == PAGE + 5
