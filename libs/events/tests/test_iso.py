"""Currencies and countries are those of the standards, and amounts are written with the decimals of their currency."""

import pytest
from pydantic import TypeAdapter, ValidationError

from foothold_events.iso import COUNTRIES, DECIMALS, written
from foothold_events.values import Country, Currency, Money

CURRENCY: TypeAdapter[str] = TypeAdapter(Currency)
COUNTRY: TypeAdapter[str] = TypeAdapter(Country)


def test_the_lists_are_whole() -> None:
    assert len(DECIMALS) == 163
    assert len(COUNTRIES) == 249
    assert {len(code) for code in DECIMALS} == {3}
    assert {len(code) for code in COUNTRIES} == {2}


@pytest.mark.parametrize(
    ("decimals", "codes"),
    [
        (0, {"JPY", "KRW", "CLP", "ISK", "VND", "XAF", "XOF", "UGX"}),
        (2, {"USD", "EUR", "GBP", "INR", "CHF", "MXN", "HUF"}),
        (3, {"KWD", "BHD", "TND", "JOD", "OMR", "IQD", "LYD"}),
    ],
)
def test_each_currency_has_the_decimals_of_its_minor_unit(decimals, codes) -> None:
    assert {DECIMALS[code] for code in codes} == {decimals}
    assert all(Money(amount=1, currency=code).currency == code for code in codes)


@pytest.mark.parametrize(
    "code", ["ZZZ", "XXX", "XTS", "XAU", "CLF", "DEM", "BTC", "usd", "US", "USDT", "", "U$D"]
)
def test_what_is_no_currency_in_use_is_refused(code) -> None:
    with pytest.raises(ValidationError):
        CURRENCY.validate_python(code)


@pytest.mark.parametrize("code", ["US", "GB", "DE", "TW", "SS", "BQ", "ZW"])
def test_a_country_is_taken(code) -> None:
    assert COUNTRY.validate_python(code) == code


@pytest.mark.parametrize("code", ["ZZ", "XX", "UK", "EU", "AN", "SU", "YU", "XK", "us", "USA", "", "1A"])
def test_what_is_no_country_is_refused(code) -> None:
    with pytest.raises(ValidationError):
        COUNTRY.validate_python(code)


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (0, "USD", "0.00 USD"),
        (5, "USD", "0.05 USD"),
        (1271, "GBP", "12.71 GBP"),
        (1500, "JPY", "1500 JPY"),
        (0, "JPY", "0 JPY"),
        (1234, "KWD", "1.234 KWD"),
        (7, "KWD", "0.007 KWD"),
    ],
)
def test_an_amount_is_written_with_the_decimals_of_its_currency(amount, currency, text) -> None:
    assert written(amount, currency) == text
