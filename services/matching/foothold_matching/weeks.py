"""Work spread over ISO weeks."""

from collections import Counter
from datetime import date, timedelta

Week = str
"""ISO 8601, such as 2026-W49."""

MINUTES = 60


def week_of(day: date) -> Week:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def spread(hours: int, starts_on: date, deadline: date) -> dict[Week, int]:
    """Spread work evenly over its days, and return the minutes of each ISO week. They sum to `hours`.

    Minutes that do not divide evenly go to the weeks with the largest remainders, the earliest first.
    """
    days = Counter(week_of(starts_on + timedelta(days=n)) for n in range((deadline - starts_on).days + 1))
    total, minutes = sum(days.values()), hours * MINUTES
    shares = {week: minutes * count // total for week, count in days.items()}
    by_remainder = sorted(days, key=lambda week: (-(minutes * days[week] % total), week))
    for week in by_remainder[: minutes - sum(shares.values())]:
        shares[week] += 1
    return shares
