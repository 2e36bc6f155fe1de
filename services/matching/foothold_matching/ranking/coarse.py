"""Coarse values: all that a ranking knows of a talent's least pay, free hours and place on the earth.

Each value is put into a fixed band before a score is computed from it, whatever the project. So no number of rankings,
for whatever projects, tells two values of one band apart.
"""

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from foothold_events.zones import zone

Floats = NDArray[np.float64]

PREFERRED = (1.0, 1.25, 1.6, 2.0, 2.5, 3.15, 4.0, 5.0, 6.3, 8.0)
"""About a quarter apart [ISO 3:1973, series R 10]."""

STEPS = np.array([0.0, *(step * 10**power for power in range(-1, 12) for step in PREFERRED)])
TOLERANCE = 1e-9
"""A sum of hours that falls short of a step by its rounding error alone has reached it."""

BAND_HOURS = 3


def at_least(amounts: Floats) -> Floats:
    """Return for each amount the greatest preferred number that is not above it; 0 for less than a tenth."""
    steps: Floats = STEPS[np.searchsorted(STEPS, amounts + TOLERANCE, side="right") - 1]
    return steps


def offset_band(timezone: str, at: datetime) -> float:
    """Return the middle of the band of three hours that the standard time of a timezone lies in, in hours from UTC.

    Summer time does not count: it would tell the zones of a band apart by the days on which the clocks are changed.
    """
    year = at.year
    standard = min(utc_offset(timezone, datetime(year, month, 1, tzinfo=UTC)) for month in (1, 7))
    return float(np.floor(standard / BAND_HOURS + 0.5) * BAND_HOURS)


def utc_offset(timezone: str, at: datetime) -> float:
    """Return the offset from UTC of a timezone at that moment, in hours."""
    offset = at.astimezone(zone(timezone)).utcoffset()
    return offset.total_seconds() / 3600 if offset else 0.0
