"""Catching up after a restore: what a document's own events tell of it becomes its state, where they suffice."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

import structlog
from pydantic import ValidationError

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.errors import NotFound, RuleBroken, Unavailable
from foothold_chassis.store.frozen import MAX_TOLD, Frozen, Telling
from foothold_chassis.store.store import Store
from foothold_events.envelope import Event

log = structlog.get_logger()

A = TypeVar("A", bound=Aggregate)

Follow = Literal["database", "stream"]
"""What an operator lets a frozen document follow: its state in the database, or what the stream tells of it."""


@dataclass(frozen=True, slots=True)
class Retold(Generic[A]):
    """An aggregate as its own events tell that it was; None if it is begun anew without harm.

    `lost` names what no event tells. `suffices` says that what is lost is needed for nothing that is still to come:
    then the document catches up by itself, otherwise an operator decides.
    """

    aggregate: A | None
    lost: tuple[str, ...] = ()
    suffices: bool = True


@dataclass(frozen=True, slots=True)
class Past(Generic[A]):
    """A document of the restored database (None: it is missing there), and its own events since, the oldest first."""

    id: str
    found: A | None
    told: Sequence[tuple[Telling, Event]]


Erase = Callable[[A], list[Event]]
"""Forgets what the stream may not show any more of an aggregate, without an event: the stream has the erasure."""

Retell = Callable[[Past[A]], Awaitable[Retold[A] | None]]
"""Returns the aggregate as it was, or None where its events tell too little of it."""


@dataclass(frozen=True, slots=True)
class Retelling(Generic[A]):
    """How the aggregates of one store follow from their own events. Without `retell` none does.

    Where the topic is compacted, `erase` is what a null value (a tombstone) on it means for the aggregate.
    """

    store: Store[A]
    topic: str
    events: dict[str, type[Event]]
    retell: Retell[A] | None = None
    erase: Erase[A] | None = None

    def decoded(self, told: Sequence[Telling]) -> list[tuple[Telling, Event]] | None:
        """Return the events with their data; None if one is unknown or unreadable here, or too many are missing."""
        if len(told) >= MAX_TOLD or any(telling.type not in self.events for telling in told):
            return None
        try:
            return [
                (telling, self.events[telling.type].model_validate_json(telling.data)) for telling in told
            ]
        except ValidationError:
            return None


class Recovery:
    """Freezes what is behind its own events, catches it up, and lets operators decide about the rest."""

    def __init__(self, frozen: Frozen, retellings: Sequence[Retelling[Any]]) -> None:
        self.frozen = frozen
        self.retellings = retellings
        self._by_kind = {retelling.store.name: retelling for retelling in retellings}

    async def compare(self, retelling: Retelling[Any], by_subject: dict[str, list[Telling]]) -> None:
        """Freeze those of these documents that have caused fewer events than the stream has of them."""
        numbers = await retelling.store.numbers_of(by_subject)
        for id, tellings in by_subject.items():
            had = numbers.get(id, 0)
            ahead = [telling for telling in tellings if telling.n > had]
            if ahead:
                await self.frozen.note(retelling.store.name, id, had, ahead)

    async def recover(self, erased: Mapping[str, Retelling[Any]]) -> None:
        """Erase and catch up what can be, once every document was compared, and let the service go on."""
        for id in erased:
            await self.frozen.forget(id)
        # what follows from an event may be in another document, which is not behind and may be changed
        await self.frozen.know()
        for id, retelling in erased.items():
            await self._erase(retelling, id)
        await self.catch_all_up()
        await self.frozen.finish()

    async def _erase(self, retelling: Retelling[A], id: str) -> None:
        """Erase what the database has again of a subject that is erased on the stream."""
        erase = retelling.erase
        assert erase is not None  # noqa: S101 - only such subjects are found to be erased
        with suppress(NotFound):  # it is newer than the backup
            await retelling.store.change(id, lambda found, _now: erase(found))
            log.warning("erased_again", subject=id)

    async def catch_all_up(self) -> None:
        """Catch up each frozen document whose events suffice; the others wake no more."""
        for id, kind in await self.frozen.kinds():
            told = await self.frozen.told_of(id)
            if not told:  # another replica was faster
                continue
            retold = await self._try_to_catch_up(self._by_kind[kind], id, told)
            if retold is not None and retold.suffices:
                await self.frozen.mark(id, "caught_up", lost=retold.lost)
                log.warning("caught_up", subject=id, lost=retold.lost)
                continue
            await self._by_kind[kind].store.stop_waking(id, told[-1].n)
            may_follow = retold is not None and retold.aggregate is not None
            lost = retold.lost if retold is not None else ()
            await self.frozen.mark(id, "frozen", lost=lost, may_follow_stream=may_follow)
            log.error("document_frozen", subject=id, lost=lost)

    async def _try_to_catch_up(
        self, retelling: Retelling[A], id: str, told: Sequence[Telling]
    ) -> Retold[A] | None:
        """Catch up one document; a fault in how one of them is retold stops no other."""
        try:
            return await self._catch_up(retelling, id, told, must_suffice=True)
        except Unavailable:
            raise
        except Exception:
            log.exception("not_caught_up", subject=id)
            return None

    async def lift(self, id: str, follow: Follow, by: str, reason: str) -> None:
        """End the freeze of a document, which goes on from its state in the database or as the stream tells of it.

        Raises:
            NotFound: it is not frozen.
            RuleBroken: the stream tells too little of it to follow.
        """
        told = await self.frozen.told_of(id)
        kind = dict(await self.frozen.kinds()).get(id)
        if not told or kind is None:
            raise NotFound(f"{id} is not frozen.")
        retelling = self._by_kind[kind]
        if follow == "stream":
            retold = await self._catch_up(retelling, id, told, must_suffice=False)
            if retold is None or retold.aggregate is None:
                raise RuleBroken(
                    f"The stream tells too little of {id} to follow it; it can only follow the database.",
                    code="stream_insufficient",
                )
        else:
            await retelling.store.catch_up(id, told[-1].n, _as_it_is)
        await self.frozen.mark(id, "lifted", reason=reason)
        await self.frozen.know()
        log.warning("freeze_lifted", subject=id, follow=follow, by=by, reason=reason)

    async def _catch_up(
        self, retelling: Retelling[A], id: str, told: Sequence[Telling], *, must_suffice: bool
    ) -> Retold[A] | None:
        """Write what is told of a document, and return it; one that does not suffice is written only if it need not."""
        decoded = retelling.decoded(told)
        retell = retelling.retell
        if decoded is None or retell is None:
            return None
        outcome: Retold[A] | None = None

        async def as_told(found: A | None) -> A | None:
            nonlocal outcome
            outcome = await retell(Past(id, found, decoded))
            if outcome is None or (must_suffice and not outcome.suffices):
                return None
            return outcome.aggregate

        if await retelling.store.catch_up(id, told[-1].n, as_told) and outcome is None:
            return Retold(None)  # it was not behind any more
        return outcome


async def _as_it_is(found: A | None) -> A | None:
    return found
