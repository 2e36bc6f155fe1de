"""Every pair of colours that the pages use can be read, in both themes (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re

import pytest

from foothold_web.building import STATIC

TOKENS = (STATIC / "css" / "tokens.css").read_text()
GROUNDS = ("paper", "surface")
TEXTS = ("ink", "soft", "accent", "accent-strong", "good", "warn", "bad", "money", "time")
WASHES = ("good", "warn", "bad", "money", "time", "accent")
LINES = ("edge", "focus", "term-1", "term-2", "term-3", "term-4", "term-5", "term-6", "term-7")

OF_TEXT, OF_LINES = 4.5, 3.0

PAIRS = (
    *((text, ground, OF_TEXT) for text in TEXTS for ground in GROUNDS),
    *((tone, f"{tone}-wash", OF_TEXT) for tone in WASHES),
    *(("ink", f"{tone}-wash", OF_TEXT) for tone in WASHES),
    ("on-accent", "accent", OF_TEXT),
    ("on-accent", "accent-strong", OF_TEXT),
    ("soft", "sunken", OF_TEXT),
    *((line, ground, OF_LINES) for line in LINES for ground in (*GROUNDS, "sunken")),
)


def colour(name: str, theme: int) -> str:
    found = re.search(rf"--{name}: light-dark\((#[0-9a-f]{{6}}), (#[0-9a-f]{{6}})\)", TOKENS)
    assert found, f"tokens.css has no --{name}"
    return found[theme + 1]


def luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = ((c / 12.92) if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_pair_has_the_contrast_that_it_needs(theme: int) -> None:
    weak = {
        f"{name} on {ground}": round(found, 2)
        for name, ground, least in PAIRS
        if (found := contrast(colour(name, theme), colour(ground, theme))) < least
    }
    assert weak == {}


def test_a_contrast_of_four_and_four_tenths_is_found() -> None:
    assert 4.4 <= contrast("#787878", "#ffffff") < OF_TEXT
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0


def test_styles_name_no_colour_but_the_tokens() -> None:
    others = [path for path in (STATIC / "css").glob("*.css") if path.name not in {"tokens.css", "print.css"}]
    assert [
        path.name for path in others if re.search(r"#[0-9a-f]{3,8}\b|\brgb\(|\bhsl\(", path.read_text())
    ] == []
