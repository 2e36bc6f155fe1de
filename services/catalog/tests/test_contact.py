"""Contact data in public text is found in whatever characters it is written, and technical texts pass."""

from time import perf_counter

import pytest

from foothold_catalog.contact import contact_in

from .guilty_numbers import NUMBERS
from .guilty_texts import GUILTY
from .innocent_texts import INNOCENT

LONGEST = 4_000
SECONDS = 2.0

NASTY = [
    *("a", "a.", "1 ", "a at ", "(", "- ", "@", "a@", "one ", "0O ", "+1", " ", "telegram ", "http://"),
    *("0 3", "my number is 1 ", "1234567 call ", "030\n", "0.1, ", "row 0100000 to ", "a=at="),
    *("a gmail ", "www a ", "mailto a ", "my gmail, ", "t (dot) ", "contact a at ", "user@a."),
    *("live:.", "skype live:", "icq 1", "qq 1 "),
]
"""Parts of texts that make patterns try much."""


@pytest.mark.parametrize("text", INNOCENT)
def test_a_technical_text_passes(text) -> None:
    assert contact_in(text) is None


def test_all_of_them_in_one_brief_pass() -> None:
    assert contact_in("\n".join(INNOCENT)) is None


@pytest.mark.parametrize("text", [*GUILTY, *NUMBERS])
def test_contact_data_is_found_alone(text) -> None:
    assert contact_in(text) is not None


@pytest.mark.parametrize("text", [*GUILTY, *NUMBERS])
def test_contact_data_is_found_in_the_midst_of_a_brief(text) -> None:
    assert contact_in(f"Clean 4,000 rows with Python 3.11.\n{text}\nThe rest is in main.py.") is not None


@pytest.mark.parametrize("part", NASTY)
def test_no_text_takes_long(part) -> None:
    """A bound with room for a busy machine: each takes less than a tenth of it."""
    text = (part * LONGEST)[:LONGEST]
    begun = perf_counter()

    contact_in(text)

    assert perf_counter() - begun < SECONDS
