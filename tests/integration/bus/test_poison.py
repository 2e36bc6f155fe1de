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


async def test_what_cannot_be_read_parks_by_its_subject_and_alone_if_it_names_none(bus: Bus) -> None:
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


async def test_an_unknown_major_waits_with_its_subject_and_is_handled_after_the_upgrade(bus: Bus) -> None:
    newer = happening(bus.happened, "thing_1", 2, event_type=bus.happened.TYPE.replace(".v1", ".v2"))
    other = happening(bus.happened, "thing_2", 1, event_type=bus.happened.topic() + ".renamed.v2")
    for record in (
        happening(bus.happened, "thing_1", 1),
        newer,
        happening(bus.happened, "thing_1", 3),
        other,
        happening(bus.happened, "thing_2", 2),
    ):
        await bus.upstream.send(record)
    old = bus.replica()
    async with old.running():

        async def the_newer_waits_and_the_other_is_skipped() -> bool:
            waiting = [len(parked.records) for parked in await old.parking.find()]
            return waiting == [2] and await old.taken("thing_2") == [2]

        await eventually(the_newer_waits_and_the_other_is_skipped, "the newer version waits")
        [parked] = await old.parking.find()
        assert parked.id == "thing_1"
        assert f"{bus.happened.TYPE.replace('.v1', '.v2')} is an event of a version" in parked.error
        assert f"{bus.happened.TYPE} is known" in parked.error
        assert await old.taken("thing_1") == [1]

    class Newer(bus.happened):  # type: ignore[misc, name-defined]
        TYPE = bus.happened.TYPE.replace(".v1", ".v2")

    upgraded = bus.replica(Newer)
    async with upgraded.running():
        await upgraded.parking.retry("thing_1")

        async def nothing_waits() -> bool:
            return await upgraded.parking.find() == []

        await eventually(nothing_waits, "the new code drains it")
        assert await upgraded.taken("thing_1") == [1, 2, 3]


async def test_a_record_without_headers_under_a_living_subject_stops_nothing_and_can_be_discarded(
    bus: Bus,
) -> None:
    headless = Record(bus.happened.topic(), b"thing_1", b'{"n": 9}', [])
    for record in (happening(bus.happened, "thing_1", 1), headless, happening(bus.happened, "thing_1", 2)):
        await bus.upstream.send(record)
    replica = bus.replica()
    async with replica.running():

        async def its_subject_goes_on() -> bool:
            return await replica.taken("thing_1") == [1, 2]

        await eventually(its_subject_goes_on, "the subject goes on")
        [parked] = await replica.parking.find()
        assert parked.id == f"offset:{parked.records[0]}"

        await replica.parking.discard(parked.id, parked.records[0])
        assert await replica.parking.find() == []


async def test_a_discarded_record_frees_its_subject(bus: Bus) -> None:
    for record in (
        happening(bus.happened, "thing_1", 1),
        happening(bus.happened, "thing_1", 2, value=b'{"n": "many"}'),
        happening(bus.happened, "thing_1", 3),
    ):
        await bus.upstream.send(record)
    replica = bus.replica()
    async with replica.running():

        async def it_waits() -> bool:
            return [len(parked.records) for parked in await replica.parking.find()] == [2]

        await eventually(it_waits, "the record that does not fit waits, and the next behind it")
        [parked] = await replica.parking.find()
        assert await replica.taken("thing_1") == [1]
        await replica.parking.discard("thing_1", parked.records[0])

        async def the_rest_is_taken() -> bool:
            return await replica.taken("thing_1") == [1, 3] and await replica.parking.find() == []

        await eventually(the_rest_is_taken, "the rest goes on")
        await bus.upstream.send(happening(bus.happened, "thing_1", 4))

        async def so_is_what_comes_later() -> bool:
            return await replica.taken("thing_1") == [1, 3, 4]

        await eventually(so_is_what_comes_later, "and later events as ever")
