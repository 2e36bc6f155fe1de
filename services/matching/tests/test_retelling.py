"""After a restore an application is what it has told, and the desks hold again what they had given."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from foothold_chassis.testing import RunningService, member, operator, running
from foothold_events.contracts import ContractLapsed
from foothold_events.examples import OF_CONTRACT, example
from foothold_events.matching import (
    ApplicationLapsed,
    ApplicationRefused,
    ApplicationSelected,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    RankingProduced,
)
from foothold_matching.app import build
from foothold_matching.selection import Application, ProjectDesk, TalentDesk
from foothold_matching.settings import MatchingSettings

from .offers import (
    APPLICATION,
    NOW,
    project_desk,
    project_desk_taken_by_another,
    refused_and_told,
    submitted,
    talent_desk,
    talent_desk_without_room,
    withdrawn,
)

REFS = submitted().refs
SUBMITTED = ApplicationSubmitted(**REFS)
SELECTED = ApplicationSelected(**REFS, terms=submitted().terms, terms_hash=submitted().terms_hash)
FROZEN = "/v1/ops/matching/frozen"


@pytest.fixture
async def restored() -> AsyncIterator[RunningService]:
    async with running(build, MatchingSettings, now=NOW, epoch=1) as service:
        yield service


async def rows(service: RunningService) -> list[dict]:
    return (await service.call("GET", FROZEN, as_=operator("system"))).json()["items"]


async def held(service: RunningService) -> list[str]:
    of_talent = await service.of(TalentDesk).get(talent_desk().id)
    of_project = await service.of(ProjectDesk).get(project_desk().id)
    return [desk.reservations[APPLICATION].state for desk in (of_talent, of_project)]


@pytest.mark.parametrize("given", [None, submitted], ids=["missing", "submitted"])
async def test_a_selected_talent_has_its_place_again(restored: RunningService, given) -> None:
    await restored.put(project_desk(), talent_desk(), *([given()] if given else []))

    await restored.was_told(SUBMITTED, SELECTED)

    assert (await restored.of(Application).get(APPLICATION)).status == "selected"
    assert await held(restored) == ["held", "held"]
    assert restored.sent() == []
    assert [row["standing"] for row in await rows(restored)] == ["caught_up"]


async def test_a_place_is_held_again_whatever_the_desks_have_given_since(restored: RunningService) -> None:
    await restored.put(project_desk_taken_by_another(), talent_desk_without_room(), submitted())

    await restored.was_told(SUBMITTED, SELECTED)

    assert await held(restored) == ["held", "held"]


async def test_what_the_end_of_the_contract_frees_stays_free(restored: RunningService) -> None:
    await restored.put(project_desk(), talent_desk(), submitted())
    await restored.deliver(ContractLapsed(**{**OF_CONTRACT, "application_id": APPLICATION}))

    await restored.was_told(SUBMITTED, SELECTED)

    assert await held(restored) == ["released", "released"]


@pytest.mark.parametrize(
    ("ending", "was"),
    [
        (ApplicationWithdrawn(**REFS), withdrawn),
        (ApplicationRefused(**REFS, reason="no_capacity"), refused_and_told),
        (ApplicationLapsed(**REFS), None),
    ],
    ids=["withdrawn", "refused", "lapsed"],
)
async def test_an_application_that_has_ended_stays_ended(restored: RunningService, ending, was) -> None:
    await restored.put(project_desk(), talent_desk(), submitted())

    await restored.was_told(SUBMITTED, ending)
    await restored.let_pass(timedelta(days=30))

    found = await restored.of(Application).get(APPLICATION)
    assert (found.status, found.settled) == ((was().status if was else "lapsed"), True)
    assert restored.sent() == []


async def test_an_open_application_whose_answers_are_lost_waits_for_an_operator(
    restored: RunningService,
) -> None:
    await restored.put(project_desk(), talent_desk())
    await restored.was_told(SUBMITTED)

    path = f"/v1/applications/{APPLICATION}/selection"
    refused = await restored.call("POST", path, as_=member("org_1"))

    assert (refused.status_code, refused.json()["code"]) == (503, "document_frozen")
    [row] = await rows(restored)
    assert (row["standing"], row["lost"], row["may_follow_stream"]) == ("frozen", ["the answers"], True)


async def test_an_application_whose_project_is_still_to_come_waits(restored: RunningService) -> None:
    await restored.was_told(SUBMITTED, SELECTED)

    assert [row["standing"] for row in await rows(restored)] == ["frozen"]


async def test_a_ranking_that_is_gone_is_let_go(restored: RunningService) -> None:
    await restored.was_told(example(RankingProduced))

    [row] = await rows(restored)
    assert (row["standing"], row["lost"]) == ("caught_up", ["how each term counted"])
