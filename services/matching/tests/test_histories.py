"""Facts come in any order: application and desks come to the same end, also those that are not there yet."""

import pytest

from foothold_chassis.testing import Arrival, History, RunningService, every_arrival, every_history
from foothold_events.catalog import ProjectCancelled
from foothold_events.contracts import ContractLapsed, ContractSettled
from foothold_events.examples import NOTHING, OF_CONTRACT, OF_PROJECT, PAY
from foothold_events.matching import ApplicationLapsed
from foothold_matching.selection import (
    Application,
    ProjectDesk,
    TalentDesk,
    project_desk_id_of,
    talent_desk_id_of,
)

from .offers import (
    APPLICATION,
    NOW,
    blank_talent_desk,
    profile,
    published,
    selected,
    selecting,
    submitted,
    talent_desk,
    talent_desk_holding,
    talent_desk_without_room,
)

OF_OURS = {**OF_CONTRACT, "application_id": APPLICATION}
LAPSED = ContractLapsed(**OF_OURS)
SETTLED = ContractSettled(**OF_OURS, talent_amount=PAY, company_refund=NOTHING)
CANCELLED = ProjectCancelled(**OF_PROJECT)


@every_arrival([[profile(hours_per_week=15)], [published(), CANCELLED], [LAPSED]])
@pytest.mark.parametrize("given", [selecting, selected])
async def test_the_desks_of_an_engagement_that_fell_through_hold_nothing(
    service: RunningService, given, arrival: Arrival
) -> None:
    await service.put(given())

    await arrival.come_to(service)

    of_talent = await service.of(TalentDesk).get(talent_desk_id_of("tal_1"))
    of_project = await service.of(ProjectDesk).get(project_desk_id_of("prj_1"))
    assert of_talent.hours_per_week == 15
    assert of_talent.reservations[APPLICATION].state == "released"
    assert of_project.reservations[APPLICATION].state == "released"
    assert not of_project.is_open
    assert await service.of(Application).get(APPLICATION) == given()


@every_arrival([[profile()], [published(), CANCELLED], [SETTLED]])
async def test_an_open_application_lapses_once_with_its_project(
    service: RunningService, arrival: Arrival
) -> None:
    await service.put(submitted())

    await arrival.come_to(service)

    assert (await service.of(Application).get(APPLICATION)).status == "lapsed"
    assert len(service.sent(ApplicationLapsed)) == 1


@every_history(
    {
        "blank": blank_talent_desk,
        "free": talent_desk,
        "holding": talent_desk_holding,
        "without room": talent_desk_without_room,
    },
    {
        "identity": {"profile": lambda desk, _now: desk.set_limits(profile(hours_per_week=30))},
        "contracts": {"contract ended": lambda desk, _now: desk.release(APPLICATION)},
        "a slow selection": {"reserve": lambda desk, _now: desk.reserve(APPLICATION, submitted().minutes)},
    },
    [NOW],
    then=lambda desk, _now: desk.reserve(APPLICATION, submitted().minutes),
)
def test_hours_that_a_contract_has_freed_stay_free_whatever_comes_first(history: History[TalentDesk]) -> None:
    desk = history.play().aggregate

    assert desk.hours_per_week == 30
    assert desk.reservations[APPLICATION].state == "released"
