"""The API description is made once for all who ask, kept for a while, and says what is missing."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, get_args

import pytest
from fastapi import FastAPI

from foothold_chassis.runner import Runner
from foothold_gateway.app import build
from foothold_gateway.openapi import Description
from foothold_gateway.policy import GatewayPolicy
from foothold_gateway.proxy import Proxy
from foothold_gateway.routes import Upstream
from foothold_gateway.settings import GatewaySettings

from .upstreams import Answer, a_server, answering, hang_up

SERVICES = get_args(Upstream)
POLICY = GatewayPolicy()
NO_ROUTES = answering(body=b'{"openapi": "3.1.0", "paths": {}}')
AWAY = "http://127.0.0.1:1"


class Described:
    """A gateway before services that all describe themselves in the same way, at a time that the test sets."""

    def __init__(self, proxy: Proxy, app: FastAPI) -> None:
        self.time = 0.0
        self._app = app
        self._description = Description(proxy, POLICY, lambda: self.time)

    async def read(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(await self._description.read(self._app))
        return document


@asynccontextmanager
async def described(urls: dict[str, str]) -> AsyncIterator[Described]:
    proxy = Proxy(urls, urls, POLICY)
    away = {field: AWAY for field in GatewaySettings.model_fields if field.endswith("_url")}
    service = build(GatewaySettings(kafka_bootstrap="", mongo_uri="mongodb://nowhere", **away))
    try:
        yield Described(proxy, Runner(service).app())
    finally:
        await proxy.close()
        await service.database.close()


def all_at(url: str, **others: str) -> dict[str, str]:
    return {**dict.fromkeys(SERVICES, url), **others}


async def test_many_who_ask_at_once_cost_one_call_of_each_service() -> None:
    async with a_server(NO_ROUTES) as services, described(all_at(services.url)) as gateway:
        documents = await asyncio.gather(*(gateway.read() for _ in range(40)))

    assert len(services.asked) == len(SERVICES)
    assert {asked["target"] for asked in services.asked} == {"/openapi.json"}
    assert all(document == documents[0] for document in documents)
    assert "x-missing-services" not in documents[0]["info"]


async def test_it_is_kept_for_a_while_and_then_made_anew() -> None:
    async with a_server(NO_ROUTES) as services, described(all_at(services.url)) as gateway:
        await gateway.read()
        gateway.time = POLICY.description_kept.total_seconds() - 1
        await gateway.read()
        assert len(services.asked) == len(SERVICES)

        gateway.time += 1
        await gateway.read()
        assert len(services.asked) == 2 * len(SERVICES)


@pytest.mark.parametrize(
    "answer",
    [hang_up, answering("503 Service Unavailable"), answering(body=b"<html>"), answering(body=b"[]")],
    ids=["no answer", "another status", "no JSON", "no document"],
)
async def test_without_a_service_it_says_so_and_is_not_kept_for_long(answer: Answer) -> None:
    async with (
        a_server(NO_ROUTES) as services,
        a_server(answer) as broken,
        described(all_at(services.url, matching=broken.url)) as gateway,
    ):
        document = await gateway.read()
        asked = len(services.asked)
        gateway.time = POLICY.description_kept_incomplete.total_seconds() - 1
        await gateway.read()
        assert len(services.asked) == asked == len(SERVICES) - 1

        gateway.time += 1
        await gateway.read()
        assert len(services.asked) == 2 * asked

    assert document["info"]["x-missing-services"] == ["matching"]
    assert "matching" in document["info"]["description"]
    assert "/v1/contracts/{contract_id}/timeline" in document["paths"]


async def test_it_is_whole_again_as_soon_as_the_service_answers_again() -> None:
    urls = all_at(AWAY)
    async with a_server(NO_ROUTES) as services, described(urls) as gateway:
        missing = (await gateway.read())["info"]["x-missing-services"]
        gateway._description._proxy._internal_urls = all_at(services.url)
        gateway.time += POLICY.description_kept_incomplete.total_seconds()

        assert missing == sorted(SERVICES)
        assert "x-missing-services" not in (await gateway.read())["info"]
