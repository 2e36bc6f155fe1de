"""Rankings and places: what each route answers, what follows from it, and what it refuses."""

import pytest

from foothold_chassis.testing import RunningService, member, talent
from foothold_events.matching import RankingProduced
from foothold_matching.ranking import Ranking

from .offers import NOW, ended_project_desk, profile, project_desk, talent_desk

TALENT, COMPANY = talent("tal_1"), member("org_1")
RANK = "/v1/projects/prj_1/rankings"
PLACE = "/v1/projects/prj_1/place"
AT = NOW.isoformat().replace("+00:00", "Z")


async def test_a_talent_sees_its_own_place_and_nothing_is_recorded(service: RunningService) -> None:
    await service.put(project_desk(), talent_desk())
    await service.deliver(profile(skills={"SQL": 2}))
    await service.deliver(profile("tal_2", skills={"SQL": 3}))

    answer = await service.call("GET", PLACE, as_=TALENT)

    place = answer.json()
    assert (answer.status_code, place["place"], place["shown"], place["candidates"]) == (200, 2, 2, 2)
    assert (place["limit"], place["computed_at"]) == (None, AT)
    assert "tal_2" not in answer.text
    assert (await service.of(Ranking).find(), service.sent()) == ([], [])


@pytest.mark.parametrize(
    ("given", "code"),
    [((ended_project_desk, talent_desk), "project_not_open"), ((project_desk,), "profile_missing")],
)
async def test_without_an_open_project_or_a_profile_there_is_no_place(
    service: RunningService, given, code
) -> None:
    await service.put(*(make() for make in given))

    answer = await service.call("GET", PLACE, as_=TALENT)

    assert (answer.status_code, answer.json()["code"]) == (409, code)


async def test_a_ranking_is_recorded_as_it_was_made_and_read_so(service: RunningService) -> None:
    await service.put(project_desk())
    await service.deliver(profile(skills={"SQL": 3}))
    await service.deliver(profile("tal_2", hours_per_week=1))

    first, retry = [await service.call("POST", RANK, as_=COMPANY, key="k1") for _ in range(2)]
    await service.deliver(profile(skills={"SQL": 1}))
    read = await service.call("GET", f"{RANK}/{first.json()['ranking_id']}", as_=COMPANY)

    assert (first.status_code, first.json()) == (201, retry.json())
    assert read.json() == first.json()
    assert (first.json()["candidates"], first.json()["made_at"]) == (2, AT)
    assert [item["talent_id"] for item in first.json()["items"]] == ["tal_1"]
    assert first.json()["refused"] == [{"talent_id": "tal_2", "limit": "no_capacity"}]
    assert (first.json()["eligible"], first.json()["eligible_newcomers"]) == (1, 1)
    assert first.json()["left_out"] == {
        "must_skill": 0,
        "no_capacity": 1,
        "language": 0,
        "work_authorization": 0,
    }
    (produced,) = service.sent(RankingProduced)
    assert produced.ranking_id == first.json()["ranking_id"]
    assert [item.score for item in produced.items] == [item["score"] for item in first.json()["items"]]


async def test_another_request_ranks_anew_and_all_are_listed(service: RunningService) -> None:
    await service.put(project_desk())

    made = [(await service.call("POST", RANK, as_=COMPANY)).json() for _ in range(2)]
    listed = (await service.call("GET", RANK, as_=COMPANY)).json()

    assert len(await service.of(Ranking).find()) == 2
    assert listed["items"] == sorted(
        ({name: value for name, value in one.items() if name not in {"items", "refused"}} for one in made),
        key=lambda one: one["ranking_id"],
    )
