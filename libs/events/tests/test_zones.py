"""A timezone is a place's, by any name that a browser sends; the machine's own files make no difference."""

import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import TypeAdapter, ValidationError

from foothold_events.values import Timezone
from foothold_events.zones import names, zone

TIMEZONE: TypeAdapter[str] = TypeAdapter(Timezone)
JULY = datetime(2026, 7, 1, 12, tzinfo=UTC)

BY_CLDR = """
Africa/Asmera America/Buenos_Aires America/Catamarca America/Coral_Harbour America/Cordoba America/Godthab
America/Indianapolis America/Jujuy America/Louisville America/Mendoza Asia/Calcutta Asia/Katmandu Asia/Rangoon
Asia/Saigon Atlantic/Faeroe Europe/Kiev Pacific/Enderbury Pacific/Ponape Pacific/Truk
"""
"""Names that Chrome and Safari send, since CLDR keeps the first name that a zone had."""

BY_IANA = """
America/Ciudad_Juarez America/Coyhaique America/Nuuk Antarctica/Troll Asia/Kolkata Asia/Qostanay Asia/Yangon
Europe/Kyiv Pacific/Kanton America/Argentina/ComodRivadavia America/North_Dakota/New_Salem America/Port-au-Prince
"""
OLD = """
US/Pacific US/Pacific-New Canada/East-Saskatchewan Brazil/East Chile/EasterIsland GB GB-Eire NZ NZ-CHAT PRC ROC ROK
W-SU Hongkong Singapore Navajo Asia/Chungking America/Fort_Wayne Australia/ACT Etc/Greenwich
"""
FIXED = """
UTC GMT UCT Zulu Universal Etc/UTC Etc/GMT Etc/GMT+5 Etc/GMT-14 Etc/GMT0 GMT0 GMT+0 GMT-0 EST MST HST EST5EDT CST6CDT
MST7MDT PST8PDT CET MET EET WET
"""
NO_PLACES = """
localtime Factory posixrules posix/Europe/Berlin right/Europe/Berlin right/UTC zone.tab zone1970.tab iso3166.tab
leapseconds tzdata.zi zones Etc/Unknown Etc Europe Europe/ /Europe/Berlin Europe/../Europe/Berlin ../UTC
europe/berlin EUROPE/BERLIN utc America/Atlantis PST CEST +05:30 UTC+5 GMT+5 Etc/GMT+13 Europe/Berlin\u200b
"""


@pytest.mark.parametrize("name", [*BY_CLDR.split(), *BY_IANA.split(), *OLD.split(), *FIXED.split()])
def test_every_name_that_a_browser_sends_is_taken_as_it_came(name) -> None:
    assert TIMEZONE.validate_python(name) == name
    assert JULY.astimezone(zone(name)).utcoffset() is not None


@pytest.mark.parametrize(
    "name", [*NO_PLACES.split(), "", " ", " Europe/Berlin", "Europe/Berlin\n"], ids=ascii
)
def test_what_is_no_places_zone_is_refused(name) -> None:
    with pytest.raises(ValidationError):
        TIMEZONE.validate_python(name)
    with pytest.raises(ValueError, match="expected a timezone of the IANA database"):
        zone(name)


def test_every_name_fits_into_an_event_and_has_rules() -> None:
    for name in names():
        assert TIMEZONE.validate_python(name) == name
        assert zone(name).key == name


def test_two_names_of_a_zone_show_the_same_clock() -> None:
    for one, other in (("Asia/Calcutta", "Asia/Kolkata"), ("US/Pacific-New", "America/Los_Angeles")):
        assert JULY.astimezone(zone(one)).isoformat() == JULY.astimezone(zone(other)).isoformat()
    assert JULY.astimezone(zone("Etc/GMT+5")).utcoffset() == timedelta(hours=-5)


def test_a_server_without_timezones_of_its_own_knows_them_all(monkeypatch, tmp_path) -> None:
    (tmp_path / "Mars").mkdir()
    (tmp_path / "Mars/Olympus").write_bytes(b"TZif2")
    monkeypatch.setattr(zoneinfo, "TZPATH", (str(tmp_path),))
    zone.cache_clear()
    names.cache_clear()

    assert JULY.astimezone(zone("Europe/Berlin")).utcoffset() == timedelta(hours=2)
    with pytest.raises(ValueError, match="expected a timezone"):
        zone("Mars/Olympus")
