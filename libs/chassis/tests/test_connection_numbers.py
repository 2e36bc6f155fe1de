"""A server holds so many connections, and so many of one address; the idle ones make room."""

from typing import Any

import pytest
from prometheus_client import REGISTRY

from foothold_chassis.runner import Runner
from foothold_chassis.service import Service
from foothold_chassis.settings import ServiceSettings
from foothold_chassis.web.connection import BoundedConnection
from foothold_events.settings import WrongSettings

from .conditions import until
from .flooded import GET, Caller, Flooded, calling, connect, flooded, soon_over

__all__ = ["soon_over"]

PATIENT: dict[str, Any] = {"head_seconds": 5, "body_seconds": 5}


async def busy(service: Flooded, number: int) -> list[Caller]:
    """Open so many connections with a request that is being answered."""
    callers = [await connect(service) for _ in range(number)]
    for caller in callers:
        await caller.send(b"GET /waiting HTTP/1.1\r\nHost: test\r\n\r\n")
    await until(lambda: len(service.asked) == number)
    return callers


async def status_of_one_more(service: Flooded) -> tuple[int, str]:
    async with calling(service) as caller:
        answer = await caller.answer()
        assert await caller.ends() == b""
    assert answer.headers["retry-after"] == "1"
    return answer.status, answer.code


async def test_one_address_has_only_so_many_connections() -> None:
    async with flooded(max_connections_per_address=3, **PATIENT) as service:
        callers = [await connect(service) for _ in range(3)]
        await until(lambda: len(service.connections) == 3)

        assert await status_of_one_more(service) == (429, "connections_of_address")
        callers.pop().writer.transport.abort()
        await until(lambda: len(service.connections) == 2)
        async with calling(service) as caller:
            await caller.send(GET)
            assert (await caller.answer()).status == 200


async def test_a_trusted_proxy_has_as_many_connections_as_the_server_can_hold() -> None:
    async with flooded(
        max_connections_per_address=3, trusted_proxies="10.0.0.0/8, 127.0.0.1", **PATIENT
    ) as service:
        for _ in range(10):
            caller = await connect(service)
            await caller.send(GET)
            assert (await caller.answer()).status == 200


async def test_when_all_connections_are_busy_one_more_is_refused() -> None:
    async with flooded(max_connections=3, **PATIENT) as service:
        callers = await busy(service, 3)

        assert await status_of_one_more(service) == (503, "connections_exhausted")
        service.go_on.set()
        assert [(await caller.answer()).status for caller in callers] == [200, 200, 200]


@pytest.mark.parametrize(
    "said", [b"", b"GET /quick HTTP/1.1\r\n", b"POST /quick HTTP/1.1\r\nContent-Length: 9\r\n\r\n", GET]
)
async def test_the_one_that_has_waited_longest_makes_room(said: bytes) -> None:
    async with flooded(max_connections=3, **PATIENT) as service:
        waiting = await connect(service)
        await waiting.send(said)
        if said.endswith(b"\r\n\r\n"):
            await waiting.answer()
        service.asked.clear()
        callers = await busy(service, 2)
        async with calling(service) as one_more:
            await one_more.send(GET)
            assert (await one_more.answer()).status == 200

        assert await waiting.ends() == b""
        service.go_on.set()
        assert [(await caller.answer()).status for caller in callers] == [200, 200]


async def test_a_flood_of_connections_leaves_the_requests_of_others_alone() -> None:
    async with flooded(max_connections=50, **PATIENT) as service:
        [caller] = await busy(service, 1)
        flood = [await connect(service) for _ in range(300)]
        await until(lambda: len(service.connections) <= 50)
        async with calling(service) as another:
            await another.send(GET)
            assert (await another.answer()).status == 200
        service.go_on.set()

        assert (await caller.answer()).status == 200
        for each in flood:
            each.writer.transport.abort()


async def test_the_open_connections_are_counted() -> None:
    def counted() -> float:
        return REGISTRY.get_sample_value("foothold_http_connections") or 0

    before = counted()
    async with flooded() as service:
        async with calling(service) as caller:
            await caller.send(GET)
            await caller.answer()
            assert counted() - before == 1
        await service.until_nobody_is_there()
        assert counted() == before


async def test_both_ports_of_every_service_have_these_bounds() -> None:
    settings = ServiceSettings(
        kafka_bootstrap="", mongo_uri="mongodb://nowhere", http_port=1, internal_port=2
    )
    service = Service("subject", settings)
    servers = Runner(service)._servers("all", None)

    assert [server.config.http.func for server in servers] == [BoundedConnection] * 2
    assert [server.config.ws for server in servers] == ["none"] * 2
    await service.database.close()


@pytest.mark.parametrize("proxies", ["10.0.0.0/33", "gateway", "10.0.0.1/8"])
def test_a_proxy_that_is_no_address_is_no_setting(proxies: str) -> None:
    with pytest.raises(WrongSettings, match="FOOTHOLD_TRUSTED_PROXIES: should be addresses or networks"):
        ServiceSettings(kafka_bootstrap="", mongo_uri="mongodb://nowhere", trusted_proxies=proxies)
