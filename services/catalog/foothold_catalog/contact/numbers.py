"""Numbers to call, also where the digits are spelled."""

import re
from collections.abc import Iterator
from functools import cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata

from foothold_catalog.contact.reading import plain

_CUES = plain(
    "phone|telephone|telefon|telefono|téléphone|tel|tél|fon|fone|mobile|mobil|móvil|movil|celular|cell|handy"
    "|call|ring|dial|sms|text|whatsapp|signal|telegram|viber|wechat|fax|rufnummer|rufen|anrufen|appelez"
    "|llama|llámame|llamar|chiamami|zadzwon|телефон|тел|звоните|☎|📞|📱|☏|✆"
)
_FILLERS = (
    r"(?:me|us|uns|mich|an|at|al|le|la|el|on|under|unter|is|no|nr|numbers?|nummer|line|[.:;=#()\[\]>-])"
)
_CUED = re.compile(
    rf"(?<!\w)(?:{_CUES})(?:\s{{0,3}}{_FILLERS}){{0,5}}\s{{0,3}}"
    r"(?P<number>\+?\(?\d(?:[\s().,/_*~|-]{0,3}\d){5,14})(?!\d)",
    re.IGNORECASE,
)
"""A number of six digits or more that is said to be one to call."""

_OWN = re.compile(
    r"\b(?:my|our|mein\w*|unsere|mon|mi|meu|mio)\s+(?:number|nummer|numero|no\.?|nr\.?)\s*(?:\bis\b|\bist\b|\bes\b|\best\b|[:=])?\s{0,3}"
    r"(?P<number>\+?\(?\d(?:[ ().,/_*~|-]{0,3}\d){6,14})(?![\w%])",
    re.IGNORECASE,
)
_BEFORE_CUE = re.compile(
    r"(?<![\w.,$€£:#/-])(?P<number>\+?\(?\d(?:[ ().,/_*~|-]{0,3}\d){6,14})\s{0,3}[,;:-]?\s{0,3}"
    r"(?:(?:please|pls|just)\s)?(?:(?:call|ring|text|phone|dial|sms|whatsapp|message)\s+(?:me|us)"
    r"|is\s+my\s+(?:number|phone|mobile|cell)|anrufen|ruf\w*\s+(?:sie\s+)?mich)\b",
    re.IGNORECASE,
)
"""A number of seven digits or more that is said to be one's own, or to be called."""

_ACROSS_LINES = re.compile(
    r"(?<![\w.,$€£:#/-])(?<!\d\s)(?P<number>(?:\+\d{1,3}|0[1-9]\d{1,3}) ?\n ?[1-9]\d{5,9})"
    r"(?![\w%]|[.,:/-]\w|\s{1,3}\d)"
)
_DECIMALS = re.compile(r"(?:0|[1-9]\d?)\.\d+(?:,? (?:0|[1-9]\d?)\.\d+)+(?:,? (?:0|[1-9]\d?))?")
"""Decimals in a row; the last one may be cut off where a candidate ends."""

_CANDIDATE = re.compile(r"(?<![\w.,$€£:])(?:\+|00)?\(?\d(?:[ ().,/_*~|-]{0,3}\d){6,16}(?![\w%])")
_GROUPED = re.compile(
    r"(?:\d[ -]?)?\(\d{2,4}\)\s?(?=(?:\D*\d){6,9}$)\d{2,5}(?:[ .-]\d{2,5}){1,3}"
    r"|(?:\+?1[ .-])?\d{3}(\s?[ ./*-]\s?)\d{3}(?:\1|[ .-]|\s-\s)\d{4}|1[3-9]\d[ -]\d{4}[ -]\d{4}"
)
_COUNTS = re.compile(r"\+?\d{1,3}(?:([ ,._])\d{3})(?:\1\d{3})*(?:[.,]\d+)?|\d+(?:[.,]\d+)?")
_DATES = re.compile(
    r"(?:19|20)\d\d[-./ ]?(?:0[1-9]|1[0-2])[-./ ]?[0-3]\d|[0-3]?\d([-./ ])[0-3]?\d\1(?:19|20)\d\d", re.ASCII
)
_BETWEEN = re.compile(r"\s+-?\s*|\s*[-/|~]\s+|(?<=\d)(?<=\d{4})[-/](?=\d{4})")


@cache
def _regions_with_trunk_zero() -> tuple[str, ...]:
    of_regions = {
        region: PhoneMetadata.metadata_for_region(region) for region in phonenumbers.SUPPORTED_REGIONS
    }
    return tuple(
        sorted(region for region, known in of_regions.items() if known and known.national_prefix == "0")
    )


