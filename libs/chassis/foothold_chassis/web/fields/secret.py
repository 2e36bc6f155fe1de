"""What nobody else may know. No answer, log line or error repeats it."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, StringConstraints, WithJsonSchema

from foothold_chassis.web.fields.texts import CODE_POINTS

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
"""Unicode code points of the password in NFC [NIST SP 800-63B counts so]."""


def whole(secret: SecretStr) -> SecretStr:
    """Return the secret.

    Raises:
        ValueError: it holds half a surrogate pair, which nothing can encode.
    """
    try:
        secret.get_secret_value().encode()
    except UnicodeEncodeError:
        raise ValueError("expected whole Unicode characters, no half of a surrogate pair") from None
    return secret


def new_password(secret: SecretStr) -> SecretStr:
    """Return the password. Every character is allowed in it.

    Raises:
        ValueError: it is shorter or longer than a password may be.
    """
    length = len(unicodedata.normalize("NFC", secret.get_secret_value()))
    if not SHORTEST_PASSWORD <= length <= LONGEST_PASSWORD:
        raise ValueError(
            f"expected a password of {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters, not {length}"
        )
    return secret


Secret = Annotated[SecretStr, Field(max_length=LONGEST_PASSWORD * CODE_POINTS), AfterValidator(whole)]
"""A password or a token as somebody presents it. Whether it is right shows when it is checked."""

Password = Annotated[
    SecretStr,
    AfterValidator(whole),
    AfterValidator(new_password),
    WithJsonSchema(
        {
            "type": "string",
            "format": "password",
            "writeOnly": True,
            "minLength": SHORTEST_PASSWORD,
            "maxLength": LONGEST_PASSWORD,
        }
    ),
]
"""A password that somebody chooses."""

OpaqueToken = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,200}$")]
"""A name that another system gave: 1 to 200 visible ASCII characters, which mean nothing here."""
