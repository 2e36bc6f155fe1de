"""A talent is erased: what its profile gave is forgotten everywhere, and a later profile counts again."""

import pytest

from foothold_chassis.testing import RunningService, member
from foothold_events.examples import example
from foothold_events.identity import TalentErased, TalentProfileUpdated
from foothold_matching.ranking import Index, Ranking
from foothold_matching.selection import Application, TalentDesk, talent_desk_id_of

from .offers import (
    APPLICATION,
    POLICY,
    envelope,
    profile,
    project_desk,
    published,
    refused,
    talent_desk,
    talent_desk_holding,
    talent_desk_without_room,
)

DESK = talent_desk_id_of("tal_1")
ERASED = TalentErased(talent_id="tal_1")


async def erase_by_null(service: RunningService) -> None:
    await service.deliver_null(TalentErased, "tal_1")


async def erase_by_event(service: RunningService) -> None:
    await service.deliver(ERASED)


EITHER_WAY = pytest.mark.parametrize("erase", [erase_by_null, erase_by_event])


@EITHER_WAY
async def test_the_desk_forgets_the_profile_and_keeps_what_contracts_hold(
    service: RunningService, erase
) -> None:
    await service.put(talent_desk_holding())

    for _ in range(2):
        await erase(service)

    desk = await service.of(TalentDesk).get(DESK)
    assert desk.hours_per_week == 0
    assert desk.reservations == talent_desk_holding().reservations


@EITHER_WAY
async def test_no_refusal_tells_the_hours_of_an_erased_talent(service: RunningService, erase) -> None:
    await service.put(talent_desk_without_room(), refused())

    await erase(service)

    desk = await service.of(TalentDesk).get(DESK)
    assert desk.refused_because(APPLICATION) == "the talent's profile was erased"
    application = await service.of(Application).get(APPLICATION)
    assert (application.reason, application.detail) == ("no_capacity", None)


@EITHER_WAY
async def test_no_ranking_shows_an_erased_talent_and_a_recorded_one_keeps_only_the_order(
    service: RunningService, erase
) -> None:
    await service.deliver(published())
    for n in range(1, 5):
        await service.deliver(profile(f"tal_{n}", skills={"SQL": n} if n < 4 else {"Excel": 5}))
    await service.call("POST", "/v1/projects/prj_1/rankings", as_=member("org_1"))
    (before,) = [found async for found in service.of(Ranking).each()]

    await erase(service)
    await service.deliver_null(TalentErased, "tal_4")

    (after,) = [found async for found in service.of(Ranking).each()]
    assert [(item.talent_id, item.score) for item in after.items] == [
        (item.talent_id, item.score) for item in before.items
    ]
    for item, was in zip(after.items, before.items, strict=True):
        assert item == (was if item.talent_id != "tal_1" else item.model_copy(update={"terms": {}}))
    assert [refusal.talent_id for refusal in before.refused] == ["tal_4"]
    assert after.refused == []
    again = (await service.call("POST", "/v1/projects/prj_1/rankings", as_=member("org_1"))).json()
    assert (again["candidates"], {item["talent_id"] for item in again["items"]}) == (2, {"tal_2", "tal_3"})


@EITHER_WAY
async def test_a_later_profile_counts_and_an_earlier_one_that_comes_again_does_not(
    service: RunningService, erase
) -> None:
    await service.deliver(profile(hours_per_week=20), n=1)
    await erase(service)

    await service.deliver(profile(hours_per_week=20), n=1)
    assert (await service.of(TalentDesk).get(DESK)).hours_per_week == 0

    await service.deliver(profile(hours_per_week=5), n=3)
    assert await service.of(TalentDesk).get(DESK) == talent_desk(hours_per_week=5)


async def test_an_erasure_of_somebody_unknown_is_taken(service: RunningService) -> None:
    await erase_by_null(service)

    assert await service.of(TalentDesk).get(DESK) == TalentDesk.blank("tal_1")


async def test_the_events_that_compaction_drops_are_not_needed(service: RunningService) -> None:
    await service.put(project_desk())
    await service.deliver(profile(hours_per_week=20), n=1)

    await service.deliver(profile(hours_per_week=7), n=9)

    assert (await service.of(TalentDesk).get(DESK)).hours_per_week == 7


PROFILES = [envelope(profile(f"tal_{n}", {f"skill{n}": 1 + n % 5}), f"tal_{n}") for n in range(300)]


async def index_of(*events) -> Index:
    index = Index(POLICY)
    for event in events:
        await index.apply(event)
    return index


@pytest.mark.parametrize("gone", [0, 128, 299])
async def test_the_columns_of_the_others_are_as_if_the_erased_had_never_been_there(gone) -> None:
    erased = envelope(TalentErased(talent_id=f"tal_{gone}"), f"tal_{gone}-null", 7)
    index = await index_of(*PROFILES, erased, erased)
    without = await index_of(*(found for found in PROFILES if found.subject != f"tal_{gone}"))

    def shown(of: Index) -> dict[str, tuple[float, ...]]:
        skills = [of.candidates.levels(f"skill{n}") for n in range(300)]
        return {
            id: (of.candidates.hours_per_week[row], *(levels[row] for levels in skills))
            for row, id in enumerate(of.candidates.ids)
        }

    assert shown(index) == shown(without)
    assert index.candidates.row(f"tal_{gone}") is None


async def test_the_index_reads_a_topic_again_and_is_the_same() -> None:
    one, two = envelope(profile(), "tal_1", 1), envelope(profile(hours_per_week=5), "tal_1", 3)
    erased = envelope(ERASED, "tal_1-null", 2)

    for told in ((one, erased), (one, erased, one), (one, erased, one, erased)):
        assert len((await index_of(*told)).candidates) == 0
    again = await index_of(one, erased, two, one, erased, two)
    assert again.candidates.hours_per_week.tolist() == [5]


async def test_only_the_last_profile_of_a_compacted_topic_makes_the_same_index() -> None:
    last = envelope(example(TalentProfileUpdated), "tal_1", 9)

    all_of_it = await index_of(envelope(profile(), "tal_1", 1), envelope(profile(), "tal_1", 5), last)

    assert all_of_it.candidates.profiles == (await index_of(last)).candidates.profiles
