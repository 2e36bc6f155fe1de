"""Every call at the gateway counts, whatever it asks for and whoever asks, before any other check."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest
from fastapi.routing import iter_route_contexts

from foothold_chassis.runner import Runner
from foothold_chassis.testing import RunningService, running, talent
from foothold_chassis.testing.people import token_of
from foothold_gateway.app import build
from foothold_gateway.settings import GatewaySettings

AWAY = "http://127.0.0.1:1"
AWAYS = {field: AWAY for field in GatewaySettings.model_fields if field.endswith("_url")}
SOME_ID = re.compile(r"{\w+}")


@asynccontextmanager
async def gateway(monkeypatch: pytest.MonkeyPatch, **limits: object) -> AsyncIterator[RunningService]:
    for name, limit in limits.items():
        monkeypatch.setenv(f"FOOTHOLD_GATEWAY_{name}".upper(), str(limit))
    async with running(build, GatewaySettings, time_machine=True, **AWAYS) as service:
        yield service


def routes_of(service: RunningService) -> list[tuple[str, str]]:
    return [
        (method, str(context.path))
        for context in iter_route_contexts(Runner(service.service).app().routes)
        for method in sorted((context.methods or set()) - {"HEAD"})
    ]


def codes(answers: list[httpx2.Response]) -> Counter[str]:
    return Counter(answer.json().get("code", "") if answer.status_code >= 400 else "" for answer in answers)


BROKEN = {"authorization": f"Bearer {token_of(talent('tal_1'))[:-8]}AAAAAAAA"}

CALLS = {
    "an unknown path": ("GET", "/nowhere", {}),
    "an unknown path with a token": (
        "GET",
        "/v1/nowhere",
        {"authorization": f"Bearer {token_of(talent('tal_1'))}"},
    ),
    "another method": ("PATCH", "/v1/me", {}),
    "a slash at the end": ("GET", "/v1/me/", {}),
    "the description": ("GET", "/v1/openapi.json", {}),
    "the page of the description": ("GET", "/docs", {}),
    "a timeline": ("GET", "/v1/contracts/ctr_1/timeline", {}),
    "an id of another kind": ("GET", "/v1/contracts/prj_1/timeline", {}),
    "an operator's call": ("GET", "/v1/ops/gateway/parked", {}),
    "a token with a broken signature": ("GET", "/v1/me", BROKEN),
    "a token that is none": ("GET", "/v1/me", {"authorization": "Bearer x"}),
    "another scheme": ("GET", "/v1/me", {"authorization": "Basic eDp4"}),
    "what only inside is": ("GET", "/metrics", {}),
    "a body that is no JSON": ("POST", "/v1/sessions", {"content-type": "application/json"}),
}


@pytest.mark.parametrize("call", CALLS)
async def test_an_address_makes_so_many_calls_of_any_kind_and_no_more(
    call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    method, path, headers = CALLS[call]
    async with gateway(monkeypatch, requests_per_address="20/minute") as service:
        answers = [await service.call(method, path, headers=headers) for _ in range(40)]

    assert codes(answers)["rate_limited"] == 20
    assert {answer.status_code for answer in answers[20:]} == {429}
    for answer in answers[20:]:
        assert 1 <= int(answer.headers["retry-after"]) <= 64
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["x-request-id"] == answer.json()["request_id"]


async def test_no_route_is_without_the_limit_of_an_account(monkeypatch: pytest.MonkeyPatch) -> None:
    async with gateway(monkeypatch, requests_per_account="1/minute") as service:
        routes = routes_of(service)
        unlimited = []
        for number, (method, template) in enumerate(routes):
            caller = talent(f"tal_{number}")
            path = SOME_ID.sub("ctr_1", template)
            first, second = [await service.call(method, path, as_=caller) for _ in range(2)]
            assert codes([first])["rate_limited"] == 0, template
            if codes([second])["rate_limited"] == 0:
                unlimited.append(f"{method} {template}")

    assert unlimited == []
    assert {
        "/docs",
        "/v1/openapi.json",
        "/v1/contracts/{contract_id}/timeline",
        "/v1/ops/gateway/parked",
    } <= {template for _, template in routes}


async def test_an_account_that_is_limited_leaves_others_at_its_address_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with gateway(monkeypatch, requests_per_account="1/minute") as service:
        answers = [
            await service.call("GET", "/v1/ops/gateway/parked", as_=talent(who))
            for who in ("tal_1", "tal_1", "tal_2")
        ]

    assert [answer.status_code for answer in answers] == [403, 429, 403]


async def test_calls_in_hand_are_bounded_and_those_that_ended_are_not_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with gateway(monkeypatch, requests_at_once_per_account=3) as service:
        # each waits a moment for a contract that does not come
        answers = await asyncio.gather(
            *(service.call("GET", "/v1/contracts/ctr_1/timeline", as_=talent("tal_1")) for _ in range(10))
        )
        after = await service.call("GET", "/v1/contracts/ctr_1/timeline", as_=talent("tal_1"))

    assert codes(answers) == {"too_many_at_once": 7, "NotYet": 3}
    assert codes([after]) == {"NotYet": 1}
