"""A service as a process of its own, seen as an orchestrator sees it: probes, signals, exit codes, logs."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import httpx2
from pydantic import SecretStr

from foothold_chassis.settings import ServiceSettings
from foothold_chassis.store.mongo import Database, Driver
from foothold_devstack.ports import hold_port
from foothold_devstack.process import ManagedProcess
from tests.integration.bus.replica import eventually

ROOT = Path(__file__).parents[3]
PROBE_SECONDS = 3.0
"""The time limit of a probe in our manifests; more than a busy machine needs."""

PULSE_SECONDS = 0.05
KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"
"""A public key of the right form (Ed25519, raw, base64url)."""


@dataclass(frozen=True)
class Place:
    """The servers and bounds that a process is configured with. Each run has databases and groups of its own."""

    run: str
    folder: Path
    kafka: str
    mongo: str
    drain: float = 1.0
    leave: float = 0.5

    def database(self, service: str) -> Database:
        return Database(SecretStr(self.mongo), f"test_{self.run}_{service}", "pymongo")

    async def give_key(self, service: str, key: str = KEY) -> None:
        """Write a token key into a service's own database."""
        database = self.database(service)
        await database.collection("token_keys").insert_one({"_id": "key_1", "public_key": key})
        await database.close()

    def now(self) -> datetime:
        return datetime.now(UTC)

    @property
    def longest_stop_seconds(self) -> float:
        settings = ServiceSettings(
            kafka_bootstrap="",
            mongo_uri="mongodb://nowhere",
            drain_seconds=self.drain,
            leave_seconds=self.leave,
        )
        return settings.longest_stop_seconds


@dataclass
class Probe:
    """The answer to a probe; its `status` is 0 if none came."""

    status: int = 0
    checks: dict[str, bool] = field(default_factory=dict)

    @property
    def failing(self) -> set[str]:
        return {name for name, holds in self.checks.items() if not holds}


class ServiceProcess:
    def __init__(
        self,
        place: Place,
        service: str,
        role: str,
        driver: Driver = "pymongo",
        env: Mapping[str, str] | None = None,
    ) -> None:
        command = [sys.executable, "-m", f"foothold_{service}"]
        if service == "patience":
            command = [sys.executable, "-m", "tests.integration.lifecycle.patience", place.run]
        self.port, self.internal_port = hold_port(), hold_port()
        self.place = place
        self._process = ManagedProcess(
            f"{service} {role}",
            [*command, "--role", role],
            log=place.folder / f"{service}-{role}-{self.port}.log",
            env={
                "FOOTHOLD_KAFKA_BOOTSTRAP": place.kafka,
                "FOOTHOLD_MONGO_URI": place.mongo,
                "MONGO_DRIVER": driver,
                "FOOTHOLD_DATABASE_PREFIX": f"test_{place.run}",
                "FOOTHOLD_GROUP_PREFIX": f"test_{place.run}",
                "FOOTHOLD_HTTP_PORT": str(self.port),
                "FOOTHOLD_INTERNAL_PORT": str(self.internal_port),
                "FOOTHOLD_DRAIN_SECONDS": str(place.drain),
                "FOOTHOLD_LEAVE_SECONDS": str(place.leave),
                "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),  # it runs the code that the test sees
                **(env or {}),
            },
        )
        address = "http://127.0.0.1"
        self.client = httpx2.AsyncClient(base_url=f"{address}:{self.port}", timeout=PROBE_SECONDS)
        # each probe is a connection of its own, as an orchestrator's
        limits = httpx2.Limits(max_keepalive_connections=0)
        self._prober = httpx2.AsyncClient(
            base_url=f"{address}:{self.internal_port}", timeout=PROBE_SECONDS, limits=limits
        )

    @property
    def running(self) -> bool:
        return self._process.running

    async def __aenter__(self) -> Self:
        self._process.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.client.aclose()
        await self._prober.aclose()
        self._process.kill()

    def send(self, number: signal.Signals) -> None:
        self._process.signal(number)

    async def exit_code(self) -> int | None:
        """Wait for the end within the bound that an orchestrator grants."""
        return await self._process.stop(seconds=self.place.longest_stop_seconds)

    async def probe(self, path: str = "/readyz") -> Probe:
        try:
            answer = await self._prober.get(path)
        except httpx2.TransportError:
            return Probe()
        return Probe(answer.status_code, answer.json().get("checks", {}))

    async def scrape(self) -> str:
        return (await self._prober.get("/metrics")).text

    async def until_alive(self) -> None:
        async def alive() -> bool:
            return (await self.probe("/livez")).status == httpx2.codes.OK

        await self._eventually(alive, "alive")

    async def until_ready(self) -> None:
        async def ready() -> bool:
            return (await self.probe()).status == httpx2.codes.OK

        await self._eventually(ready, "ready")

    async def until_failing(self, *checks: str) -> None:
        """Wait until it is not ready for exactly these reasons."""

        async def failing() -> bool:
            probe = await self.probe()
            return probe.status == httpx2.codes.SERVICE_UNAVAILABLE and probe.failing == set(checks)

        await self._eventually(failing, f"not ready because of {checks}")

    async def _eventually(self, holds, what: str) -> None:
        try:
            await eventually(holds, f"{self._process.name} is {what}")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{await self.probe()}\n{self._process.log_tail()}") from None

    def lines(self, event: str) -> list[dict[str, Any]]:
        """Return what it logged under this name."""
        found = [json.loads(line) for line in self._process.log.read_text().splitlines() if line[:1] == "{"]
        return [line for line in found if line["event"] == event]

    def output(self) -> str:
        return self._process.log.read_text()

    def stages(self) -> list[str]:
        return [line["stage"] for line in self.lines("stage_ended")]

    def cut_off(self) -> set[str]:
        return {line["stage"] for line in self.lines("stage_ended") if line["cut_off"]}


@asynccontextmanager
async def pulse(*processes: ServiceProcess) -> AsyncIterator[None]:
    """Probe the liveness of all processes all the time, and fail unless each answers every time, in time."""
    failed: list[str] = []

    async def feel(process: ServiceProcess) -> None:
        while True:
            started = time.monotonic()
            if (await process.probe("/livez")).status != httpx2.codes.OK:
                failed.append(f"{process._process.name}: none after {time.monotonic() - started:.2f} s")
            await asyncio.sleep(PULSE_SECONDS)

    tasks = [asyncio.create_task(feel(process)) for process in processes]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert not failed, failed
