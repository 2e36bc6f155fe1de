"""The bodies of requests."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


class RequestBody(BaseModel):
    """Base of every request body: a field it does not know is an error, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def written_date(value: object) -> object:
    """Accept a date only as text: pydantic would read a number as seconds since 1970."""
    if not isinstance(value, str):
        raise ValueError("expected a date such as 2026-06-08")  # noqa: TRY004 - pydantic makes it a field error
    return value


Day = Annotated[date, BeforeValidator(written_date), Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]
"""A calendar day, as an ISO 8601 string."""

Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$"),
]
"""One line of text by a person, without control characters."""
