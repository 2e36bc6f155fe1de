"""The marks of the commands that a document has answered, and what a second use of a key is. Pure."""

from collections.abc import Sequence

from foothold_chassis.causes import Command
from foothold_chassis.errors import Invalid

REMEMBERED_COMMANDS = 16
"""The last ones with a key. The first one is remembered for good besides, since it may have created the document."""


def marked(marks: Sequence[str], command: Command) -> list[str]:
    """Return the marks with that of one more command. One without a key leaves none, since nothing can repeat it."""
    if command.mark is None:
        return list(marks)
    return [*marks[:1], *[*marks[1:], command.mark][-REMEMBERED_COMMANDS:]]


def has_mark(marks: Sequence[str], command: Command) -> bool:
    """Return whether a command is among those that were answered.

    Raises:
        Invalid: its key was used with another body.
    """
    known = next((mark for mark in marks if mark.startswith(f"{command.id}:")), None)
    if known is not None and known != command.mark:
        raise key_reused()
    return known is not None


def key_reused() -> Invalid:
    """Return the error for a key that was used with another body."""
    return Invalid(
        "This Idempotency-Key was used with another body; use a new key for a new request.",
        code="idempotency_key_reused",
    )