_NUMBER_WORDS = {
    word: digit
    for digit, words in enumerate(
        (
            "zero oh o null zéro cero nul nula ноль sifir",
            "one eins ein un uno um een jeden один bir",
            "two zwei zwo deux dos due dois twee dwa два iki",
            "three drei trois tres tre tr3s drie trzy три uc",
            "four vier quatre cuatro quattro quatro cztery четыре dort",
            "five fünf fuenf cinq cinco cinque vijf piec пять bes",
            "six sechs seis sei zes szesc шесть alti",
            "seven sieben sept siete sette sete zeven siedem семь yedi",
            "eight acht huit ocho otto oito osiem восемь sekiz",
            "nine neun neuf nueve nove negen dziewiec девять dokuz",
        )
    )
    for word in plain(words).split()
}
_WORDS = "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True))
_SPOKEN = rf"(?:(?:double |triple )?(?:{_WORDS})|\d{{1,4}})"
_SPELLED = re.compile(rf"\b(?:{_SPOKEN}[\s,.-]{{1,3}}){{5,}}{_SPOKEN}\b", re.IGNORECASE)
_SPELLED_PART = re.compile(
    rf"\b(?:double |triple )?(?:{_WORDS})[\s,.-]{{1,3}}(?:{_SPOKEN}[\s,.-]{{1,3}})+{_SPOKEN}\b", re.IGNORECASE
)
_O_FOR_ZERO = re.compile(
    r"(?<!\w)\+?(?=(?:[\d().\s-]*[OolI]){1,4})(?=(?:\D*\d){5})[\dOolI](?:[ ().-]{0,2}[\dOolI]){6,14}(?!\w)"
)
_OF_A_THING = re.compile(
    r"\b(?:serial|sku|isbn|issn|orcid|ean|upc|gtin|order|invoice|ticket|customer|article|part|model|build|barcode|codes?|ids?)"
    r"(?:\s+(?:no|number|numbers|id|ids|such|as|like)\b\.?){0,3}[\s:#]{0,3}$",
    re.IGNORECASE,
)
_OF_ROWS = re.compile(
    r"\b(?:rows?|records?|entries|postleitzahl(?:en)?|plz|zips?|post\s?codes?)[\s:#]{1,3}(?:\d{4,8}(?:\s?-\s?|\s+(?:to|bis|and|und)\s+))?$",
    re.IGNORECASE,
)
_ROW_NUMBERS = re.compile(r"\d{4,8}|\d{5}(?: \d{5})+")
_PARTS = re.compile(r"\d+")
_TIME = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
_COUNTED_THINGS = re.compile(r"\s+[a-z]+s\b", re.IGNORECASE)
LEAST_PARTS, MOST_TIMES = 5, 4
FRENCH_PAIRS = [2] * 5
LEAST_DIGITS, MOST_DIGITS = 7, 15
MOST_BEFORE = 80
SPELLED_WORDS, LEAST_SPOKEN = 6, 3


def number_in(text: str) -> str | None:
    """Return the first number to call in a text of plain characters."""
    for reading in dict.fromkeys((text, _with_zeros(text), _with_digits(text))):
        for found in _CUED.finditer(reading):
            if not _is_count(found["number"], reading[found.end() :]):
                return found[0]
        for found in _CANDIDATE.finditer(reading):
            if _is_to_call(found[0]) and not _is_of_a_thing(found[0], reading[: found.start()]):
                return found[0]
        if (own := _own_number(reading)) is not None:
            return own
    for run in _SPELLED.finditer(text):
        if _is_spelled(run[0]):
            return run[0]
    return None


def _own_number(text: str) -> str | None:
    for pattern in (_OWN, _BEFORE_CUE):
        for found in pattern.finditer(text):
            number, before = found["number"], text[: found.start()]
            if not (_is_amount(number, text[found.end() :]) or _is_of_a_thing(number, before)):
                return found[0]
    for found in _ACROSS_LINES.finditer(text):
        written = " ".join(found["number"].split())
        if _is_to_call(written) and not _is_of_a_thing(written, text[: found.start()]):
            return found[0]
    return None


def _is_amount(number: str, rest: str) -> bool:
    is_grouped = not number.isdigit() and bool(_COUNTS.fullmatch(number))
    return number.endswith("000") or (is_grouped and number[0] != "+") or _is_count(number, rest)


