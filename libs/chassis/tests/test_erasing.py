"""An erasure goes past what is parked of its subject: nothing of that is kept or handled any more."""

from typing import ClassVar

import pytest
from pydantic import SecretStr

from foothold_chassis.bus.dispatcher import Dispatcher
from foothold_chassis.bus.parking import Parked, Parking
from foothold_chassis.bus.reactions import Reaction, Reactions
from foothold_chassis.store import Database
from foothold_chassis.testing import NOW, MemoryMongo, StoppedClock
from foothold_events.envelope import Envelope, Event, Sequence, encode


class CardUpdated(Event):
    TYPE: ClassVar[str] = "foothold.post.card.updated.v1"
    card_id: str
    text: str


class CardErased(Event):
    TYPE: ClassVar[str] = "foothold.post.card.erased.v1"
    ERASES: ClassVar[str | None] = "card_id"
    card_id: str


def updated(n: int, *, event_type: str = CardUpdated.TYPE, subject: str = "crd_1") -> Parked:
    made = encode(
        event_type,
        CardUpdated(card_id=subject, text=f"text {n}").model_dump_json().encode(),
        subject=subject,
        sequence=Sequence(0, n),
        time=NOW,
        correlation="cor_1",
        causation=None,
        traceparent=None,
    )
    return Parked(made.topic, 0, n, made.key, made.value, made.headers)


def newer(n: int) -> Parked:
    return updated(n, event_type="foothold.post.card.updated.v2")


def headless(n: int) -> Parked:
    return Parked(CardUpdated.topic(), 0, n, b"crd_1", b'{"text": "text 9"}', [])


def erased(n: int) -> Parked:
    return Parked(CardErased.topic(), 0, n, b"crd_1", None, [])


class Cards:
    """A consumer that keeps the text of each card."""

    def __init__(self) -> None:
        self.database = Database(SecretStr("mongodb://memory"), "post")
        self.database.use(MemoryMongo())
        self.clock = StoppedClock(NOW)
        self.parking = Parking(self.database, self.clock)
        reactions = Reactions([Reaction(CardUpdated, self._keep), Reaction(CardErased, self._forget)])
        self.dispatcher = Dispatcher("post", reactions, self.parking, self.clock)
        self.heard: list[str] = []

    async def _keep(self, event: Envelope[CardUpdated]) -> None:
        self.heard.append(event.data.text)

    async def _forget(self, event: Envelope[CardErased]) -> None:
        self.heard.append(f"{event.data.card_id} erased")

    async def take(self, *records: Parked) -> None:
        by_subject: dict[str, list[Parked]] = {}
        for record in records:
            by_subject.setdefault((record.key or b"").decode(), []).append(record)
        await self.dispatcher.dispatch(by_subject)

    async def drain(self) -> None:
        while (document := await self.parking.claim()) is not None:
            await self.parking.drain(document, self.dispatcher.run)


@pytest.mark.parametrize("at_once", [True, False], ids=["in one batch", "in two"])
async def test_what_waits_before_an_erasure_goes_and_what_follows_is_handled(at_once) -> None:
    cards = Cards()
    before, after = [updated(1), newer(2), updated(3), headless(4)], [erased(5), updated(6)]

    for records in [[*before, *after]] if at_once else [before, after]:
        await cards.take(*records)
    await cards.drain()

    assert cards.heard == ["text 1", "crd_1 erased", "text 6"]
    assert await cards.parking.is_empty()


async def test_what_came_after_an_erasure_waits_on() -> None:
    cards = Cards()

    await cards.take(erased(1), newer(2), headless(3), erased(1))

    assert cards.heard == ["crd_1 erased"]
    assert {parked.id: parked.records for parked in await cards.parking.find()} == {
        "crd_1": ["foothold.post.card:0:2", "foothold.post.card:0:1"],
        "offset:foothold.post.card:0:3": ["foothold.post.card:0:3"],
    }


async def test_an_erasure_leaves_other_subjects_alone() -> None:
    cards = Cards()
    other = updated(2, event_type="foothold.post.card.updated.v2", subject="crd_2")

    await cards.take(other, erased(5))

    assert [parked.id for parked in await cards.parking.find()] == ["crd_2"]


async def test_an_erasure_with_a_value_goes_past_them_too() -> None:
    cards = Cards()
    made = encode(
        CardErased.TYPE,
        b'{"card_id": "crd_1"}',
        subject="crd_1",
        sequence=Sequence(0, 3),
        time=NOW,
        correlation="cor_1",
        causation=None,
        traceparent=None,
    )

    await cards.take(newer(2), Parked(made.topic, 0, 3, made.key, made.value, made.headers))
    await cards.drain()

    assert cards.heard == ["crd_1 erased"]
