"""The week strip: how many hours of the next weeks are promised or asked for, beside those of the profile."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from foothold_web.gateway.views import Terms

SHOWN = 6
A_WEEK = timedelta(days=7)


class Week(NamedTuple):
    """Hours of one week, which begins on a Monday. `free` is what the profile offers; without one there is none."""

    monday: date
    promised: float
    asked: float
    free: int | None

    @property
    def whole(self) -> float:
        """Return what the bar's full height stands for."""
        return max(self.promised + self.asked, self.free or 0, 1)


def weeks_of(promised: Iterable[Terms], asked: Iterable[Terms], free: int | None, today: date) -> list[Week]:
    """Return the next weeks, this one first. Work is spread evenly over its days, as matching counts it."""
    first = today - timedelta(days=today.weekday())
    of_contracts, of_applications = _hours(promised), _hours(asked)
    mondays = [first + A_WEEK * n for n in range(SHOWN)]
    return [
        Week(monday, round(of_contracts[monday], 1), round(of_applications[monday], 1), free)
        for monday in mondays
    ]


def _hours(works: Iterable[Terms]) -> Counter[date]:
    hours: Counter[date] = Counter()
    for work in works:
        days = (work.deadline - work.starts_on).days + 1
        for n in range(days):
            day = work.starts_on + timedelta(days=n)
            hours[day - timedelta(days=day.weekday())] += work.hours / days  # type: ignore[assignment] # of floats
    return hours
