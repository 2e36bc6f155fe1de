"""Where the services' Python time goes while the closed loop runs: py-spy's samples of threads that hold the GIL.

Each sample counts for the first part below that its stack passes through, so the parts add up to the whole.
"""

import asyncio
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from bench.market import Market, open_market
from bench.measure import Say
from bench.place import Place
from bench.road import closed_loop
from foothold_devstack.process import ManagedProcess

SAMPLED = ("gateway", "contracts", "payouts", "matching")
BATCHES = 3
SAMPLES_A_SECOND = 250
LONGEST_SECONDS = 600
STOP_SECONDS = 60
LOOK_SECONDS = 0.1
LEAST_PERCENT = 1.0

PARTS: tuple[tuple[str, str], ...] = (
    ("gateway: calling the service (aiohttp)", "foothold_gateway/proxy.py"),
    ("gateway: calling the service (aiohttp)", "aiohttp/"),  # what the event loop calls, to parse answers
    ("gateway: rate limits", "foothold_gateway/limiting.py"),
    ("token", "foothold_chassis/web/keyring.py"),
    ("telemetry: spans", "opentelemetry/"),
    ("telemetry: metrics", "prometheus_client/"),
    ("log lines", "structlog/"),
    ("wakes", "foothold_chassis/store/wakes.py"),
    ("sweeper", "foothold_chassis/store/sweeper.py"),
    ("rows", "foothold_chassis/store/upserts.py"),
    ("offsets", "foothold_chassis/bus/progress.py"),
    ("outbox: publish and clear", "foothold_chassis/store/outbox.py"),
    ("store: decide, validate, dump", "foothold_chassis/store/documents.py"),
    ("store: load and commit", "foothold_chassis/store/store.py"),
    ("driver, in threads", "concurrent/futures/thread.py"),
    ("driver", "pymongo/"),
    ("HTTP: FastAPI and starlette", "fastapi/"),
    ("HTTP: uvicorn", "uvicorn/"),
    ("consumer: reactions", "foothold_chassis/bus/dispatcher.py"),
    ("consumer: reactions", "foothold_chassis/bus/consumer.py"),
    ("readers", "foothold_chassis/bus/reader.py"),
    ("Kafka: fetch", "aiokafka/consumer/"),
    ("Kafka: produce", "aiokafka/producer/"),
    ("Kafka: wire format", "aiokafka/"),
    ("FastStream", "faststream/"),
)


async def bench_profile(place: Place, say: Say) -> dict[str, Any]:
    del place  # it has a stack of its own
    async with open_market("motor") as market:
        await closed_loop(market, await market.applications())  # warm
        with tempfile.TemporaryDirectory() as folder:
            spies = {name: _spy(market, name, Path(folder)) for name in SAMPLED}
            for spy, _ in spies.values():
                spy.start()
            for n in range(BATCHES):
                await closed_loop(market, await market.applications())
                say(f"  {n + 1}/{BATCHES}")
            await asyncio.gather(*(_finish(spy) for spy, _ in spies.values()))
            return {name: parts_of(file.read_text()) for name, (_, file) in spies.items()}


def _spy(market: Market, name: str, folder: Path) -> tuple[ManagedProcess, Path]:
    file = folder / f"{name}.txt"
    command = [
        *(
            str(Path(sys.executable).with_name("py-spy")),
            "record",
            "--gil",
            "--nonblocking",
            "--format",
            "raw",
            "--output",
            str(file),
        ),
        *("--rate", str(SAMPLES_A_SECOND), "--duration", str(LONGEST_SECONDS)),
        *("--pid", str(market.pids[name])),
    ]
    return ManagedProcess(f"py-spy of {name}", command, log=folder / f"{name}.log"), file


async def _finish(spy: ManagedProcess) -> None:
    spy.signal(signal.SIGINT)  # it writes what it has, and ends
    async with asyncio.timeout(STOP_SECONDS):
        while spy.running:  # noqa: ASYNC110 - a process ends without telling
            await asyncio.sleep(LOOK_SECONDS)


def parts_of(folded: str) -> dict[str, Any]:
    """Return the percentage of each part, largest first; `folded` has a stack and a count in each line."""
    found: Counter[str] = Counter()
    for line in folded.splitlines():
        stack, _, count = line.rpartition(" ")
        part = next((name for name, file in PARTS if file in stack), "event loop and everything else")
        found[part] += int(count)
    total = found.total()
    shares = {name: round(n / total * 100, 1) for name, n in found.most_common()}
    return {"samples": total, "percent": {n: share for n, share in shares.items() if share >= LEAST_PERCENT}}
