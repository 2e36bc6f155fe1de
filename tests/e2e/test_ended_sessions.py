"""Who logs out is logged out everywhere: each service refuses the access token, by the rights that it has at Kafka."""

import secrets

import httpx2
import pytest

from foothold_devstack import roster
from foothold_devstack.demo.client import Client, open_gateway
from tests.e2e.conftest import Running
from tests.integration.bus.replica import eventually

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]


async def code(running: Running, service: str, token: str) -> tuple[int, str]:
    """Return how a service refuses an operators' call of this caller."""
    async with httpx2.AsyncClient(base_url=running.platform.url(service)) as client:
        answer = await client.get(f"/v1/ops/{service}/parked", headers={"authorization": f"Bearer {token}"})
    return answer.status_code, answer.json()["code"]


async def test_after_log_out_every_service_refuses_the_access_token_and_takes_that_of_others(
    running: Running,
) -> None:
    async with open_gateway(running.place.gateway) as gateway:
        client = Client(gateway)
        await client.sign_up(f"left-{secrets.token_hex(4)}@example.org", "Ada")
        left = client.token
        await client.renew()
        for service in roster.names():
            assert await code(running, service, left) == (403, "scope_missing")

        await gateway.delete("/v1/sessions/current", headers={"authorization": f"Bearer {left}"})

        for service in roster.names():

            async def refuses(service: str = service) -> bool:
                return await code(running, service, left) == (401, "session_ended")

            await eventually(refuses, f"{service} refuses the token", seconds=10)
            assert await code(running, service, client.token) == (403, "scope_missing")
