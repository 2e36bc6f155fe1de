"""Health, metrics and the description of the routes are at the internal port, and nowhere else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest
from fastapi import FastAPI

from foothold_chassis.ops.health import health_routes
from foothold_chassis.runner import Runner
from foothold_chassis.service import Service
from foothold_chassis.settings import ServiceSettings
from foothold_chassis.web.app import make_app, make_internal_app

from .callers import MAX_BODY_BYTES, keyring_of
from .examples import KEY, routes

INSIDE = ("/livez", "/readyz", "/metrics", "/openapi.json")
NOWHERE = ("/healthz", "/docs", "/redoc")


@asynccontextmanager
async def calling(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


def public() -> FastAPI:
    return make_app("test", [routes()], keyring_of(KEY), max_body_bytes=MAX_BODY_BYTES)


@pytest.mark.parametrize("path", [*INSIDE, *NOWHERE])
async def test_people_find_nothing_of_the_inside(path: str) -> None:
    async with calling(public()) as client:
        answer = await client.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "route_unknown")


async def test_the_internal_port_says_whether_the_process_is_ready_and_how_it_does() -> None:
    inside = make_internal_app("test", health_routes({"mongo": lambda: False}), public())
    async with calling(inside) as client:
        answers = {path: await client.get(path) for path in INSIDE}

    assert {path: answer.status_code for path, answer in answers.items()} == {
        "/livez": 200,
        "/readyz": 503,
        "/metrics": 200,
        "/openapi.json": 200,
    }
    assert answers["/readyz"].json()["checks"] == {"mongo": False}
    assert "foothold_ready" in answers["/metrics"].text
    assert "/things" in answers["/openapi.json"].json()["paths"]


async def test_what_people_call_is_not_at_the_internal_port() -> None:
    async with calling(make_internal_app("test", health_routes({}), public())) as client:
        answer = await client.get("/things")

    assert answer.status_code == 404


async def test_health_checks_leave_no_trace(spans, lines) -> None:
    async with calling(make_internal_app("test", health_routes({}), None)) as client:
        for path in INSIDE:
            await client.get(path)

    assert spans.get_finished_spans() == ()
    assert lines == []


@pytest.mark.parametrize(("role", "ports"), [("api", [1, 2]), ("all", [1, 2]), ("worker", [2])])
async def test_a_worker_has_the_internal_port_alone(role, ports) -> None:
    settings = ServiceSettings(
        kafka_bootstrap="", mongo_uri="mongodb://nowhere", http_port=1, internal_port=2
    )
    service = Service("subject", settings)

    servers = Runner(service)._servers(role, None)

    assert [server.config.port for server in servers] == ports
    await service.database.close()
