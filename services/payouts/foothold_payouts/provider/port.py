"""The port to the payment provider, which moves the money."""

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
    """The provider refused: under this key the money will never move."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """There was no answer: the money may have moved. Ask with `look_up` before anything else."""


Outcome = Done | Declined | Unknown


@dataclass(frozen=True, slots=True)
class Transfer:
    """One movement as the service asks for it. The same `key` moves money once, however often it is asked for."""

    key: str
    kind: Kind
    amount: Money
    goes_by: str
    """The provider's token of the payment method that is charged or of the account that is paid; of a refund the
    provider's id of the charge that it undoes, so it goes back to where the money came from."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One movement as the provider has it in its books."""

    key: str
    kind: Kind
    amount: Money
    done: bool


class Provider(Protocol):
    def check_token(self, field: str, token: str) -> None:
        """Check that a token has the form of the provider's own. Whether it can be charged or paid shows later.

        Raises:
            Invalid: it has not; the error names the field and says what would be right.
        """
        ...

    async def move(self, transfer: Transfer) -> Outcome:
        """Charge, refund or pay out."""
        ...

    async def look_up(self, key: str) -> Outcome | None:
        """Return what became of a movement; `None` if it was never asked for."""
        ...

    async def look_up_all(self, keys: Collection[str]) -> dict[str, Outcome]:
        """Return what became of each of these movements; those never asked for are missing."""
        ...

    async def records(self, *, after: str | None, limit: int) -> list[Recorded]:
        """Return a page of the provider's own books, ordered by key: at most `limit` of those after this key."""
        ...
