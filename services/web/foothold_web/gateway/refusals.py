"""What the gateway answers if it does not do what was asked."""

from typing import Self

from pydantic import BaseModel


class FieldError(BaseModel):
    """What is wrong with one field of a body; `field` is its path, such as `milestones.0.share`."""

    field: str
    message: str


class Problem(BaseModel):
    """A problem document (RFC 9457), as far as pages show it."""

    status: int
    title: str = ""
    detail: str = ""
    code: str = ""
    request_id: str | None = None
    errors: list[FieldError] = []


class Refused(Exception):
    """The API said no; its problem document says why."""

    def __init__(self, problem: Problem, *, retry_after: int | None = None) -> None:
        super().__init__(problem.detail or problem.title)
        self.problem = problem
        self.retry_after = retry_after

    @property
    def status(self) -> int:
        return self.problem.status

    @property
    def code(self) -> str:
        return self.problem.code

    @classmethod
    def because(cls, status: int, detail: str, code: str) -> Self:
        return cls(Problem(status=status, detail=detail, code=code))


class LoggedOut(Exception):
    """The API does not know the caller, or no longer. So it is no `Refused`, which pages show."""


class Away(Exception):
    """A part of the platform does not answer. Nothing is known to be done; the same call with the same key is safe."""

    def __init__(self, detail: str, *, service: str = "", retry_after: int = 1) -> None:
        super().__init__(detail)
        self.service = service
        self.retry_after = retry_after
