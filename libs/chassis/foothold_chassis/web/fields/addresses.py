"""Addresses of mailboxes, and names of domains."""

from typing import Annotated

from pydantic import StringConstraints

# only a mail to the address proves it; this refuses what cannot be an address
EmailAddress = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$"),
]

Domain = Annotated[
    str,
    StringConstraints(
        to_lower=True,
        max_length=253,
        pattern=r"^(?i:[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?i:[a-z][a-z0-9-]{0,61}[a-z0-9])$",
    ),
]
