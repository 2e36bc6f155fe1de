"""What a service asks of its parts."""

from typing import Protocol


class Component(Protocol):
    """Something that goes on beside the requests."""

    async def start(self) -> None:
        """Return at once."""
        ...

    async def stop(self) -> None: ...


class Indexed(Protocol):
    """Something with indexes of its own."""

    async def ensure_indexes(self) -> None:
        """Make those that are missing; harmless to call again."""
        ...
