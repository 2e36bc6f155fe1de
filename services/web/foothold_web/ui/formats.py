"""Money, days, times and numbers as the reader writes them."""

from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date, format_datetime, format_time, format_timedelta, get_timezone_name
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent

from foothold_events.iso import DECIMALS
from foothold_web.gateway.views import Money
from foothold_web.ui.words import locale

UTC_ZONE = ZoneInfo("UTC")
zone: ContextVar[ZoneInfo] = ContextVar("zone", default=UTC_ZONE)
"""The reader's time zone."""


def zone_of(name: str | None) -> ZoneInfo:
    """Return the zone of this name, or UTC if it is none."""
    try:
        return ZoneInfo(name) if name else UTC_ZONE
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC_ZONE


def money(amount: Money) -> str:
    """Return an amount in the main unit, with its currency: $250.00, 250,00 €."""
    return money_of(amount.amount, amount.currency)


def money_of(minor: int, currency: str) -> str:
    digits = DECIMALS.get(currency, 2)
    return format_currency(Decimal(minor).scaleb(-digits), currency, locale=locale(), currency_digits=True)


def an_hour(pay: Money, hours: int) -> str:
    """Return the pay for one hour."""
    return money_of(round(pay.amount / max(1, hours)), pay.currency)


def day(value: date | datetime) -> str:
    if isinstance(value, datetime):
        value = value.astimezone(zone.get()).date()
    return format_date(value, "EEE d MMM y", locale=locale())


def moment(value: datetime) -> str:
    """Return an instant in the reader's zone, with the zone named."""
    local = value.astimezone(zone.get())
    text = format_datetime(local, "EEE d MMM, HH:mm", tzinfo=zone.get(), locale=locale())
    return f"{text} {zone_name(local)}"


def clock(value: datetime) -> str:
    return format_time(value, "HH:mm", tzinfo=zone.get(), locale=locale())


def zone_name(value: datetime) -> str:
    return get_timezone_name(value, width="short", locale=locale()) or str(zone.get())


def until(value: datetime, now: datetime) -> str:
    """Return how long it is until then, in words: in 3 days."""
    return format_timedelta(
        value - now, add_direction=True, granularity="minute", threshold=1.2, locale=locale()
    )


def iso(value: datetime | date) -> str:
    """Return the time for machines: the `datetime` of a `<time>`."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return value.isoformat()


def number(value: float, digits: int = 2) -> str:
    return format_decimal(round(value, digits), locale=locale())


def percent(value: float) -> str:
    return format_percent(value, locale=locale())


def country(code: str) -> str:
    """Return the name of a country, or its code if CLDR has none."""
    return str(locale().territories.get(code, code))


def language(code: str) -> str:
    """Return the name of a language, or its code if CLDR has none."""
    return str(locale().languages.get(code, code))


def listed(items: list[str]) -> str:
    return format_list(items, locale=locale()) if items else ""


def is_soon(value: datetime, now: datetime) -> bool:
    return value - now < timedelta(days=1)
