"""Timezones: which names are right, and what clocks show there.

The names are those of the tz database in the package `tzdata`, with all old ones: a browser may send `Asia/Calcutta` as
well as `Asia/Kolkata`. What the machine's own folder of timezones holds makes no difference. It may be older, and has
names that are no place's, such as `localtime` and `posixrules`.

A name is kept as it came. An old name means the same rules, and the database's own name for them may be that of
another country: `Europe/Stockholm` is a link to `Europe/Berlin`.
"""

from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

NO_PLACE = frozenset({"Factory", "localtime", "posixrules"})
"""Names that say that nobody has chosen a timezone, or that it is the machine's own."""

LEFT_OUT = {"Canada/East-Saskatchewan": "America/Regina", "US/Pacific-New": "America/Los_Angeles"}
"""Names that the tz database has dropped, and browsers with ICU take."""


@cache
def names() -> frozenset[str]:
    """Return the names of all timezones."""
    listed = resources.files("tzdata").joinpath("zones").read_text(encoding="ascii").split()
    return frozenset({*listed, *LEFT_OUT} - NO_PLACE)


def known_zone(name: str) -> str:
    """Return the name.

    Raises:
        ValueError: it is no timezone's.
    """
    if name not in names():
        raise ValueError("expected a timezone of the IANA database such as America/New_York or Asia/Kolkata")
    return name


@cache
def zone(name: str) -> ZoneInfo:
    """Return the timezone of this name, with the rules of the package `tzdata`.

    Raises:
        ValueError: it is no timezone's name.
    """
    rules = LEFT_OUT.get(known_zone(name), name)
    with resources.files("tzdata").joinpath("zoneinfo", *rules.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)
