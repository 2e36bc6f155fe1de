"""The one error tree. `web/problems.py` maps it to RFC 9457 problem documents; the dispatcher retries by it.

Messages are sentences for a person: what was wrong, with which value, and what would be right.
`code` is stable and for programs.
"""

from typing import ClassVar


class FootholdError(Exception):
    """Base of every error that this system raises on purpose."""

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Internal error"

    def __init__(self, detail: str, *, code: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or type(self).__name__


class Invalid(FootholdError):
    """The input is wrong in itself; `errors` name each field, its value and what would be right."""

    status = 422
    title = "Invalid input"

    def __init__(
        self, detail: str, *, code: str | None = None, errors: list[dict[str, object]] | None = None
    ) -> None:
        super().__init__(detail, code=code)
        self.errors = errors or []


class Unauthenticated(FootholdError):
    """No token, or one that is not valid (any more)."""

    status = 401
    title = "Not authenticated"


class Forbidden(FootholdError):
    """The caller is known and may not do this."""

    status = 403
    title = "Forbidden"


class NotFound(FootholdError):
    """The object does not exist, or the caller may not know of it."""

    status = 404
    title = "Not found"


class NotYet(NotFound):
    """The object may exist and has not arrived here yet; a retry may find it."""

    retry_after: ClassVar[int] = 1


class Conflict(FootholdError):
    """The call contradicts another one (the same id with other content, a concurrent change)."""

    status = 409
    title = "Conflict"


class RuleBroken(FootholdError):
    """A rule of the domain refuses the command in the present state. Nothing was changed."""

    status = 409
    title = "Rule broken"


class RuleNotMetYet(RuleBroken):
    """A rule refuses the command by what is known here so far. What is missing may be on its way: a retry may pass."""

    retry_after: ClassVar[int] = 1


class TooManyRequests(FootholdError):
    """A limit is used up; after `retry_after` seconds there is room again."""

    status = 429
    title = "Too many requests"
    retry_after: int = 1

    def __init__(self, detail: str, *, code: str | None = None, retry_after: int = 1) -> None:
        super().__init__(detail, code=code)
        self.retry_after = retry_after


class Unavailable(FootholdError):
    """Something needed is away for now, and nothing is known to be done. Retry with the same key."""

    status = 503
    title = "Unavailable"
    retry_after: ClassVar[int] = 1


class StoreUnavailable(Unavailable):
    """MongoDB cannot be reached, or has no primary. A consumer does not park the record, but waits and tries again."""


class AmbiguousCommit(StoreUnavailable):
    """The write may or may not have happened. Its events are not published by this writer."""


class OutboxFull(Unavailable):
    """Kafka has been away so long that the document holds its maximum of unpublished events."""


class DocumentFrozen(FootholdError):
    """The document is behind its own events, since the database was restored. Nothing changes it until it has caught
    up, or an operator has decided. Only this document waits, so it is not `Unavailable`: its records are parked."""

    status = 503
    title = "Frozen"
    retry_after: ClassVar[int] = 60


class BusUnavailable(Unavailable):
    """Kafka cannot be reached."""
