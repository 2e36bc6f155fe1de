"""The port to whoever moves the money."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, Protocol

from foothold_events.values import Money

Kind = Literal["charge", "refund", "payout"]


@dataclass(frozen=True, slots=True)
class Done:
    """The money has moved; `provider_id` is the provider's own name for it."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class Declined:
    """Definitely not, and it never will under this key."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer: it may have moved. Ask with `look_up` before anything else."""


Outcome = Done | Declined | Unknown


@dataclass(frozen=True, slots=True)
class Transfer:
    """One movement as asked of the provider. The same `key` moves money once, however often it is asked."""

    key: str
    kind: Kind
    amount: Money
    party: str
    """The provider's token of the payment method or payout account."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One movement as the provider has it in its books."""

    key: str
    kind: Kind
    amount: Money
    done: bool


class Provider(Protocol):
    async def move(self, transfer: Transfer) -> Outcome:
        """Charge, refund or pay out."""
        ...

    async def look_up(self, key: str) -> Outcome | None:
        """Give what became of a movement; `None` if it was never asked for."""
        ...

    async def look_up_all(self, keys: Collection[str]) -> dict[str, Outcome]:
        """Give what became of each of these movements; those never asked for are missing."""
        ...

    async def records(self, *, after: str | None, limit: int) -> list[Recorded]:
        """Give the provider's own books, by key."""
        ...
