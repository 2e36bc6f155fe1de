"""Events for the patient service, and what they have caused in it."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from functools import partial

from foothold_chassis.bus.producer import Producer
from foothold_chassis.errors import BusUnavailable
from foothold_events.connection import KafkaConnection
from foothold_events.envelope import Event, Record, Sequence, encode
from foothold_events.identity import SigningKeyPublished
from tests.integration.bus.replica import eventually
from tests.integration.lifecycle.patience import types_of
from tests.integration.lifecycle.process import KEY, Place

ALL = 10_000


def record_of(event: Event, subject: str, n: int, place: Place) -> Record:
    return encode(
        event.TYPE,
        event.model_dump_json().encode(),
        subject=subject,
        sequence=Sequence(0, n),
        time=place.now(),
        correlation="cor_test",
        causation=None,
        traceparent=None,
    )


async def send(place: Place, by_subject: Iterable[list[Record]]) -> None:
    producer = Producer(KafkaConnection(place.kafka), "upstream")
    await producer.start()

    async def connected() -> bool:
        return producer.available

    async def has_sent(record: Record) -> bool:
        try:
            await producer.send(record)
        except BusUnavailable:
            return False  # a new broker does not know of a new topic at once
        return True

    async def send_in_order(records: list[Record]) -> None:
        for record in records:
            await eventually(partial(has_sent, record), "Kafka takes a record")

    await eventually(connected, "the producer is connected")
    await asyncio.gather(*map(send_in_order, by_subject))
    await producer.stop()


async def ask(place: Place, subjects: list[str], each: int, seconds: float) -> None:
    """Send `each` events for each subject; each reaction to them takes so many seconds."""
    asked, _ = types_of(place.run)
    events = [asked(n=n, seconds=seconds) for n in range(1, each + 1)]
    await send(
        place, [[record_of(event, subject, event.n, place) for event in events] for subject in subjects]
    )


async def publish_key(place: Place) -> None:
    """Publish a signing key as identity does: without one no process is ready."""
    event = SigningKeyPublished(key_id="key_1", public_key=KEY, not_before=place.now())
    await send(place, [[record_of(event, event.key_id, 1, place)]])


async def deliveries(place: Place) -> Counter[str]:
    """Return how often the reaction was called for each event."""
    database = place.database("patience")
    found = await database.collection("deliveries").find({}, limit=ALL)
    await database.close()
    return Counter({row["_id"]: row["times"] for row in found})


async def effects(place: Place) -> dict[str, list[str]]:
    """Return the answers that each subject has."""
    database = place.database("patience")
    found = await database.collection("answers").find({}, limit=ALL)
    await database.close()
    return {row["_id"]: row["state"]["by"] for row in found}


async def unpublished(place: Place) -> int:
    database = place.database("patience")
    count = await database.collection("answers").count({"outbox.0": {"$exists": True}})
    await database.close()
    return count
