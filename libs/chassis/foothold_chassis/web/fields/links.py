"""Web addresses that people enter."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, AnyHttpUrl, TypeAdapter, ValidationError, WithJsonSchema

LONGEST = 2_000

_URL: TypeAdapter[AnyHttpUrl] = TypeAdapter(AnyHttpUrl)


def web_address(text: str) -> str:
    """Return the address as it was entered, in NFC.

    Raises:
        ValueError: it is no address of the web, is too long, or holds characters that do not show.
    """
    composed = unicodedata.normalize("NFC", text)
    if len(composed) > LONGEST:
        raise ValueError(f"expected a web address of at most {LONGEST} characters")
    for character in composed:
        if unicodedata.category(character)[0] in "CZ":
            raise ValueError(
                f"expected a web address without blanks; U+{ord(character):04X} is one or hides something"
            )
    try:
        _URL.validate_python(composed)
    except ValidationError:
        raise ValueError("expected a web address that begins with https:// or http://") from None
    return composed


WebAddress = Annotated[
    str,
    AfterValidator(web_address),
    WithJsonSchema({"type": "string", "format": "uri", "minLength": 1, "maxLength": LONGEST}),
]
"""An address of the web, `https://` or `http://`."""
