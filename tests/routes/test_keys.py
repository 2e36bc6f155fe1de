"""Every command of every service: its key is for one body, acts once, and is of one account."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from foothold_chassis.testing import RunningService
from foothold_gateway.routes import ROUTES

from .alone import SERVICES, alone, routes_of
from .commands import CALLS, SESSIONS, Call, found, of_operators

REUSED = (422, "idempotency_key_reused")
PASSED_ON = {(route.method, route.upstream_path or route.path) for route in ROUTES if route.method != "GET"}
"""Commands that people can reach through the gateway: the service answers for their keys."""


@asynccontextmanager
async def prepared(name: str, call: Call) -> AsyncIterator[RunningService]:
    async with alone(name) as service:
        await call.prepare(service)
        yield service


async def commands_of(name: str) -> set[tuple[str, str]]:
    """Return method and template of each command that this service itself answers."""
    async with alone(name) as service:
        commands = {route for route in routes_of(service) if route[0] != "GET"} - SESSIONS.keys()
    return commands - PASSED_ON if name == "gateway" else commands


@pytest.mark.parametrize("name", SERVICES)
async def test_the_key_of_every_command_is_for_one_body_and_of_one_account(name: str) -> None:
    for method, template in sorted(await commands_of(name)):
        known = (CALLS | of_operators(name)).get((method, template))
        call = known or await found(name, method, template)
        path, asked = call.path or template, f"{method} {template}"
        async with prepared(name, call) as service:
            first = await service.call(method, path, call.body, as_=call.by, key="k1")
            assert first.is_success, f"{asked}: {first.text}"
            sent = service.sent()

            other = await service.call(method, path, call.other, as_=call.by, key="k1")
            again = await service.call(method, path, call.body, as_=call.by, key="k1")

            assert (other.status_code, other.json().get("code")) == REUSED, asked
            assert again.status_code == (call.again or first.status_code), f"{asked}: {again.text}"
            assert call.again or again.json() == first.json(), asked
            assert service.sent() == sent, f"{asked} acted again"
            if call.by is not None:
                another = replace(call.by, account_id="acc_another")
                theirs = await service.call(method, path, call.other, as_=another, key="k1")
                assert theirs.json().get("code") != REUSED[1], f"{asked}: the key of another account"


async def test_every_command_that_people_can_reach_is_walked() -> None:
    walked = {route for name in SERVICES for route in await commands_of(name)}

    assert PASSED_ON - walked == SESSIONS.keys()
    assert CALLS.keys() - walked == set(), "there are no such commands any more"
