"""A ranking: its order, its places for newcomers, and what it says of each."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foothold_events.catalog import SkillNeed
from foothold_matching.ranking import Ranking

from .offers import POLICY, profile
from .rankings import NEEDS, ONE_MUST, PROFILES, ids, numbered, ranked


@settings(max_examples=40, deadline=None)
@given(found=st.lists(PROFILES, max_size=8))
async def test_the_terms_of_every_item_add_up_to_its_score_and_scores_fall(found) -> None:
    ranking = await ranked(numbered(found))

    for item in ranking.items:
        assert item.score == pytest.approx(sum(item.terms.values()))
        assert set(item.terms) == set(POLICY.weights.model_dump())
        assert all(0 <= part <= getattr(POLICY.weights, name) + 1e-9 for name, part in item.terms.items())
    scores = [item.score for item in ranking.items]
    assert scores == sorted(scores, reverse=True)


@settings(max_examples=40, deadline=None)
@given(found=st.lists(PROFILES, max_size=8))
async def test_everybody_is_ranked_or_refused_by_name_and_never_both(found) -> None:
    ranking = await ranked(numbered(found))

    refused = [one.talent_id for one in ranking.refused]
    assert sorted([*ids(ranking), *refused]) == [one.talent_id for one in numbered(found)]
    assert all(one.limit in {"must_skill:SQL", "no_capacity"} for one in ranking.refused)
    assert ranking.candidates == len(found)


async def test_ties_break_by_id() -> None:
    same = numbered([profile()] * 7)

    assert ids(await ranked(reversed(same))) == [one.talent_id for one in same]


@settings(max_examples=15, deadline=None)
@given(found=st.lists(PROFILES, min_size=3, max_size=12), seed=st.integers(0, 2**32))
async def test_the_order_is_the_same_whatever_the_order_candidates_came_in(found, seed) -> None:
    """Of 300 candidates with many ties: more rows than the columns begin with."""
    chance = random.Random(seed)
    many = numbered(chance.choices(found, k=300))
    veterans = chance.sample([one.talent_id for one in many], 200)

    straight = await ranked(many, finished=veterans)
    chance.shuffle(many)
    shuffled = await ranked(many, finished=veterans)

    assert ids(shuffled) == ids(straight)
    assert [item.score for item in shuffled.items] == pytest.approx([item.score for item in straight.items])


async def test_a_bigger_index_leaves_the_order_of_those_it_had() -> None:
    few = numbered([profile(skills={"SQL": level}) for level in (1, 3, 2)])
    others = [profile(f"tal_z{n}", {f"skill{n}": 5}) for n in range(300)]

    assert ids(await ranked([*others[:150], *few, *others[150:]])) == ids(await ranked(few))


def veterans_and_newcomers(newcomers: int, level: int):
    """20 veterans who cover all, and newcomers with a lower level."""
    veterans = [profile(f"tal_v{n:02d}", {"SQL": 5}) for n in range(20)]
    return [*veterans, *(profile(f"tal_n{n}", {"SQL": level}) for n in range(newcomers))], [
        one.talent_id for one in veterans
    ]


def newcomer_places(ranking: Ranking) -> list[int]:
    return [place for place, item in enumerate(ranking.items, start=1) if item.newcomer]


async def test_two_of_every_ten_places_are_kept_for_newcomers_who_can_do_it() -> None:
    profiles, veterans = veterans_and_newcomers(newcomers=6, level=3)  # 3 of 5: covered by 0.6

    ranking = await ranked(profiles, finished=veterans, **ONE_MUST)

    assert newcomer_places(ranking) == [9, 10, 19, 20]
    assert [ranking.items[place - 1].talent_id for place in (9, 10, 19, 20)] == [
        f"tal_n{n}" for n in range(4)
    ]


async def test_one_newcomer_gets_one_place() -> None:
    profiles, veterans = veterans_and_newcomers(newcomers=1, level=3)

    assert newcomer_places(await ranked(profiles, finished=veterans, **ONE_MUST)) == [9]


async def test_no_place_is_kept_for_newcomers_with_less_than_half_coverage() -> None:
    profiles, veterans = veterans_and_newcomers(newcomers=6, level=2)  # 2 of 5: covered by 0.4

    assert newcomer_places(await ranked(profiles, finished=veterans, **ONE_MUST)) == []


async def test_coverage_of_just_a_half_is_enough() -> None:
    profiles, veterans = veterans_and_newcomers(newcomers=2, level=2)
    needs = [SkillNeed(name="SQL", need="must", level=4)]

    assert newcomer_places(await ranked(profiles, finished=veterans, skills=needs)) == [9, 10]


async def test_newcomers_on_merit_count_toward_the_kept_places() -> None:
    profiles, veterans = veterans_and_newcomers(newcomers=6, level=3)
    best = [profile(f"tal_a{n}", {"SQL": 5}) for n in range(2)]  # before the veterans by id

    assert newcomer_places(await ranked([*profiles, *best], finished=veterans, **ONE_MUST)) == [1, 2, 19, 20]


async def test_a_newcomer_who_meets_a_limit_gets_no_kept_place() -> None:
    profiles, veterans = veterans_and_newcomers(newcomers=0, level=3)
    busy = profile("tal_n0", {"SQL": 4}, hours_per_week=1)

    ranking = await ranked([*profiles, busy], finished=veterans, **ONE_MUST)

    assert newcomer_places(ranking) == []
    assert [(one.talent_id, one.limit) for one in ranking.refused] == [("tal_n0", "no_capacity")]


async def test_a_ranking_names_at_most_20_places_and_50_refusals() -> None:
    profiles = numbered([profile()] * 30 + [profile(skills={"R": 1})] * 60)

    ranking = await ranked(profiles)

    assert (len(ranking.items), len(ranking.refused), ranking.candidates) == (20, 50, 90)


@settings(max_examples=40, deadline=None)
@given(found=PROFILES, new=st.booleans())
async def test_the_counterfactual_applied_raises_the_score_by_what_it_says(found, new) -> None:
    skills = {skill.name: skill.level for skill in found.skills} | {"SQL": 1 if new else 3}
    candidate = found.model_copy(
        update={"skills": profile(skills=skills).skills, "hours_per_week": 20},
    )
    (item,) = (await ranked([candidate])).items

    if item.counterfactual is None:
        assert all(skills.get(need.name, 0) >= need.level for need in NEEDS)
        return
    change = item.counterfactual
    better = candidate.model_copy(
        update={"skills": profile(skills={**skills, change.skill: change.level}).skills}
    )
    (after,) = (await ranked([better])).items
    assert change.adds > 0
    assert after.score - item.score == pytest.approx(change.adds, abs=1e-6)


async def test_the_counterfactual_is_the_one_that_adds_most() -> None:
    (item,) = (await ranked([profile(skills={"SQL": 1, "Python": 4, "Excel": 4})])).items

    assert item.counterfactual is not None
    assert (item.counterfactual.skill, item.counterfactual.level) == ("SQL", 3)
    assert item.counterfactual.adds == pytest.approx(0.45 * 2 / 4 * 2 / 3)


async def test_who_covers_all_has_no_counterfactual() -> None:
    (item,) = (await ranked([profile(skills={"SQL": 3, "Python": 4, "Excel": 5})])).items

    assert item.counterfactual is None
