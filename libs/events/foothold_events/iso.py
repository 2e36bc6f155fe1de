"""The codes of countries and currencies, as the standards list them.

Currencies: ISO 4217, list one, as its maintenance agency (SIX) published it on 2026-01-01. Those without a minor unit
(metals, test codes) and those with four decimals (units of account) are left out: nobody is paid in them. Countries:
the officially assigned codes of ISO 3166-1 alpha-2, from `iso3166.tab` of the tz database.
"""

_WHOLE = """
BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
"""
_HUNDREDTHS = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD
HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK
MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH
USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
"""
_THOUSANDTHS = """
BHD IQD JOD KWD LYD OMR TND
"""
_ASSIGNED = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH
ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT
HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS
LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI
NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG
SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""

DECIMALS = {
    **dict.fromkeys(_WHOLE.split(), 0),
    **dict.fromkeys(_HUNDREDTHS.split(), 2),
    **dict.fromkeys(_THOUSANDTHS.split(), 3),
}
"""How many decimals the minor unit of each currency has: none for JPY, 2 for USD, 3 for KWD."""

COUNTRIES = frozenset(_ASSIGNED.split())


def known_currency(code: str) -> str:
    """Return the code.

    Raises:
        ValueError: it is no currency in which anybody is paid.
    """
    if code not in DECIMALS:
        raise ValueError("expected a currency of ISO 4217 such as USD, JPY or KWD")
    return code


def known_country(code: str) -> str:
    """Return the code.

    Raises:
        ValueError: it is no country's.
    """
    if code not in COUNTRIES:
        raise ValueError("expected a country code of ISO 3166-1 such as US or GB")
    return code


def written(amount: int, currency: str) -> str:
    """Return an amount of minor units as people write it: `12.71 GBP`, `1500 JPY`, `1.234 KWD`."""
    decimals = DECIMALS[currency]
    if not decimals:
        return f"{amount} {currency}"
    whole, part = divmod(amount, 10**decimals)
    return f"{whole}.{part:0{decimals}d} {currency}"
