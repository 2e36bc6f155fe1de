"""The market is played while services are killed and stopped: it ends clean all the same."""

import asyncio

import pytest

from foothold_devstack import roster
from foothold_devstack.demo.play import play
from foothold_devstack.demo.progress import Progress
from tests.e2e.conftest import Running, closed_at_least

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]


async def test_contracts_killed_in_the_middle_of_the_market_leaves_no_trace(
    running: Running, progress: Progress
) -> None:
    market = asyncio.create_task(play(running.place, progress))
    await closed_at_least(progress, 2)
    running.platform.kill("contracts")
    assert progress.states()["closed"] < progress.states().total(), "killed too late to be in the middle"
    await running.platform.restart("contracts")

    report = await market

    assert report.problems == []
    assert report.completed == report.engagements > 0


async def test_every_service_stopped_and_started_under_load_loses_and_parks_nothing(
    running: Running, progress: Progress
) -> None:
    market = asyncio.create_task(play(running.place, progress))
    await closed_at_least(progress, 1)
    codes = {}
    for service in roster.names():
        codes[service] = await running.platform.terminate(service)
        await running.platform.restart(service)

    report = await market

    assert codes == dict.fromkeys(roster.names(), 0), "each ended by itself, in order"
    assert report.problems == []
    assert report.parked == 0
