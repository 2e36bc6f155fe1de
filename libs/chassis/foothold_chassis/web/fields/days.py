"""Days of the calendar."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

FIRST = date(2000, 1, 1)
LAST = date(2199, 12, 31)

_WRITTEN = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def written_day(value: object) -> date:
    """Return the day that is written as `2026-06-08`.

    Nothing else is a day: a number, a number in quotes, and a time of a day with or without its offset name moments,
    and which day that is depends on where one stands.

    Raises:
        ValueError: the value is written in another way, is no day of the calendar, or is out of range.
    """
    if not isinstance(value, str) or not _WRITTEN.fullmatch(value):
        raise ValueError("expected a date such as 2026-06-08, in quotes and without a time")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"there is no {value} in the calendar; expected a date such as 2026-06-08") from None
    if not FIRST <= day <= LAST:
        raise ValueError(f"expected a date from {FIRST} to {LAST}")
    return day


Day = Annotated[date, BeforeValidator(written_day)]
"""A calendar day, as an ISO 8601 string."""
