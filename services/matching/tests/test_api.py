"""Each route: what it takes, what it answers, what follows from it, and what it refuses."""

import asyncio
from datetime import timedelta

import pytest

from foothold_chassis.testing import RunningService, member, talent
from foothold_events.matching import (
    ApplicationLapsed,
    ApplicationRefused,
    ApplicationSelected,
    ApplicationSubmitted,
    ApplicationWithdrawn,
)
from foothold_matching.selection import Application, TalentDesk

from .offers import (
    APPLICATION,
    NOW,
    POLICY,
    START,
    ended_project_desk,
    lapsed,
    project_desk,
    refused,
    selected,
    submitted,
    talent_desk,
    terms,
    withdrawn,
)

TALENT, COMPANY = talent("tal_1"), member("org_1")
REFS = {
    "application_id": APPLICATION,
    "project_id": "prj_1",
    "organization_id": "org_1",
    "talent_id": "tal_1",
}
APPLY = "/v1/projects/prj_1/applications"
RANK = "/v1/projects/prj_1/rankings"
SELECT = f"/v1/applications/{APPLICATION}/selection"
WITHDRAW = f"/v1/applications/{APPLICATION}/withdrawal"
AT = NOW.isoformat().replace("+00:00", "Z")
LAPSES = (NOW + POLICY.application_wait).isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize("withdrawn_first", [False, True])
async def test_a_second_application_that_is_another_one_is_refused(
    service: RunningService, withdrawn_first
) -> None:
    await service.put(project_desk(), talent_desk())
    await service.call("POST", APPLY, {"answers": ["Why."]}, as_=TALENT)
    if withdrawn_first:
        await service.call("POST", WITHDRAW, as_=TALENT)

    text = "Why." if withdrawn_first else "Else."
    answer = await service.call("POST", APPLY, {"answers": [text]}, as_=TALENT)

    assert (answer.status_code, answer.json()["code"]) == (409, "applied_before")
    assert (await service.of(Application).get(APPLICATION)).answers == ["Why."]


async def test_a_talent_applies_once_however_often_it_asks(service: RunningService) -> None:
    await service.put(project_desk(), talent_desk())

    answers = [await service.call("POST", APPLY, {"answers": ["Why."]}, as_=TALENT) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json() == {
        **REFS,
        "status": "submitted",
        "answers": ["Why."],
        "submitted_at": AT,
        "lapses_at": LAPSES,
        "reason": None,
        "detail": None,
    }
    assert service.sent() == [ApplicationSubmitted(**REFS)]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"answers": ["a", "b", "c", "d"]}, "answers"),
        ({"answers": ["x" * 1001]}, "answers.0"),
        ({"answers": [""]}, "answers.0"),
        ({"letter": "Dear"}, "letter"),
    ],
)
async def test_a_wrong_application_is_refused_by_its_field(service: RunningService, body, field) -> None:
    await service.put(project_desk(), talent_desk())

    answer = await service.call("POST", APPLY, body, as_=TALENT)

    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])
    assert service.sent() == []


@pytest.mark.parametrize("given", [project_desk, ended_project_desk])
async def test_a_project_that_has_begun_or_ended_takes_no_applications(
    service: RunningService, given
) -> None:
    await service.put(given(), talent_desk())
    if given is project_desk:
        service.clock.advance(START - NOW)

    answer = await service.call("POST", APPLY, {"answers": []}, as_=TALENT)

    assert (answer.status_code, answer.json()["code"]) == (409, "project_not_open")
    assert service.sent() == []


async def test_a_talent_without_a_profile_is_told_to_make_one_first(service: RunningService) -> None:
    await service.put(project_desk())

    answer = await service.call("POST", APPLY, {"answers": []}, as_=TALENT)

    assert (answer.status_code, answer.json()["code"]) == (409, "profile_missing")
    assert answer.json()["detail"] == "Write first what you can do (PUT /v1/me/profile), then apply."
    assert answer.headers["retry-after"] == "1", "the profile may be on its way, and a retry may pass"


async def test_the_company_selects_a_talent_that_has_the_hours(service: RunningService) -> None:
    await service.put(project_desk(), talent_desk(), submitted())

    answers = [await service.call("POST", SELECT, as_=COMPANY) for _ in range(2)]

    assert [(answer.status_code, answer.json()["status"]) for answer in answers] == [(200, "selected")] * 2
    assert service.sent() == [ApplicationSelected(**REFS, terms=terms(), terms_hash="0" * 64)]
    (desk,) = await service.of(TalentDesk).find()
    assert desk.reservations[APPLICATION].state == "held"


