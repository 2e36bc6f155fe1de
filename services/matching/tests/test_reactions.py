"""Each event that matching hears does its one thing, once, however often it is delivered."""

import pytest

from foothold_chassis.errors import NotFound
from foothold_chassis.testing import RunningService, member
from foothold_events.catalog import ProjectCancelled, ProjectClosed, ProjectExpired
from foothold_events.contracts import ContractCancelled, ContractClosed, ContractLapsed, ContractSettled
from foothold_events.examples import OF_CONTRACT, OF_PROJECT, example
from foothold_events.matching import ApplicationLapsed, ApplicationSelected, RankingProduced
from foothold_matching.selection import (
    Application,
    ProjectDesk,
    TalentDesk,
    project_desk_id_of,
    talent_desk_id_of,
)

from .offers import (
    APPLICATION,
    profile,
    project_desk,
    project_desk_holding,
    published,
    selected,
    selecting,
    submitted,
    talent_desk,
    talent_desk_holding,
)

TALENT_DESK, PROJECT_DESK = talent_desk_id_of("tal_1"), project_desk_id_of("prj_1")
OF_OURS = {**OF_CONTRACT, "application_id": APPLICATION}


def ended(event):
    return example(event, **OF_OURS)


async def test_a_profile_makes_the_talents_desk_and_sets_its_hours(service: RunningService) -> None:
    await service.deliver(profile(hours_per_week=20), times=2)
    assert await service.of(TalentDesk).get(TALENT_DESK) == talent_desk(hours_per_week=20)

    await service.deliver(profile(hours_per_week=5))
    assert await service.of(TalentDesk).get(TALENT_DESK) == talent_desk(hours_per_week=5)


async def test_an_older_profile_changes_nothing(service: RunningService) -> None:
    await service.deliver(profile(hours_per_week=5), n=2)
    await service.deliver(profile(hours_per_week=20), n=1)

    assert (await service.of(TalentDesk).get(TALENT_DESK)).hours_per_week == 5


async def test_a_publication_opens_the_projects_desk(service: RunningService) -> None:
    await service.deliver(published(), times=2)

    assert await service.of(ProjectDesk).get(PROJECT_DESK) == project_desk()


@pytest.mark.parametrize("event", [ProjectCancelled, ProjectExpired, ProjectClosed])
async def test_the_end_of_a_project_closes_its_desk_and_lapses_what_is_open(
    service: RunningService, event
) -> None:
    others = submitted("tal_3", project_desk("prj_2"))
    await service.put(project_desk(), submitted("tal_1"), submitted("tal_2"), others)

    await service.deliver(example(event, **OF_PROJECT), times=2)

    assert not (await service.of(ProjectDesk).get(PROJECT_DESK)).is_open
    assert {lapsed.talent_id for lapsed in service.sent(ApplicationLapsed)} == {"tal_1", "tal_2"}
    assert len(service.sent()) == 2
    assert (await service.of(Application).get(others.id)).status == "submitted"


@pytest.mark.parametrize("given", [selecting, selected])
async def test_the_end_of_a_project_leaves_a_selection_alone(service: RunningService, given) -> None:
    await service.put(project_desk(), given())

    await service.deliver(example(ProjectClosed, **OF_PROJECT))

    assert await service.of(Application).get(APPLICATION) == given()
    assert service.sent() == []


@pytest.mark.parametrize(
    ("event", "opening"),
    [(ContractLapsed, "released"), (ContractCancelled, "released"), (ContractSettled, "held")],
)
async def test_the_end_of_a_contract_frees_the_hours_and_without_work_the_opening(
    service: RunningService, event, opening
) -> None:
    await service.put(talent_desk_holding(), project_desk_holding())

    await service.deliver(ended(event), times=2)

    hours = (await service.of(TalentDesk).get(TALENT_DESK)).reservations[APPLICATION]
    assert (hours.state, hours.minutes) == ("released", {})
    openings = (await service.of(ProjectDesk).get(PROJECT_DESK)).reservations
    assert openings[APPLICATION].state == opening


async def test_hours_are_freed_even_if_the_profile_is_still_to_come(service: RunningService) -> None:
    await service.deliver(ended(ContractSettled))
    await service.deliver(profile(hours_per_week=20))

    desk = await service.of(TalentDesk).get(TALENT_DESK)
    assert (desk.hours_per_week, desk.reservations[APPLICATION].state) == (20, "released")


@pytest.mark.parametrize("event", [example(ProjectCancelled, **OF_PROJECT), ended(ContractLapsed)])
async def test_news_of_a_project_that_was_never_published_is_an_error_to_be_looked_at(
    service: RunningService, event
) -> None:
    with pytest.raises(NotFound, match=f"no ProjectDesk {PROJECT_DESK}"):
        await service.deliver(event)


async def ranked(service: RunningService) -> RankingProduced:
    """Rank anew, and return what was produced."""
    service.forget()
    await service.call("POST", "/v1/projects/prj_1/rankings", as_=member("org_1"))
    (produced,) = service.sent(RankingProduced)
    return produced


async def test_the_index_follows_who_is_busy_and_who_is_free_again(service: RunningService) -> None:
    await service.deliver(published())
    await service.deliver(profile(hours_per_week=7))
    assert [item.talent_id for item in (await ranked(service)).items] == ["tal_1"]

    await service.deliver(
        ApplicationSelected(**selected().refs, terms=project_desk().terms, terms_hash="0" * 64), times=2
    )
    assert (await ranked(service)).items == []

    await service.deliver(ended(ContractLapsed), times=2)
    assert [item.talent_id for item in (await ranked(service)).items] == ["tal_1"]


async def test_the_index_follows_who_is_no_newcomer_any_more(service: RunningService) -> None:
    await service.deliver(published())
    await service.deliver(profile())
    assert [item.newcomer for item in (await ranked(service)).items] == [True]

    for n in range(3):
        await service.deliver(example(ContractClosed, **{**OF_OURS, "contract_id": f"ctr_{n}"}), times=2)
    assert [item.newcomer for item in (await ranked(service)).items] == [False]


async def test_the_index_follows_how_often_a_talent_was_shown(service: RunningService) -> None:
    await service.deliver(published())
    await service.deliver(profile())
    first = await ranked(service)

    await service.deliver(first, times=2)

    (before,), (after,) = first.items, (await ranked(service)).items
    assert before.score - after.score == pytest.approx(0.08 - 0.06), "8 hundredths, then 8 / √2"
