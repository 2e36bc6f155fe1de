"""Each term against a number computed by hand."""

from datetime import date, timedelta

import pytest

from foothold_events.catalog import SkillNeed
from foothold_events.contracts import ContractCancelled, ContractLapsed, ContractSettled
from foothold_events.matching import ApplicationSelected, RankedTalent, RankingProduced
from foothold_events.values import Money
from foothold_matching.policy import MatchingPolicy
from foothold_matching.ranking import Index
from foothold_matching.ranking.scoring import score

from .offers import NOW, POLICY, START, envelope, paid, profile, terms

SQL = SkillNeed(name="SQL", need="must", level=3)
PYTHON = SkillNeed(name="Python", need="nice", level=4)
REFS = {"application_id": "app_9", "project_id": "prj_9", "organization_id": "org_9", "talent_id": "tal_1"}
OF_CONTRACT = {**REFS, "contract_id": "ctr_9"}
FREEING = (
    ContractLapsed(**OF_CONTRACT),
    ContractCancelled(**OF_CONTRACT, reason="overdue"),
    ContractSettled(
        **OF_CONTRACT,
        talent_amount=Money(amount=1, currency="USD"),
        company_refund=Money(amount=0, currency="USD"),
    ),
)


async def index_of(*profiles, then=()) -> Index:
    index = Index(POLICY)
    for n, found in enumerate(profiles, start=1):
        await index.apply(envelope(found, found.talent_id, n))
    for event in then:
        await index.apply(event)
    return index


async def term(name: str, candidate=None, *, then=(), now=NOW, **changes: object) -> float:
    """One term of one candidate, before its weight."""
    index = await index_of(candidate or profile(), then=then)
    return float(score(terms(**changes), index, POLICY, now).terms[name][0])


async def limit(candidate=None, **changes: object) -> str:
    index = await index_of(candidate or profile())
    return str(score(terms(**changes), index, POLICY, NOW).limit[0])


def selected(**changes: object):
    return envelope(ApplicationSelected(**REFS, terms=terms(**changes), terms_hash="0" * 64), "app_9")


def shown(n: int, at=NOW):
    item = RankedTalent(talent_id="tal_1", rank=1, score=1, newcomer=True, coverage="full")
    produced = RankingProduced(
        ranking_id=f"rnk_{n}",
        project_id="prj_9",
        organization_id="org_9",
        policy_version="1",
        candidates=1,
        eligible=1,
        eligible_newcomers=1,
        left_out={},
        items=[item],
    )
    return envelope(produced, f"rnk_{n}", at=at)


@pytest.mark.parametrize(
    ("skills", "expected"),
    [
        ({"SQL": 3, "Python": 4}, 1),
        ({"SQL": 5, "Python": 5}, 1),  # more than needed counts no more
        ({"SQL": 3, "Python": 2}, 2 / 3 + 1 / 3 * 0.5),
        ({"SQL": 1}, 2 / 3 * 1 / 3),
        ({"sql": 3}, 2 / 3),
        ({"Excel": 5}, 0),
    ],
)
async def test_coverage_weighs_a_must_twice_a_nice(skills, expected) -> None:
    assert await term("coverage", profile(skills=skills), skills=[SQL, PYTHON]) == pytest.approx(expected)


async def test_work_that_needs_no_skill_is_covered() -> None:
    assert await term("coverage", skills=[]) == 1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"hours_per_week": 7},
            10 / 15,
        ),  # an hour a day, 12 days: 10 or more; 10 hours of work, half as much slack
        ({"hours_per_week": 20}, 1),
        ({"hours_per_week": 7, "available_from": date(2026, 6, 15)}, 5 / 15),
        ({"hours_per_week": 7, "available_until": date(2026, 6, 10)}, 2.5 / 15),
        ({"hours_per_week": 7, "blackout_dates": (date(2026, 6, 9), date(2026, 7, 1))}, 10 / 15),
        ({"hours_per_week": 7, "available_from": date(2026, 7, 1)}, 0),
    ],
)
async def test_availability_is_free_hours_over_one_and_a_half_times_the_work(changes, expected) -> None:
    assert await term("availability", profile(**changes)) == pytest.approx(expected)


async def test_days_gone_by_are_not_available() -> None:
    weekly = profile(hours_per_week=7)

    assert await term("availability", weekly, now=START + timedelta(days=7)) == pytest.approx(5 / 15)


