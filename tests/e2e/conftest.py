"""One platform of its own for all tests here: real Kafka, real MongoDB, a process for each service, on both drivers in
turn, each with the rights at Kafka and MongoDB that the manifests give it and no other.

On servers that are given, no user is made and no right."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import pytest_asyncio
from rich.console import Console

from foothold_devstack import roster
from foothold_devstack.demo.client import Client, open_gateway
from foothold_devstack.demo.local import place_of
from foothold_devstack.demo.people import Operator
from foothold_devstack.demo.play import Place
from foothold_devstack.demo.progress import Progress
from foothold_devstack.platform import Platform
from foothold_devstack.stack import Stack, starts_processes
from foothold_devstack.traces import TraceSink
from tests.e2e import rights

DRIVERS = dict(zip(roster.names(), itertools.cycle(("motor", "pymongo")), strict=False))


@dataclass(frozen=True)
class Running:
    platform: Platform
    place: Place
    sink: TraceSink


def exporting_to(sink: TraceSink) -> dict[str, str]:
    return {
        "OTEL_EXPORTER_OTLP_ENDPOINT": sink.endpoint,
        "OTEL_TRACES_SAMPLER": "parentbased_always_on",
        "OTEL_BSP_SCHEDULE_DELAY": "500",  # milliseconds
        "OTEL_BSP_MAX_QUEUE_SIZE": "32768",  # a span that does not fit is dropped
    }


@asynccontextmanager
async def granted_stack() -> AsyncIterator[Stack]:
    async with Stack(users=rights.users()) as stack:
        await rights.grant(stack)
        yield stack


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running() -> AsyncIterator[Running]:
    with TraceSink() as sink:
        async with (
            granted_stack() if starts_processes() else Stack() as stack,
            Platform(stack, env=exporting_to(sink), drivers=DRIVERS) as platform,
        ):
            yield Running(platform, place_of(platform), sink)


@pytest_asyncio.fixture(loop_scope="session")
async def operator(running: Running) -> AsyncIterator[Operator]:
    async with open_gateway(running.place.gateway) as gateway:
        operator = Operator(Client(gateway))
        await operator.client.log_in(running.place.operator_email, running.place.operator_password)
        yield operator


@pytest.fixture
def progress() -> Progress:
    return Progress(Console(stderr=True))


async def closed_at_least(progress: Progress, count: int, seconds: float = 120) -> None:
    """Wait until so many engagements of the play are closed."""
    until = asyncio.get_running_loop().time() + seconds
    while progress.states()["closed"] < count:
        assert asyncio.get_running_loop().time() < until, f"{count} closed engagements within {seconds:.0f} s"
        await asyncio.sleep(0.02)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that play whole markets last: each moves the contracts' clock, and README goes by the real one."""
    items.sort(key=lambda item: "test_faults" in item.nodeid)
