"""The cause of a change: an event from the stream, or a command from a request."""

from dataclasses import dataclass

from foothold_events.envelope import Envelope, Event


@dataclass(frozen=True, slots=True)
class Command:
    """One request. `id` is the same for its retries (made from account, method, path and `Idempotency-Key`), and so is
    `fingerprint`, which is made from the body. Without a key there is none: nothing can repeat the command."""

    id: str
    correlation: str
    fingerprint: str | None = None

    @property
    def mark(self) -> str | None:
        """The note of this command in a document that has answered it."""
        return None if self.fingerprint is None else f"{self.id}:{self.fingerprint}"


Cause = Envelope[Event] | Command
