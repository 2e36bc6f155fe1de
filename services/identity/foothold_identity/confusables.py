"""Domains that look alike: `examp1e.org`, and `example.org` with one letter in Cyrillic, for `example.org`. Pure."""

import unicodedata
from functools import cache
from importlib import resources

from foothold_chassis.addresses import readable

FIRST_ACCENT, LAST_ACCENT = "\u0300", "\u036f"


def skeleton(domain: str) -> str:
    """Return what is left of a domain when only its look counts. Two domains with one skeleton look alike [UTS 39].

    Accents are left out too: in an address bar few readers see the dot under an `ẹ`.
    """
    table = _prototypes()
    alike = "".join(table.get(letter, letter) for letter in unicodedata.normalize("NFD", readable(domain)))
    bare = unicodedata.normalize("NFD", alike.lower())
    return "".join(letter for letter in bare if not FIRST_ACCENT <= letter <= LAST_ACCENT)


@cache
def _prototypes() -> dict[str, str]:
    """Return for each character what it looks like."""
    text = resources.files("foothold_identity").joinpath("confusables.txt").read_text(encoding="utf-8")
    rows = [line.split("<") for line in text.splitlines() if not line.startswith("#")]
    return {chr(int(one, 16)): _word(look) for look, alike in rows for one in alike.split()}


def _word(points: str) -> str:
    return "".join(chr(int(point, 16)) for point in points.split())
