"""What a ranking shows: to its company, and on the stream, where nobody may read profiles."""

from hypothesis import given, settings
from hypothesis import strategies as st

from foothold_events.matching import RankedTalent, RankingProduced
from foothold_events.values import Money
from foothold_matching.ranking import Ranking

from .offers import NOW, POLICY, profile, project_desk
from .rankings import MIXED, ONE_MUST, PROFILES, ids, index_of, numbered, ranked


async def test_the_event_says_what_was_ranked_and_by_which_policy() -> None:
    index = await index_of(numbered([profile(), profile(skills={"SQL": 1}), profile(skills={"R": 1})]))

    ranking, (event,) = Ranking.produce("rnk_1", project_desk(), index, POLICY, NOW)

    assert isinstance(event, RankingProduced)
    assert (event.ranking_id, event.project_id, event.organization_id) == ("rnk_1", "prj_1", "org_1")
    assert (event.policy_version, event.candidates) == (POLICY.version, 3)
    assert [(item.rank, item.talent_id, item.score, item.newcomer) for item in event.items] == [
        (rank, item.talent_id, item.score, item.newcomer) for rank, item in enumerate(ranking.items, start=1)
    ]
    assert ids(ranking) == ["tal_0000", "tal_0001"]


async def test_the_event_says_how_much_is_covered_in_three_bands() -> None:
    levels = {"tal_5": 5, "tal_4": 4, "tal_3": 3, "tal_2": 2, "tal_1": 1}
    index = await index_of([profile(id, {"SQL": level}) for id, level in levels.items()])

    _, (event,) = Ranking.produce("rnk_1", project_desk(**ONE_MUST), index, POLICY, NOW)

    assert isinstance(event, RankingProduced)
    assert {item.talent_id: item.coverage for item in event.items} == {
        "tal_5": "full",
        "tal_4": "half",
        "tal_3": "half",
        "tal_2": "some",
        "tal_1": "some",
    }


async def test_the_event_tells_the_pool_by_the_limit_that_was_met_first() -> None:
    able = [profile("tal_1"), profile("tal_2"), profile("tal_3")]
    unable = [
        profile("tal_4", {"R": 5}),
        profile("tal_5", {"R": 5}, hours_per_week=1),
        profile("tal_6", hours_per_week=1),
        profile("tal_7", languages=["de"]),
        profile("tal_8", work_authorizations=["DE"]),
    ]
    index = await index_of([*able, *unable], finished=["tal_1", "tal_4"])

    ranking, (event,) = Ranking.produce("rnk_1", project_desk(**MIXED), index, POLICY, NOW)

    assert isinstance(event, RankingProduced)
    assert (event.candidates, event.eligible, event.eligible_newcomers) == (8, 3, 2)
    assert event.left_out == {"must_skill": 2, "no_capacity": 1, "language": 1, "work_authorization": 1}
    assert event.eligible + sum(event.left_out.values()) == event.candidates
    assert ranking.left_out == event.left_out


SAME_BANDS = st.tuples(
    st.sampled_from(["America/Chicago", "America/New_York", "America/Bogota", "Etc/GMT+7", "America/Regina"]),
    st.integers(2_000, 2_499),
    st.integers(19, 23),  # 32.6 to 39.4 hours in twelve days: 31.5 or more, and less than 40
)
"""Zone, least pay and hours a week of profiles that no ranking tells apart."""

PROJECTS = st.fixed_dictionaries(
    {
        "timezone": st.sampled_from(["Etc/GMT+5", "America/Chicago", "Asia/Kolkata", "Pacific/Auckland"]),
        "pay": st.integers(20_000, 40_000).map(lambda amount: Money(amount=amount, currency="USD")),
        "hours": st.integers(5, 30),
    }
)


@settings(max_examples=60, deadline=None)
@given(
    theirs=st.lists(SAME_BANDS, min_size=2, max_size=4),
    project=PROJECTS,
    month=st.sampled_from([1, 6]),
)
async def test_no_ranking_tells_the_zone_the_least_pay_or_the_hours_of_a_talent(
    theirs, project, month
) -> None:
    """Neither to the company nor to the stream, whatever the project and the season."""
    rankings = []
    for zone, pay, hours in theirs:
        least = Money(amount=pay, currency="USD")
        one = profile(timezone=zone, least_hourly_pay=least, hours_per_week=hours)
        index, desk = await index_of([one, profile("tal_2")]), project_desk(**project)
        rankings.append(Ranking.produce("rnk_1", desk, index, POLICY, NOW.replace(month=month)))

    assert all(ranking == rankings[0] for ranking in rankings)


def test_a_place_on_the_stream_has_no_terms() -> None:
    assert set(RankedTalent.model_fields) == {"talent_id", "rank", "score", "newcomer", "coverage"}


@settings(max_examples=40, deadline=None)
@given(found=st.lists(PROFILES, max_size=8))
async def test_what_is_shown_is_in_hundredths_and_adds_up_exactly(found) -> None:
    for item in (await ranked(numbered(found))).items:
        shown = [item.score, *item.terms.values()]
        assert shown == [round(value, 2) for value in shown]
        assert round(100 * item.score) == sum(round(100 * part) for part in item.terms.values())
