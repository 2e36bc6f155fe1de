"""All candidates as columns, so that a ranking is arithmetic on whole columns."""

from datetime import date, datetime

import numpy as np

from foothold_events.identity import TalentProfileUpdated
from foothold_events.sets import same
from foothold_matching.ranking import text
from foothold_matching.ranking.coarse import Floats, at_least, offset_band

FIRST_ROWS = 256
FOREVER = date(9999, 12, 31).toordinal()


class Candidates:
    """One row for each talent. A new profile overwrites the talent's row; the last row fills that of an erased one."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.profiles: list[TalentProfileUpdated] = []
        self._rows: dict[str, int] = {}
        self._skills: dict[str, int] = {}
        self._levels = np.zeros((FIRST_ROWS, 32), dtype=np.uint8)
        self._text = np.zeros((FIRST_ROWS, text.DIMENSIONS), dtype=np.float32)
        self._numbers = np.zeros((FIRST_ROWS, 4))
        """Hours a week, available from and until (ordinal days), least pay an hour (minor units)."""

    def __len__(self) -> int:
        return len(self.ids)

    def put(self, profile: TalentProfileUpdated) -> None:
        row = self._row_of(profile)
        self.profiles[row] = profile
        self._levels[row] = 0
        for skill in profile.skills:
            column = self._column_of(skill.name)  # must come first: it may replace the array by a wider one
            self._levels[row, column] = skill.level
        self._text[row] = text.vector((skill.name for skill in profile.skills), profile.categories)
        until = profile.available_until
        self._numbers[row] = (
            profile.hours_per_week,
            profile.available_from.toordinal(),
            until.toordinal() if until else FOREVER,
            profile.least_hourly_pay.amount,
        )

    def remove(self, talent_id: str) -> None:
        """Forget a talent, if it is known."""
        row = self._rows.pop(talent_id, None)
        if row is None:
            return
        last = len(self.ids) - 1
        moved = self.ids[last]
        for columns in (self._levels, self._text, self._numbers):
            columns[row] = columns[last]
            columns[last] = 0
        self.ids[row], self.profiles[row] = moved, self.profiles[last]
        del self.ids[last], self.profiles[last]
        if row != last:
            self._rows[moved] = row

    def row(self, talent_id: str) -> int | None:
        """Return the row of a talent; None if no profile of it has arrived."""
        return self._rows.get(talent_id)

    def levels(self, skill: str) -> Floats:
        """Return the level of each candidate in a skill; 0 if the profile does not name it."""
        column = self._skills.get(same(skill))
        if column is None:
            return np.zeros(len(self))
        return self._levels[: len(self), column].astype(np.float64)

    def text_cosine(self, query: text.Vector) -> Floats:
        """Return the cosine of each candidate's text with the query, in [-1, 1]."""
        return (self._text[: len(self)] @ query).astype(np.float64)

    @property
    def hours_per_week(self) -> Floats:
        return self._numbers[: len(self), 0]

    @property
    def least_pay(self) -> Floats:
        """Return the least pay of each candidate as a coarse value."""
        return at_least(self._numbers[: len(self), 3])

    def utc_offsets(self, at: datetime) -> Floats:
        """Return the band of the offset from UTC of each candidate's timezone in that year, in hours."""
        zones = [profile.timezone for profile in self.profiles]
        by_zone = {zone: offset_band(zone, at) for zone in set(zones)}
        return np.array([by_zone[zone] for zone in zones], dtype=np.float64)

    def days_available(self, first: date, last: date) -> Floats:
        """Return on how many days of this period each candidate is available. Blackout dates do not count."""
        begins = np.maximum(self._numbers[: len(self), 1], first.toordinal())
        ends = np.minimum(self._numbers[: len(self), 2], last.toordinal())
        days: Floats = np.maximum(ends - begins + 1, 0)
        for row, profile in enumerate(self.profiles):
            if profile.blackout_dates:
                days[row] -= sum(
                    begins[row] <= day.toordinal() <= ends[row] for day in profile.blackout_dates
                )
        return np.maximum(days, 0)

    def _row_of(self, profile: TalentProfileUpdated) -> int:
        row = self._rows.get(profile.talent_id)
        if row is not None:
            return row
        row = self._rows[profile.talent_id] = len(self.ids)
        self.ids.append(profile.talent_id)
        self.profiles.append(profile)
        if row >= len(self._levels):
            self._levels = np.concatenate([self._levels, np.zeros_like(self._levels)])
            self._text = np.concatenate([self._text, np.zeros_like(self._text)])
            self._numbers = np.concatenate([self._numbers, np.zeros_like(self._numbers)])
        return row

    def _column_of(self, skill: str) -> int:
        column = self._skills.setdefault(same(skill), len(self._skills))
        if column >= self._levels.shape[1]:
            self._levels = np.concatenate([self._levels, np.zeros_like(self._levels)], axis=1)
        return column
