"""One replica follows another under load, and no caller sees more of it than a closed connection."""

import asyncio
import itertools
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import httpx2
import pytest

from tests.integration.bus.replica import eventually
from tests.integration.lifecycle.process import Place, ServiceProcess

pytestmark = pytest.mark.timeout(120)

CALLERS = 10
IDLE_SECONDS = 1.0
LOOK_SECONDS = 0.25


@dataclass
class Balancer:
    """Sends each request to one of the replicas that were ready when it looked last, over connections it keeps."""

    replicas: list[ServiceProcess]
    ready: set[int] = field(default_factory=set)
    answers: dict[int, list[httpx2.Response]] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)

    async def look(self) -> None:
        while True:
            probes = [replica.probe() for replica in self.replicas if replica.running]
            ports = [replica.port for replica in self.replicas if replica.running]
            for port, probe in zip(ports, await asyncio.gather(*probes), strict=True):
                (self.ready.add if probe.status == httpx2.codes.OK else self.ready.discard)(port)
            await asyncio.sleep(LOOK_SECONDS)

    async def call(self, numbers: "itertools.count[int]") -> None:
        limits = httpx2.Limits(keepalive_expiry=IDLE_SECONDS)
        async with httpx2.AsyncClient(limits=limits, timeout=10) as client:
            while True:
                number = next(numbers)
                ready = sorted(self.ready)
                port = ready[number % len(ready)]
                try:
                    answer = await client.post(
                        f"http://127.0.0.1:{port}/v1/answers/ans_{number}", json={"seconds": 0.02}
                    )
                except httpx2.TransportError as error:
                    self.troubles.append(repr(error))
                else:
                    self.answers.setdefault(port, []).append(answer)

    @asynccontextmanager
    async def under_load(self) -> AsyncIterator[None]:
        looking = asyncio.create_task(self.look())

        async def one_is_ready() -> bool:
            return bool(self.ready)

        await eventually(one_is_ready, "a replica is ready")
        numbers = itertools.count()
        callers = [asyncio.create_task(self.call(numbers)) for _ in range(CALLERS)]
        try:
            yield
        finally:
            for task in (*callers, looking):
                task.cancel()
            await asyncio.gather(*callers, looking, return_exceptions=True)


async def test_a_replica_that_leaves_under_load_cuts_no_request(place: Place) -> None:
    place = replace(place, leave=2 * IDLE_SECONDS)
    async with (
        ServiceProcess(place, "patience", "api") as old,
        ServiceProcess(place, "patience", "api") as new,
    ):
        balancer = Balancer([old])
        async with balancer.under_load():
            balancer.replicas.append(new)

            async def both_answer() -> bool:
                return len(balancer.answers) == 2

            await eventually(both_answer, "both answer")
            old.send(signal.SIGTERM)
            await old.until_failing("started")
            fresh = await old.client.post("/v1/answers/ans_late", json={}, timeout=10)
            assert fresh.status_code == httpx2.codes.OK, "not ready any more, and still answering"
            assert fresh.headers["connection"] == "close"
            assert await old.exit_code() == 0
            answered = len(balancer.answers[new.port])

            async def the_new_one_goes_on() -> bool:
                return len(balancer.answers[new.port]) > answered + CALLERS

            await eventually(the_new_one_goes_on, "the new one goes on")

    assert balancer.troubles == []
    answers = [*balancer.answers[old.port], *balancer.answers[new.port]]
    assert {answer.status_code for answer in answers} == {httpx2.codes.OK}
    assert any(answer.headers.get("connection") == "close" for answer in balancer.answers[old.port])
