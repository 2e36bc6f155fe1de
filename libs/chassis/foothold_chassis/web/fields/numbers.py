"""Whole numbers: those of bodies, and those of queries, which are text."""

import re
from typing import Annotated

from pydantic import Field

_DIGITS = re.compile("[0-9]{1,15}")


def written_number(value: object) -> int:
    """Return the number that is written in ASCII digits alone.

    Raises:
        ValueError: there is anything else in it, such as a sign, a point, a blank or another script's digits.
    """
    if not isinstance(value, str) or not _DIGITS.fullmatch(value):
        raise ValueError("expected a whole number in digits, such as 50")
    return int(value)


Whole = Annotated[int, Field(strict=True)]
"""A whole number in a body: a JSON number without a point, no text, no truth value. A field adds its bounds."""
