"""Work spread over weeks: nothing is lost and nothing is made up."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from foothold_matching.weeks import spread, week_of


def test_the_weeks_of_10_hours_over_7_and_5_days() -> None:
    assert spread(10, date(2026, 6, 8), date(2026, 6, 19)) == {"2026-W24": 350, "2026-W25": 250}


def test_one_day_takes_all() -> None:
    assert spread(5, date(2026, 6, 8), date(2026, 6, 8)) == {"2026-W24": 300}


def test_a_minute_that_does_not_divide_goes_to_the_largest_remainder() -> None:
    # 300 minutes over 1 + 7 + 1 days: 33 1/3, 233 1/3, 33 1/3; of equal remainders the earliest week
    assert spread(5, date(2026, 6, 7), date(2026, 6, 15)) == {
        "2026-W23": 34,
        "2026-W24": 233,
        "2026-W25": 33,
    }


def test_a_year_ends_by_iso_weeks() -> None:
    assert week_of(date(2026, 12, 31)) == "2026-W53"
    assert week_of(date(2027, 1, 3)) == "2026-W53"
    assert week_of(date(2027, 1, 4)) == "2027-W01"


@settings(deadline=None)
@given(
    hours=st.integers(1, 40),
    starts_on=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    days=st.integers(0, 31),
)
def test_the_minutes_sum_to_the_hours_and_every_week_is_within_one_of_its_share(
    hours, starts_on, days
) -> None:
    minutes = spread(hours, starts_on, starts_on + timedelta(days=days))
    weeks = [week_of(starts_on + timedelta(days=n)) for n in range(days + 1)]

    assert sum(minutes.values()) == hours * 60
    assert set(minutes) == set(weeks)
    for week, share in minutes.items():
        assert abs(share - hours * 60 * weeks.count(week) / (days + 1)) < 1