def _is_of_a_thing(number: str, before: str) -> bool:
    """Return whether what stands before a number says that it counts rows, or tells one thing from another."""
    nearby = before[-MOST_BEFORE:]
    of_rows = bool(_ROW_NUMBERS.fullmatch(number)) and bool(_OF_ROWS.search(nearby))
    return of_rows or bool(_OF_A_THING.search(nearby))


def _is_count(number: str, rest: str) -> bool:
    """Return whether a number behind a word such as `call` says how often, or is a date: `call 1000000 times`."""
    if _is_row(_digits(number)) or _DATES.fullmatch(number):
        return True
    return number[0] not in "+(0" and bool(_COUNTED_THINGS.match(rest))


def _is_to_call(written: str) -> bool:
    if _DECIMALS.fullmatch(written):
        return False
    if _GROUPED.fullmatch(written) and not _is_row(_digits(written)):
        return True
    if _DATES.search(written) or all(_COUNTS.fullmatch(part) for part in _BETWEEN.split(written) if part):
        return _is_plain_national(written)
    digits = _digits(written)
    if not LEAST_DIGITS <= len(digits) <= MOST_DIGITS + 2 or _is_row(digits):
        return False
    if written.startswith(("+", "00")) and _is_valid("+" + digits.removeprefix("00"), None):
        return True
    return digits.startswith("0") and _is_national(digits) and not _is_series(written)


def _is_plain_national(written: str) -> bool:
    """Return whether digits that could be a count or a date are a number with its trunk zero or its plus, such as
    `030 123 456` or `+49301234567`: no count begins so."""
    digits = _digits(written)
    if _DATES.search(written) or "," in written or re.match(r"0[.,]", written) or _is_row(digits):
        return False
    if written.startswith("+"):
        return len(digits) > LEAST_DIGITS and _is_valid("+" + digits, None)
    return digits.startswith("0") and _is_national(digits) and not _is_series(written)


def _is_series(written: str) -> bool:
    """Return whether these are several numbers in order, times of a day, or zeros and ones: `0 1 1 2 3 5 8 13`."""
    parts = _PARTS.findall(written)
    in_order = [int(part) for part in parts] == sorted(int(part) for part in parts)
    of_pairs = [len(part) for part in parts] == FRENCH_PAIRS
    are_times = len(parts) <= MOST_TIMES and all(_TIME.fullmatch(part) for part in parts)
    return (
        (len(parts) >= LEAST_PARTS and in_order and not of_pairs)
        or are_times
        or set("".join(parts)) <= {"0", "1"}
    )


def _is_national(digits: str) -> bool:
    return any(_is_valid(digits, region) for region in _regions_with_trunk_zero())


def _is_valid(number: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except NumberParseException:
        return False


def _is_spelled(run: str) -> bool:
    words = re.findall(rf"{_WORDS}", run, re.IGNORECASE)
    digits = "".join(_spoken(run))
    return len(words) >= SPELLED_WORDS and len(digits) >= LEAST_DIGITS and not _is_row(digits)


def _spoken(run: str) -> Iterator[str]:
    times = 1
    for part in re.findall(rf"double|triple|{_WORDS}|\d+", run.lower()):
        if part in {"double", "triple"}:
            times = 2 if part == "double" else 3
        else:
            yield str(_NUMBER_WORDS.get(part, part)) * times
            times = 1


def _with_digits(text: str) -> str:
    """Return the text with words for digits replaced where three or more stand together: `two one two 555 0100`."""

    def digits(run: re.Match[str]) -> str:
        parts = re.findall(rf"(?:double |triple )?(?:{_WORDS})\b|\d+", run[0], re.IGNORECASE)
        spoken = [part for part in parts if not part.isdigit()]
        if len(spoken) < LEAST_SPOKEN:
            return run[0]
        written = "".join(f" {part} " if part.isdigit() else "".join(_spoken(part)) for part in parts)
        return " ".join(written.split())

    return _SPELLED_PART.sub(digits, text)


def _with_zeros(text: str) -> str:
    """Return the text with letters that stand for digits replaced: `O3O l234567`."""
    letters = str.maketrans("OolI", "0011")
    return _O_FOR_ZERO.sub(lambda found: found[0].translate(letters), text)


def _digits(written: str) -> str:
    return "".join(character for character in written if character.isdigit())


def _is_row(digits: str) -> bool:
    """Return whether these are the digits in order, or one digit again and again: an example, no number."""
    return digits in "01234567890123456789" or digits in "9876543210" or len(set(digits)) == 1