async def test_hours_of_other_work_are_not_free_until_its_contract_ends() -> None:
    weekly = profile(hours_per_week=7)

    assert await term("availability", weekly, then=[selected(hours=6)]) == pytest.approx(5 / 15)
    # 12 hours over four weeks, of which the first two are these
    four_weeks = selected(hours=12, deadline=date(2026, 7, 5))
    assert await term("availability", weekly, then=[four_weeks]) == pytest.approx(5 / 15)
    for end in FREEING:
        ended = envelope(end, "ctr_9")
        assert await term("availability", weekly, then=[selected(), ended]) == pytest.approx(10 / 15)
        assert await term("availability", weekly, then=[ended, selected()]) == pytest.approx(10 / 15)


@pytest.mark.parametrize(
    ("skills", "categories", "expected"),
    [
        ({"SQL": 1}, ["data"], 1),  # (3, 2) with itself
        ({"SQL": 1}, ["design"], (1 + 9 / 13) / 2),  # skills weigh 3, categories 2
        ({"Excel": 1}, ["design"], 0.5),
    ],
)
async def test_text_is_the_cosine_of_weighted_terms(skills, categories, expected) -> None:
    found = await term("text", profile(skills=skills, categories=categories))

    assert found == pytest.approx(expected, abs=1e-6)


async def test_a_word_of_the_brief_counts_once() -> None:
    # (sql 3 + 1, data 2) with (sql 3, data 2): 16 / sqrt(20 * 13)
    found = await term("text", brief="SQL!")

    assert found == pytest.approx((1 + 16 / 260**0.5) / 2, abs=1e-6)


async def test_no_history_counts_as_the_prior_mean_and_never_as_zero() -> None:
    assert await term("reliability") == POLICY.prior_reliability == 0.8


@pytest.mark.parametrize(
    ("least", "expected"),
    [
        (Money(amount=2_500, currency="USD"), 0.8),
        (Money(amount=3_149, currency="USD"), 0.8),  # 25 USD or more, and less than 31.50
        (Money(amount=3_150, currency="USD"), 2_000 / 3_150),
        (Money(amount=1_000, currency="USD"), 1),
        (Money(amount=0, currency="USD"), 1),
        (Money(amount=100, currency="EUR"), 0.5),
    ],
)
async def test_pay_is_the_pay_of_an_hour_over_the_least_wanted(least, expected) -> None:
    assert await term("pay", profile(least_hourly_pay=least)) == pytest.approx(expected)


async def test_exposure_falls_with_impressions() -> None:
    found = [await term("exposure", then=[shown(n) for n in range(times)]) for times in (0, 1, 3, 8)]

    assert found == pytest.approx([1, 1 / 2**0.5, 1 / 2, 1 / 3])


async def test_an_impression_counts_for_seven_days_and_once() -> None:
    week = timedelta(days=7)

    assert await term("exposure", then=[shown(1), shown(1)]) == pytest.approx(1 / 2**0.5)
    assert await term("exposure", then=[shown(1)], now=NOW + week) == pytest.approx(1 / 2**0.5)
    assert await term("exposure", then=[shown(1)], now=NOW + week + timedelta(seconds=1)) == 1


@pytest.mark.parametrize(
    ("theirs", "ours", "expected"),
    [
        ("Etc/GMT+6", "Etc/GMT+6", 1),
        ("Etc/GMT+7", "Etc/GMT+6", 1),  # of the same band, whose middle counts
        ("Etc/GMT+5", "Etc/GMT+5", 11 / 12),
        ("Etc/GMT-1", "Etc/GMT+6", 0.5),  # six hours from the middle
        ("Etc/GMT-7", "Etc/GMT+6", 0),
        ("Etc/GMT-9", "Etc/GMT+9", 0.5),  # 18 hours apart is 6 the other way round
        ("Pacific/Kiritimati", "Pacific/Pago_Pago", 10 / 12),  # 15 and -11: 26 hours apart, two on the clock
        ("Asia/Calcutta", "Asia/Kolkata", 11.5 / 12),  # one clock of +5:30; 6 is the middle
    ],
)
async def test_timezone_is_the_gap_on_the_clock(theirs, ours, expected) -> None:
    assert await term("timezone", profile(timezone=theirs), timezone=ours) == pytest.approx(expected)