@pytest.mark.parametrize(
    ("hours", "openings_taken", "reason", "detail"),
    [
        (1, False, "no_capacity", "2026-W24: 5.8 h wanted, 0.0 h taken, 1 h there"),
        (20, True, "no_opening", "1 of 1 openings are taken"),
    ],
)
async def test_without_room_the_selection_is_refused_with_the_sum(
    service: RunningService, hours, openings_taken, reason, detail
) -> None:
    desk = project_desk()
    if openings_taken:
        desk.reserve("app_other", NOW)
    await service.put(desk, talent_desk(hours_per_week=hours), submitted())

    answer = await service.call("POST", SELECT, as_=COMPANY)

    assert answer.status_code == 200
    assert [answer.json()[name] for name in ("status", "reason", "detail")] == ["refused", reason, detail]
    assert service.sent() == [ApplicationRefused(**REFS, reason=reason)]
    (talents,) = await service.of(TalentDesk).find()
    assert talents.reservations[APPLICATION].state == "released"


@pytest.mark.parametrize(
    ("given", "path", "caller"),
    [
        (withdrawn, SELECT, COMPANY),
        (lapsed, SELECT, COMPANY),
        (selected, WITHDRAW, TALENT),
        (refused, WITHDRAW, TALENT),
        (lapsed, WITHDRAW, TALENT),
    ],
)
async def test_a_command_in_the_wrong_state_is_refused_by_it(
    service: RunningService, given, path, caller
) -> None:
    await service.put(project_desk(), talent_desk(), given())

    answer = await service.call("POST", path, as_=caller)

    assert (answer.status_code, answer.json()["code"]) == (409, f"application_{given().status}")
    assert service.sent() == []


async def test_a_talent_withdraws_once(service: RunningService) -> None:
    await service.put(submitted())

    answers = [await service.call("POST", WITHDRAW, as_=TALENT) for _ in range(2)]

    assert [answer.json()["status"] for answer in answers] == ["withdrawn", "withdrawn"]
    assert service.sent() == [ApplicationWithdrawn(**REFS)]


async def test_silence_of_ten_days_lapses_an_application(service: RunningService) -> None:
    await service.put(submitted())

    assert await service.let_pass(POLICY.application_wait - timedelta(seconds=1)) == 0
    assert await service.let_pass(timedelta(seconds=1)) == 1

    assert service.sent() == [ApplicationLapsed(**REFS)]


async def test_a_selection_that_was_left_half_done_is_finished_by_the_wake(service: RunningService) -> None:
    half = submitted()
    half.begin_selection(POLICY, NOW)
    await service.put(project_desk(), talent_desk(), half)

    assert await service.let_pass(POLICY.selection_taken_over_after) == 1

    assert (await service.of(Application).get(APPLICATION)).status == "selected"
    assert service.sent() == [ApplicationSelected(**REFS, terms=terms(), terms_hash="0" * 64)]


async def test_each_side_lists_its_own_applications_by_the_page(service: RunningService) -> None:
    desk, other = project_desk(), project_desk("prj_2")
    of_project = sorted((submitted(f"tal_{n}", desk) for n in range(1, 4)), key=lambda one: one.id)
    of_talent = sorted((submitted("tal_1", desk), submitted("tal_1", other)), key=lambda one: one.id)
    await service.put(desk, other, *of_project, submitted("tal_1", other))

    for path, caller, expected in (
        (APPLY, COMPANY, of_project),
        ("/v1/me/applications", TALENT, of_talent),
    ):
        listed, cursor, page = [], "", {}
        for _ in expected:
            page = (await service.call("GET", f"{path}?limit=1{cursor}", as_=caller)).json()
            listed += [item["application_id"] for item in page["items"]]
            cursor = f"&cursor={page['next']}"
        assert listed == [one.id for one in expected]
        assert page["next"] is None


async def test_a_project_that_is_not_there_may_still_come_and_nothing_else_may(
    service: RunningService,
) -> None:
    ranked, applied, listed, read, chosen, taken_back = await asyncio.gather(
        service.call("POST", RANK, as_=COMPANY),
        service.call("POST", APPLY, {"answers": []}, as_=TALENT),
        service.call("GET", APPLY, as_=COMPANY),
        service.call("GET", f"/v1/applications/{APPLICATION}", as_=TALENT),
        service.call("POST", SELECT, as_=COMPANY),
        service.call("POST", WITHDRAW, as_=TALENT),
    )

    answers = (ranked, applied, listed, read, chosen, taken_back)
    assert [answer.status_code for answer in answers] == [404] * 6
    assert {answer.json()["code"] for answer in (ranked, applied, listed)} == {"NotYet"}
    assert {answer.json()["code"] for answer in (read, chosen, taken_back)} == {"NotFound"}
    assert ranked.headers["retry-after"] == "1"
