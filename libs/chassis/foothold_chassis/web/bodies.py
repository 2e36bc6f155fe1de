"""The bodies of requests."""

from pydantic import BaseModel, ConfigDict


class RequestBody(BaseModel):
    """Base of every request body: a field it does not know is an error, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def written_date(value: object) -> object:
    """Accept a date only as text: pydantic would read a number as seconds since 1970."""
    if not isinstance(value, str):
        raise ValueError("expected a date such as 2026-06-08")  # noqa: TRY004 - pydantic makes it a field error
    return value
