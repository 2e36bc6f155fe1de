"""The interfaces that a service needs of its parts."""

from typing import Protocol


class Component(Protocol):
    """A part that runs in the background."""

    async def start(self) -> None:
        """Return at once."""
        ...

    async def stop(self) -> None: ...


class Indexed(Protocol):
    """A part with indexes of its own."""

    async def ensure_indexes(self) -> None:
        """Make the missing indexes; harmless to call again."""
        ...
