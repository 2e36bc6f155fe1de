"""How long no acknowledgements come after the broker was killed and started again."""

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.measure import REPEATS, Say, spread
from bench.place import Place
from foothold_chassis.bus.producer import Producer
from foothold_chassis.errors import BusUnavailable
from foothold_devstack.kafka import KafkaNode
from foothold_events.connection import KafkaConnection
from foothold_events.envelope import Record

DOWN_SECONDS = 5.0
RECORD = Record("bench", b"eng_1", b"{}", [])


async def bench_outage(place: Place, say: Say) -> dict[str, Any]:
    """Kill the broker (-9), start it 5 s later, and return the seconds from the start command to each step."""
    del place  # this one kills its own broker
    answers, acknowledges = [], []
    with tempfile.TemporaryDirectory() as folder:
        async with KafkaNode(Path(folder)) as kafka:
            await Place(kafka.bootstrap, "").make_topic(RECORD.topic, 1)
            producer = Producer(KafkaConnection(kafka.bootstrap), "bench")
            await producer.start()
            for n in range(REPEATS):
                await _acknowledged(producer)
                kafka.kill()
                await asyncio.sleep(DOWN_SECONDS)
                started = time.perf_counter()
                acknowledged = asyncio.create_task(_acknowledged(producer))
                await kafka.start()
                answers.append(time.perf_counter() - started)
                await acknowledged
                acknowledges.append(time.perf_counter() - started)
                say(
                    f"  {n + 1}/{REPEATS}: answers {answers[-1]:.1f} s, acknowledges {acknowledges[-1]:.1f} s"
                )
            await producer.stop()
    return {
        "broker_answers_after_s": spread(answers),
        "acknowledged_after_s": spread(acknowledges),
    }


async def _acknowledged(producer: Producer) -> None:
    """Send events until Kafka has acknowledged one."""
    while True:
        try:
            await producer.send(RECORD)
        except BusUnavailable:
            await asyncio.sleep(0.05)
        else:
            return
