"""The place that a talent sees: the one that a ranking gives it, with nothing of the others but numbers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foothold_chassis.errors import RuleNotMetYet
from foothold_matching.ranking import Index, Place

from .offers import NOW, POLICY, profile, project_desk
from .rankings import MIXED, PROFILES, index_of, numbered, rank


def place(index: Index, talent_id: str, **changes: object) -> Place:
    return Place.of(talent_id, project_desk(**(changes or MIXED)), index, POLICY, NOW)


@settings(max_examples=40, deadline=None)
@given(st.lists(PROFILES, min_size=1, max_size=30))
async def test_each_candidate_sees_the_place_that_a_ranking_gives_it(profiles) -> None:
    index = await index_of(numbered(profiles))

    ranking = rank(index)
    seen = {id: place(index, id) for id in index.candidates.ids}

    shown = {item.talent_id: item for item in ranking.items}
    assert {id: one.place for id, one in seen.items() if one.place is not None} == {
        id: rank for rank, id in enumerate(shown, start=1)
    }
    for id, item in shown.items():
        assert (seen[id].score, seen[id].terms, seen[id].newcomer) == (
            item.score,
            item.terms,
            item.newcomer,
        )
    for one in seen.values():
        assert (one.shown, one.eligible, one.candidates) == (
            len(shown),
            ranking.eligible,
            ranking.candidates,
        )
        assert one.limit is None or one.place is None


async def test_whoever_meets_a_limit_is_told_which() -> None:
    index = await index_of([profile(hours_per_week=1), profile("tal_2")])

    assert (place(index, "tal_1").place, place(index, "tal_1").limit) == (None, "no_capacity")
    assert (place(index, "tal_2").place, place(index, "tal_2").limit) == (1, None)


async def test_the_best_change_comes_with_the_place_that_it_would_give() -> None:
    above = numbered([profile(skills={"SQL": 3, "Python": 2})] * 3)
    index = await index_of([*above, profile("tal_x", {"SQL": 3})])

    seen = place(index, "tal_x")

    assert seen.counterfactual is not None
    assert (seen.place, seen.counterfactual.skill, seen.counterfactual.level) == (4, "Excel", 5)
    assert seen.counterfactual.place == 1
    after = await index_of([*above, profile("tal_x", {"SQL": 3, "Excel": 5})])
    assert place(after, "tal_x").place == 1
    assert place(after, "tal_x").score == pytest.approx(seen.score + seen.counterfactual.adds)


async def test_a_place_that_is_kept_for_newcomers_is_named_so() -> None:
    able = numbered([profile(skills={"SQL": 3, "Python": 4, "Excel": 5})] * 12)
    index = await index_of([*able, profile("tal_x", {"SQL": 3})], finished=[one.talent_id for one in able])

    newcomer = place(index, "tal_x")

    assert newcomer.newcomer
    assert newcomer.place is not None
    assert newcomer.place <= POLICY.newcomer_block
    assert newcomer.as_newcomer
    assert not place(index, able[0].talent_id).as_newcomer


@pytest.mark.parametrize(("others", "told"), [(8, False), (9, True)])
async def test_medians_are_told_of_ten_talents_or_more(others, told) -> None:
    index = await index_of([*numbered([profile(skills={"SQL": 3})] * others), profile("tal_x", {"SQL": 1})])

    medians = place(index, "tal_x").medians

    assert (medians is not None) == told
    if medians is not None:
        assert medians == place(index, "tal_0001").terms


async def test_a_talent_that_is_not_known_here_yet_is_asked_to_try_again() -> None:
    with pytest.raises(RuleNotMetYet, match="then see where you stand"):
        place(await index_of([profile()]), "tal_2")
