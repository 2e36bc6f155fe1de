"""A poison message delays its own subject and no other, and the records behind it keep their order."""

import asyncio

from foothold_events.envelope import Envelope, Record
from tests.integration.bus.conftest import Bus
from tests.integration.bus.replica import eventually, happening
from tests.integration.bus.tally import Happened

SUBJECTS = [f"thing_{n}" for n in range(6)]
EACH = 8
POISONED, POISON = "thing_3", 4


async def test_a_poison_record_parks_its_subject_only_and_a_fixed_reaction_drains_it_in_order(
    bus: Bus,
) -> None:
    is_fixed = asyncio.Event()

    async def fails(event: Envelope[Happened]) -> None:
        if (event.subject, event.data.n) == (POISONED, POISON) and not is_fixed.is_set():
            raise ValueError("a reaction with a bug")

    for n in range(1, EACH + 1):
        for subject in SUBJECTS:
            await bus.upstream.send(happening(bus.happened, subject, n))
    replica = bus.replica()
    replica.before = fails
    async with replica.running():

        async def others_are_done() -> bool:
            others = [subject for subject in SUBJECTS if subject != POISONED]
            return all([await replica.taken(subject) == list(range(1, EACH + 1)) for subject in others])

        async def the_rest_waits() -> bool:
            return [len(parked.records) for parked in await replica.parking.find()] == [EACH - POISON + 1]

        await eventually(others_are_done, "every other subject is done")
        await eventually(the_rest_waits, "the poison and what follows it are parked")
        assert await replica.taken(POISONED) == list(range(1, POISON))
        [parked] = await replica.parking.find()
        assert parked.id == POISONED
        assert parked.error == "ValueError", "names the kind of error, and nothing that it might quote"

        await bus.upstream.send(happening(bus.happened, POISONED, EACH + 1))

        async def the_newcomer_waits_behind() -> bool:
            return len((await replica.parking.find())[0].records) == EACH - POISON + 2

        await eventually(the_newcomer_waits_behind, "a later event of a parked subject waits behind it")
        is_fixed.set()
        await replica.parking.retry(POISONED)

        async def nothing_waits() -> bool:
            return await replica.parking.find() == []

        await eventually(nothing_waits, "the subject is drained")
        assert await replica.taken(POISONED) == list(range(1, EACH + 2))


async def test_what_cannot_be_decoded_parks_by_its_key_and_keyless_by_its_offset(bus: Bus) -> None:
    bad = happening(bus.happened, "thing_1", 1, value=b'{"n": "many"}')
    nameless = Record(bus.happened.topic(), None, b"no event at all", [])  # type: ignore[arg-type]
    for record in (bad, nameless, happening(bus.happened, "thing_2", 1)):
        await bus.upstream.send(record)
    replica = bus.replica()
    async with replica.running():

        async def both_are_parked() -> bool:
            return len(await replica.parking.find()) == 2

        await eventually(both_are_parked, "both are parked")
        by_offset, by_key = await replica.parking.find()
        assert by_key.id == "thing_1"
        assert by_key.error.startswith("undecodable:")
        assert "n:" in by_key.error, "the message names the field"
        assert by_offset.id.startswith(f"offset:{bus.happened.topic()}:")
        assert "ce_specversion" in by_offset.error

        async def the_good_one_is_taken() -> bool:
            return await replica.taken("thing_2") == [1]

        await eventually(the_good_one_is_taken, "the good one is taken")
        assert await replica.taken("thing_1") == []
