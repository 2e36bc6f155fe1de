"""Kafka away for 20 s: commands go on, and everything arrives afterwards, in order."""

import asyncio
import secrets
import time
from collections import defaultdict
from functools import partial
from pathlib import Path

from foothold_chassis.causes import Command
from foothold_chassis.store import Database
from foothold_devstack.kafka import KafkaNode
from tests.integration.bus.replica import Replica, eventually, heads_on, make_topics
from tests.integration.bus.tally import Tally, types_of
from tests.integration.conftest import on_one_driver

OUTAGE_SECONDS = 20.0
TALLIES = [f"tly_{n}" for n in range(8)]
EVERY_SECONDS = 0.2
ANSWERED_WITHIN_SECONDS = 5.0


@on_one_driver
async def test_commands_go_on_and_every_event_arrives_in_order(database: Database, tmp_path: Path) -> None:
    happened, noted = types_of(secrets.token_hex(4))
    async with KafkaNode(tmp_path) as kafka:
        await make_topics(kafka.bootstrap, happened, noted)
        replica = Replica(kafka.bootstrap, database, happened, noted)
        committed = 0

        async def command_everywhere() -> None:
            nonlocal committed
            committed += 1
            number = committed
            started = time.monotonic()
            await asyncio.gather(
                *(
                    replica.store.change(
                        id,
                        lambda tally, now: tally.take(number, noted, now),
                        Command(f"cmd_{number}", "cor_test"),
                        create=partial(Tally, id=id),
                    )
                    for id in TALLIES
                )
            )
            assert time.monotonic() - started < ANSWERED_WITHIN_SECONDS, "a command waited for Kafka"

        async def arrived() -> dict[str, list[int]]:
            numbers: dict[str, list[int]] = defaultdict(list)
            for head in await heads_on(kafka.bootstrap, noted):
                if head.sequence.n not in numbers[head.subject]:
                    numbers[head.subject].append(head.sequence.n)
            return numbers

        async def all_arrived() -> bool:
            found = await arrived()
            return all(len(found[id]) == committed for id in TALLIES)

        async with replica.running(consuming=False):
            await command_everywhere()
            await eventually(all_arrived, "the first events are on Kafka")
            kafka.kill()
            back_at = time.monotonic() + OUTAGE_SECONDS
            while time.monotonic() < back_at:
                await command_everywhere()
                await asyncio.sleep(EVERY_SECONDS)
            assert committed > 20, "commands went on all the time"
            assert not replica.producer.available
            await kafka.start()
            await command_everywhere()
            await eventually(all_arrived, "every event is on Kafka")

            assert await arrived() == {id: list(range(1, committed + 1)) for id in TALLIES}

            async def outboxes_are_empty() -> bool:
                return await replica.store.collection.count({"outbox.0": {"$exists": True}}) == 0

            await eventually(outboxes_are_empty, "the outboxes are empty")