async def test_the_offset_of_the_company_is_the_one_of_the_day_of_the_ranking() -> None:
    london = profile(timezone="Etc/GMT")
    winter = NOW.replace(month=1)

    assert await term("timezone", london, timezone="Europe/London") == pytest.approx(11 / 12)
    assert await term("timezone", london, timezone="Europe/London", now=winter) == 1


@pytest.mark.parametrize(
    "zone", ["America/New_York", "America/Chicago", "America/Bogota", "America/Mexico_City"]
)
async def test_the_offset_of_a_talent_is_a_band_of_three_hours_and_the_same_all_year(zone) -> None:
    there = profile(timezone=zone)

    assert await term("timezone", there, timezone="Etc/GMT+6") == 1
    assert await term("timezone", there, timezone="Etc/GMT+6", now=NOW.replace(month=1)) == 1


async def test_the_score_is_the_weighted_sum_in_hundredths() -> None:
    candidate = profile(
        skills={"SQL": 3, "Python": 2},
        hours_per_week=7,
        timezone="Etc/GMT-1",
        least_hourly_pay=Money(amount=2_500, currency="USD"),
        categories=["design"],
    )
    index = await index_of(candidate, then=[shown(n) for n in range(3)])

    found = score(terms(skills=[SQL, PYTHON]), index, POLICY, NOW)

    # profile (3, 3, 2 design) with (3, 3, 2 data): cosine 18/22
    assert {name: points.tolist() for name, points in found.points.items()} == {
        "coverage": [38],  # 45 * 5/6 = 37.5
        "availability": [8],  # 12 * 10/15
        "text": [11],  # 12 * 20/22
        "reliability": [7],  # 9 * 0.8
        "pay": [6],  # 8 * 0.8
        "exposure": [4],  # 8 / 2
        "timezone": [4],  # 6 * 7/12 = 3.5
    }
    assert found.total.tolist() == [78]


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        (profile(), ""),
        (profile(skills={"Python": 5}), "must_skill:SQL"),
        (profile(hours_per_week=5), "no_capacity"),
        (profile(languages=["de", "fr"]), "language:en"),
        (profile(languages=["EN"]), ""),
        (profile(work_authorizations=["DE"]), "work_authorization:US"),
        (profile(skills={"Python": 5}, hours_per_week=5, languages=[]), "must_skill:SQL"),
    ],
)
async def test_whoever_cannot_do_it_meets_the_first_limit_by_name(candidate, expected) -> None:
    assert await limit(candidate) == expected


async def test_neither_a_nice_skill_nor_a_low_level_nor_low_pay_is_a_limit() -> None:
    wants_more = profile(skills={"SQL": 1}, least_hourly_pay=Money(amount=90_000, currency="USD"))

    assert await limit(wants_more, skills=[SQL, PYTHON]) == ""


async def test_capacity_of_just_the_hours_is_no_limit() -> None:
    assert await limit(profile(hours_per_week=7), hours=12) == ""
    assert await limit(profile(hours_per_week=7), hours=13) == "no_capacity"


async def test_a_newcomer_has_fewer_than_three_finished_contracts() -> None:
    events = [paid("tal_1", f"ctr_{n}") for n in range(3)]

    for then, newcomer in [(events[:2], True), ([*events[:2], events[0]], True), (events, False)]:
        index = await index_of(profile(), then=then)
        assert bool(score(terms(), index, POLICY, NOW).newcomer[0]) is newcomer


async def test_a_new_profile_replaces_the_one_before() -> None:
    index = await index_of(profile(skills={"SQL": 3, "Python": 4}), profile(skills={"Python": 1}))

    assert len(index.candidates) == 1
    assert index.candidates.levels("SQL").tolist() == [0]
    assert index.candidates.levels("python").tolist() == [1]


async def test_the_columns_grow_with_the_skills_and_the_rows_with_the_talents() -> None:
    index = await index_of(*(profile(f"tal_{n}", {f"skill{n}": 1 + n % 5}) for n in range(300)))

    assert len(index.candidates) == 300
    for n in (0, 31, 32, 64, 255, 256, 299):
        levels = index.candidates.levels(f"skill{n}")
        assert levels[n] == 1 + n % 5
        assert levels.sum() == levels[n]


async def test_an_empty_index_scores_nobody() -> None:
    assert len(score(terms(skills=[SQL, PYTHON]), await index_of(), POLICY, NOW).total) == 0


def test_the_weights_sum_to_one() -> None:
    assert sum(MatchingPolicy().weights.model_dump().values()) == pytest.approx(1)
