"""The cause of a change: an event from the stream, or a command from a request."""

from dataclasses import dataclass

from foothold_events.envelope import Envelope, Event


@dataclass(frozen=True, slots=True)
class Command:
    """One request. `id` is the same for its retries (made from account, route and `Idempotency-Key`)."""

    id: str
    correlation: str


Cause = Envelope[Event] | Command
