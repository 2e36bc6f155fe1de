"""The base of the bodies of requests."""

from pydantic import BaseModel, ConfigDict


class RequestBody(BaseModel):
    """Base of every request body: an unknown field is an error, and so is a value of another type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
